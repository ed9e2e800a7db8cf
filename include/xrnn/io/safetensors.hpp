// SPDX-License-Identifier: BSD-3-Clause
/// Files of named tensors in the safetensors format: a length of 8 bytes, a header in JSON, and the numbers. The format
/// is described at github.com/huggingface/safetensors.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../text/read_file.hpp"
#include "safetensors_header.hpp"
#include "write_file.hpp"

namespace xrnn
{

static_assert(std::endian::native == std::endian::little, "xrnn: files are read and written on little-endian machines");

/// The content of a safetensors file. A copy shares it. Files are not trusted: what they say of themselves is checked
/// before it is believed.
class safetensors
{
public:
    /// A tensor of a file, or one to be written. It refers to the bytes and does not keep them.
    struct tensor
    {
        std::string name{};
        number_type type = number_type::f32;
        std::vector<std::size_t> shape{};   ///< empty for a single number
        std::span<const std::byte> bytes{}; ///< row-major, not necessarily aligned

        tensor() = default;

        /// A tensor of these numbers, which must outlive it.
        template <detail::stored_number T>
        tensor(std::string its_name, std::vector<std::size_t> its_shape, std::span<const T> numbers)
            : name(std::move(its_name))
            , type(detail::number_type_of<T>)
            , shape(std::move(its_shape))
            , bytes(std::as_bytes(numbers))
        {
        }

        /// Copies the numbers, as they are or from F32 to double, which is exact. Throws std::invalid_argument for
        /// another type or another count of numbers.
        template <detail::stored_number T>
        void copy_to(std::span<T> numbers) const
        {
            const bool same = type == detail::number_type_of<T>;
            if ((!same && type != number_type::f32) || bytes.size() != numbers.size() * detail::entry_of(type).bytes)
            {
                throw std::invalid_argument(
                    "xrnn: copy_to: the tensor " + detail::in_quotes(name) + " has other numbers");
            }
            if (same)
            {
                std::memcpy(numbers.data(), bytes.data(), numbers.size_bytes());
                return;
            }
            for (std::size_t i = 0; i < numbers.size(); ++i)
            {
                float number;
                std::memcpy(&number, bytes.data() + i * sizeof(float), sizeof(float));
                numbers[i] = static_cast<T>(number);
            }
        }
    };

    /// Reads a file. Throws file_error if it cannot be read or is damaged.
    static safetensors read(const std::string& path) { return parse(content_of(path), path); }

    /// The same for a file in memory. `path` is what messages call it.
    static safetensors parse(std::string content, const std::string& path)
    {
        safetensors file;
        file.path_ = path;
        file.content_ = std::make_shared<const std::string>(std::move(content));
        const std::size_t header = file.header_size();
        file.read_header(file.content_->substr(8, header), file.content_->size() - 8 - header);
        return file;
    }

    /// Writes a file, atomically as write_file does. Tensors with large numbers come first, so that all are aligned.
    /// Throws file_error, or std::invalid_argument if a name is there twice or is not UTF-8, or if a shape does not fit
    /// the bytes.
    static void write(
        const std::string& path, const std::map<std::string, std::string>& metadata, std::vector<tensor> tensors)
    {
        const std::string head = arrange(metadata, tensors);
        std::vector<std::span<const std::byte>> pieces{std::as_bytes(std::span(head))};
        for (const tensor& t : tensors)
        {
            pieces.push_back(t.bytes);
        }
        write_file(path, pieces);
    }

    /// What write would write.
    static std::string format(const std::map<std::string, std::string>& metadata, std::vector<tensor> tensors)
    {
        std::string all = arrange(metadata, tensors);
        for (const tensor& t : tensors)
        {
            all.append(reinterpret_cast<const char*>(t.bytes.data()), t.bytes.size());
        }
        return all;
    }

    /// What the file says in words.
    [[nodiscard]] const std::map<std::string, std::string>& metadata() const& { return metadata_; }
    const std::map<std::string, std::string>& metadata() const&& = delete; // would dangle: give the file a name

