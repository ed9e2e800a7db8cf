// SPDX-License-Identifier: BSD-3-Clause
/// The header of a safetensors file: the types of numbers, and reading the JSON that names the tensors.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "../model/contiguous.hpp"
#include "../model/message.hpp"
#include "file_error.hpp"

namespace xrnn
{

/// The types of numbers in a safetensors file. In the file they are called F64, F32 and so on, and BOOL.
enum class number_type
{
    f64,
    f32,
    f16,
    bf16,
    i64,
    i32,
    i16,
    i8,
    u64,
    u32,
    u16,
    u8,
    boolean
};

namespace detail
{
    struct number_type_entry
    {
        std::string_view name;
        std::size_t bytes;
    };

    /// In the order of number_type.
    inline constexpr std::array<number_type_entry, 13> number_types{{{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2},
        {"I64", 8}, {"I32", 4}, {"I16", 2}, {"I8", 1}, {"U64", 8}, {"U32", 4}, {"U16", 2}, {"U8", 1}, {"BOOL", 1}}};

    constexpr const number_type_entry& entry_of(number_type type)
    {
        return number_types[static_cast<std::size_t>(type)];
    }

    template <class T>
    concept stored_number = is_one_of<T, float, double>;

    template <stored_number T>
    inline constexpr number_type number_type_of = sizeof(T) == 4 ? number_type::f32 : number_type::f64;

    inline std::optional<number_type> number_type_named(std::string_view name)
    {
        for (std::size_t i = 0; i < number_types.size(); ++i)
        {
            if (number_types[i].name == name)
            {
                return static_cast<number_type>(i);
            }
        }
        return std::nullopt;
    }

    /// The bytes of so many numbers, or nothing if that overflows.
    constexpr std::optional<std::size_t> bytes_of(number_type type, const std::vector<std::size_t>& shape)
    {
        std::size_t bytes = entry_of(type).bytes;
        for (const std::size_t extent : shape)
        {
            if (extent != 0 && bytes > SIZE_MAX / extent)
            {
                return std::nullopt;
            }
            bytes *= extent;
        }
        return bytes;
    }

    /// A tensor as the header describes it; its data lie from begin to end.
    struct header_entry
    {
        std::string name;
        std::optional<number_type> type;
        std::optional<std::vector<std::size_t>> shape;
        std::optional<std::vector<std::size_t>> offsets;
    };

    /// Takes the header as nlohmann's parser reads it, and throws file_error at the first thing that does not belong
    /// there. So nothing is kept but what is asked for, and nesting has a depth of three.
    class header_reader final : public nlohmann::json_sax<nlohmann::json>
    {
    public:
        explicit header_reader(std::string path)
            : path_(std::move(path))
        {
        }

        std::map<std::string, std::string> metadata{};
        std::vector<header_entry> entries{};

        bool null() override { refuse_value(); }
        bool boolean(bool) override { refuse_value(); }
        bool number_integer(number_integer_t) override { refuse_value(); }
        bool number_float(number_float_t, const string_t&) override { refuse_value(); }
        bool binary(binary_t&) override { refuse_value(); }

        bool number_unsigned(number_unsigned_t number) override
        {
            if (at_ != place::list || !std::in_range<std::size_t>(number))
            {
                refuse_value();
            }
            list_->push_back(static_cast<std::size_t>(number));
            return true;
        }

        bool string(string_t& text) override
        {
            if (at_ == place::metadata)
            {
                metadata[key_] = text;
            }
            else if (at_ == place::entry && key_ == "dtype")
            {
                set_type(text);
            }
            else
            {
                refuse_value();
            }
            return true;
        }

        bool key(string_t& name) override
        {
            key_ = name;
            const bool is_new = at_ == place::header ? names_.insert(name).second
                : at_ == place::metadata             ? !metadata.contains(name)
                                                     : is_new_field();
            if (!is_new)
            {
                refuse((at_ == place::entry ? of_tensor() + ", " : "") + in_quotes(name) + " stands there twice");
            }
            return true;
        }

        bool start_object(std::size_t) override
        {
            if (at_ == place::outside)
            {
                at_ = place::header;
            }
            else if (at_ == place::header && key_ == "__metadata__")
            {
                at_ = place::metadata;
            }
            else if (at_ == place::header)
            {
                entries.push_back({key_, {}, {}, {}});
                at_ = place::entry;
            }
            else
            {
                refuse_value();
            }
            return true;
        }

        bool end_object() override
        {
            if (at_ == place::entry)
            {
                check_fields();
            }
            at_ = at_ == place::header ? place::outside : place::header;
            return true;
        }

        bool start_array(std::size_t) override
        {
            if (at_ != place::entry || key_ == "dtype")
            {
                refuse_value();
            }
            header_entry& e = entries.back();
            list_ = &(key_ == "shape" ? e.shape : e.offsets).emplace();
            at_ = place::list;
            return true;
        }

        bool end_array() override
        {
            at_ = place::entry;
            return true;
        }

        bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
        {
            refuse("it is not JSON from byte " + number_text(position) + " on");
        }

    private:
        enum class place
        {
            outside,
            header,
            metadata,
            entry,
            list
        };

        [[noreturn]] void refuse(const std::string& problem) const
        {
            throw file_error(path_, "the header of this safetensors file is damaged: " + problem);
        }

        [[noreturn]] void refuse_value() const
        {
            switch (at_)
            {
            case place::outside: refuse("it is not an object");
            case place::header: refuse(in_quotes(key_) + " is not an object");
            case place::metadata: refuse("in __metadata__, " + in_quotes(key_) + " is not a string");
            case place::entry:
                refuse(of_tensor() + ", " + key_ + " is not " + (key_ == "dtype" ? "a string" : "a list"));
            case place::list: refuse(of_tensor() + ", " + key_ + " is not a list of sizes");
            }
            refuse("it makes no sense");
        }

        std::string of_tensor() const { return "in tensor " + in_quotes(entries.back().name); }

        bool is_new_field() const
        {
            const header_entry& e = entries.back();
            if (key_ != "dtype" && key_ != "shape" && key_ != "data_offsets")
            {
                refuse(of_tensor() + ", " + in_quotes(key_) + " is none of dtype, shape and data_offsets");
            }
            return key_ == "dtype" ? !e.type : key_ == "shape" ? !e.shape : !e.offsets;
        }

        void set_type(const std::string& text)
        {
            entries.back().type = number_type_named(text);
            if (!entries.back().type)
            {
                throw file_error(path_,
                    of_tensor() + ", the dtype " + in_quotes(text)
                        + " is not one that xrnn knows; store the tensor as F32 or F64");
            }
        }

        void check_fields() const
        {
            const header_entry& e = entries.back();
            for (const auto& [field, is_there] : {std::pair("dtype", e.type.has_value()),
                     {"shape", e.shape.has_value()}, {"data_offsets", e.offsets.has_value()}})
            {
                if (!is_there)
                {
                    refuse(of_tensor() + ", there is no " + field);
                }
            }
            if (e.offsets->size() != 2)
            {
                refuse(of_tensor() + ", data_offsets are " + number_text(e.offsets->size()) + " numbers and not two");
            }
        }

        std::string path_;
        place at_ = place::outside;
        std::string key_;
        std::set<std::string> names_;
        std::vector<std::size_t>* list_ = nullptr;
    };
} // namespace detail

} // namespace xrnn