    /// All tensors, in the order of their data. They are valid as long as one copy of this object.
    [[nodiscard]] const std::vector<tensor>& tensors() const& { return tensors_; }
    const std::vector<tensor>& tensors() const&& = delete; // would dangle: give the file a name

    /// The tensor of that name, or null.
    [[nodiscard]] const tensor* find(std::string_view name) const&
    {
        const auto found =
            std::find_if(tensors_.begin(), tensors_.end(), [&](const tensor& t) { return t.name == name; });
        return found == tensors_.end() ? nullptr : &*found;
    }

    const tensor* find(std::string_view) const&& = delete; // would dangle: give the file a name

    /// The tensor of that name and shape, whose numbers can be copied to type T. Throws file_error if there is no such
    /// tensor: F64 is not rounded to float, and whole numbers and narrow ones are not converted.
    template <detail::stored_number T>
    const tensor& get(std::string_view name, const std::vector<std::size_t>& shape) const&
    {
        const tensor* found = find(name);
        if (found == nullptr)
        {
            throw file_error(path_, "there is no tensor " + detail::in_quotes(name) + " in this file");
        }
        if (found->shape != shape)
        {
            throw file_error(path_,
                "the tensor " + detail::in_quotes(name) + " has the shape " + detail::shape_text(found->shape)
                    + ", but " + detail::shape_text(shape) + " is needed");
        }
        check_type<T>(*found);
        return *found;
    }

    template <detail::stored_number T>
    const tensor& get(std::string_view, const std::vector<std::size_t>&) const&& = delete; // give the file a name

private:
    safetensors() = default;

    static constexpr std::size_t most_header_bytes = 100'000'000; // the format's own limit

    static std::string content_of(const std::string& path)
    {
        try
        {
            return read_file(path);
        }
        catch (const std::runtime_error& error)
        {
            throw file_error(error.what());
        }
    }

    template <class T>
    void check_type(const tensor& t) const
    {
        if (t.type == number_type::f64 && sizeof(T) == 4)
        {
            throw file_error(path_,
                "the tensor " + detail::in_quotes(t.name)
                    + " has numbers of type double, which float would round; load it as double and convert it "
                      "yourself");
        }
        if (t.type != number_type::f64 && t.type != number_type::f32)
        {
            throw file_error(path_,
                "the tensor " + detail::in_quotes(t.name) + " has numbers of type "
                    + std::string(detail::entry_of(t.type).name)
                    + ", and only F32 and F64 are loaded; convert it first");
        }
    }

    [[noreturn]] void refuse(const std::string& problem) const
    {
        throw file_error(path_, problem + "; it is damaged, or no safetensors file");
    }

    /// The length of the header, which lies in the file.
    std::size_t header_size() const
    {
        const std::string& all = *content_;
        if (all.size() < 8)
        {
            refuse("the file ends after " + detail::count_text(all.size(), "byte") + ", before its header");
        }
        std::uint64_t size = 0;
        std::memcpy(&size, all.data(), 8);
        if (size > most_header_bytes)
        {
            refuse("its first 8 bytes say that the header has " + detail::number_text(size) + " bytes, and at most "
                + detail::number_text(most_header_bytes) + " are allowed");
        }
        if (size > all.size() - 8)
        {
            refuse("its header should have " + detail::number_text(size) + " bytes, but "
                + detail::number_text(all.size() - 8) + " are left in the file");
        }
        if (size == 0 || all[8] != '{')
        {
            refuse("its header does not begin with {");
        }
        return static_cast<std::size_t>(size);
    }

    void read_header(const std::string& text, std::size_t data_size)
    {
        if (text.find('\0') != std::string::npos) // which would end the header for the parser
        {
            refuse("its header has a zero byte");
        }
        detail::header_reader reader(path_);
        nlohmann::json::sax_parse(text, &reader);
        metadata_ = std::move(reader.metadata);
        std::sort(reader.entries.begin(), reader.entries.end(),
            [](const auto& a, const auto& b) { return a.offsets.value() < b.offsets.value(); });
        std::size_t end = 0;
        for (detail::header_entry& e : reader.entries)
        {
            check_entry(e, end, data_size);
            end = (*e.offsets)[1];
            tensor t;
            t.bytes =
                std::as_bytes(std::span(*content_)).subspan(8 + text.size() + (*e.offsets)[0], end - (*e.offsets)[0]);
            t.name = std::move(e.name);
            t.type = *e.type;
            t.shape = std::move(*e.shape);
            tensors_.push_back(std::move(t));
        }
        if (end != data_size)
        {
            refuse("the file has " + detail::number_text(data_size) + " bytes of data, and its tensors have "
                + detail::number_text(end));
        }
    }

    /// Throws unless the data of a tensor begin where the last ones end, lie in the file and have the size of its shape.
    void check_entry(const detail::header_entry& e, std::size_t last_end, std::size_t data_size) const
    {
        const std::string which = "the tensor " + detail::in_quotes(e.name);
        const std::size_t begin = (*e.offsets)[0];
        const std::size_t end = (*e.offsets)[1];
        const std::string data = "bytes " + detail::number_text(begin) + " to " + detail::number_text(end);
        if (begin > end || end > data_size)
        {
            refuse("the data of " + which + " are said to be " + data + " of " + detail::number_text(data_size));
        }
        const auto size = detail::bytes_of(*e.type, *e.shape);
        if (!size || *size != end - begin)
        {
            refuse(which + " has the shape " + detail::shape_text(*e.shape) + " of "
                + std::string(detail::entry_of(*e.type).name) + ", but its data are " + data);
        }
        if (begin != last_end)
        {
            refuse("the data of " + which + " are " + data + ", but those of the tensor before it end at "
                + detail::number_text(last_end));
        }
    }

    /// Sorts the tensors as they are stored, and returns what comes before their data: the length, and the header padded
    /// with spaces so that the data begin at a multiple of 8 bytes.
    static std::string arrange(const std::map<std::string, std::string>& metadata, std::vector<tensor>& tensors)
    {
        std::stable_sort(tensors.begin(), tensors.end(), [](const tensor& a, const tensor& b) {
            return detail::entry_of(a.type).bytes > detail::entry_of(b.type).bytes;
        });
        nlohmann::json header = nlohmann::json::object();
        if (!metadata.empty())
        {
            header["__metadata__"] = metadata;
        }
        std::size_t end = 0;
        for (const tensor& t : tensors)
        {
            check_tensor(t, header);
            header[t.name] = {{"dtype", detail::entry_of(t.type).name}, {"shape", t.shape},
                {"data_offsets", {end, end + t.bytes.size()}}};
            end += t.bytes.size();
        }
        std::string text = dumped(header);
        text.append((8 - text.size() % 8) % 8, ' ');
        if (text.size() > most_header_bytes)
        {
            throw std::invalid_argument("xrnn: safetensors: the names and texts have more than 100 MB");
        }
        const std::uint64_t size = text.size();
        std::string head(8, '\0');
        std::memcpy(head.data(), &size, 8);
        return head + text;
    }

    static void check_tensor(const tensor& t, const nlohmann::json& header)
    {
        const std::string which = "xrnn: safetensors: the tensor " + detail::in_quotes(t.name);
        if (t.name == "__metadata__" || header.contains(t.name))
        {
            throw std::invalid_argument(which + " is there twice; give each a name of its own");
        }
        if (detail::bytes_of(t.type, t.shape) != t.bytes.size())
        {
            throw std::invalid_argument(which + " of shape " + detail::shape_text(t.shape) + " has "
                + detail::count_text(t.bytes.size(), "byte") + "; give it the shape of its numbers");
        }
    }

    static std::string dumped(const nlohmann::json& header)
    {
        try
        {
            return header.dump();
        }
        catch (const nlohmann::json::type_error&)
        {
            throw std::invalid_argument("xrnn: safetensors: a name or a text is not UTF-8, as the format asks");
        }
    }

    std::string path_;
    std::shared_ptr<const std::string> content_;
    std::map<std::string, std::string> metadata_;
    std::vector<tensor> tensors_;
};

} // namespace xrnn
