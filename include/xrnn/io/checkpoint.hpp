// SPDX-License-Identifier: BSD-3-Clause
/// What all files of xrnn have in common: the words in their metadata, the checksum, and the network they belong to.
/// docs/files.md describes them.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "../model/message.hpp"
#include "checksum.hpp"
#include "file_error.hpp"
#include "safetensors.hpp"

namespace xrnn::detail
{

inline constexpr const char* file_version = "1";

/// Of the metadata, but for the checksum itself, and of the tensors, both in the order of their names.
inline std::string checksum_of(
    const std::map<std::string, std::string>& metadata, const std::vector<safetensors::tensor>& tensors)
{
    checksum sum;
    for (const auto& [key, text] : metadata)
    {
        if (key != "checksum")
        {
            sum.add(key);
            sum.add(text);
        }
    }
    std::map<std::string_view, const safetensors::tensor*> sorted;
    for (const safetensors::tensor& t : tensors)
    {
        sorted[t.name] = &t;
    }
    for (const auto& [name, t] : sorted)
    {
        sum.add(name);
        sum.add(entry_of(t->type).name);
        sum.add(shape_text(t->shape));
        sum.add(t->bytes);
    }
    return sum.text();
}

/// What goes into a file. The numbers stay where they are until it is written.
class checkpoint_to_write
{
public:
    void add_part(std::string_view name)
    {
        std::string& parts = metadata_["parts"];
        parts += (parts.empty() ? "" : " ") + std::string(name);
    }

    void add_text(const std::string& key, std::string text) { metadata_[key] = std::move(text); }
    void add_number(const std::string& key, std::uint64_t number) { metadata_[key] = number_text(number); }

    template <class T>
    void add_tensor(std::string name, std::vector<std::size_t> shape, std::span<const T> numbers)
    {
        tensors_.emplace_back(std::move(name), std::move(shape), numbers);
    }

    /// One number, which is kept until the file is written.
    template <class T>
    void add_scalar(std::string name, T number)
    {
        const T* kept = &std::get<T>(numbers_.emplace_back(number));
        add_tensor(std::move(name), {}, std::span(kept, 1));
    }

    void write(const std::string& path)
    {
        metadata_["format"] = "xrnn";
        metadata_["version"] = file_version;
        metadata_["checksum"] = checksum_of(metadata_, tensors_);
        safetensors::write(path, metadata_, std::move(tensors_));
    }

private:
    std::map<std::string, std::string> metadata_;
    std::vector<safetensors::tensor> tensors_;
    std::deque<std::variant<float, double>> numbers_;
};

/// A file of xrnn that was read, its checksum verified. What is asked for and not there throws file_error.
class checkpoint_read
{
public:
    checkpoint_read(std::string path, safetensors file)
        : path_(std::move(path))
        , file_(std::move(file))
    {
        if (!says("format", "xrnn"))
        {
            refuse("its metadata do not say that xrnn wrote it (\"format\": \"xrnn\"); read it with xrnn::safetensors");
        }
        if (!says("version", file_version))
        {
            refuse("it has version " + in_quotes(text("version")) + " of the format, and this xrnn reads version "
                + file_version + "; use the xrnn that wrote it, or a newer one");
        }
        if (!says("checksum", checksum_of(file_.metadata(), file_.tensors())))
        {
            refuse("its content does not match its checksum: it is damaged, or was changed by something other than "
                   "xrnn; take another copy");
        }
    }

    [[noreturn]] void refuse(const std::string& problem) const { throw file_error(path_, problem); }

    void check_part(std::string_view name) const
    {
        const std::string& parts = text("parts");
        if ((" " + parts + " ").find(" " + std::string(name) + " ") == std::string::npos)
        {
            refuse("there is no " + std::string(name) + " in this file, which has " + in_quotes(parts, 200)
                + "; save it too, or load without it");
        }
    }

    /// Throws unless this is the file's network, which the first layer that differs tells.
    void check_network(const std::string& mine) const
    {
        const std::string& theirs = text("network");
        std::size_t at = 0;
        while (at < mine.size() && line(theirs, at) == line(mine, at))
        {
            at += line(mine, at).size() + 1;
        }
        if (theirs != mine)
        {
            refuse("this file is of another network, which differs first in its layer\n  " + layer_text(theirs, at)
                + "\nwhere yours has\n  " + layer_text(mine, at) + "\nload it into the network it was saved from");
        }
    }

    const std::map<std::string, std::string>& metadata() const { return file_.metadata(); }
    bool has_tensor(const std::string& name) const { return file_.find(name) != nullptr; }

    template <class T>
    const safetensors::tensor& tensor(const std::string& name, const std::vector<std::size_t>& shape) const
    {
        return file_.get<T>(name, shape);
    }

    const std::string& text(const std::string& key) const
    {
        const auto found = metadata().find(key);
        if (found == metadata().end())
        {
            refuse("its metadata lack " + in_quotes(key) + "; save it again");
        }
        return found->second;
    }

    std::uint64_t number(const std::string& key) const
    {
        const std::string& digits = text(key);
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error != std::errc() || end != digits.data() + digits.size())
        {
            refuse(key + " in its metadata is " + in_quotes(digits) + ", which is no number; save it again");
        }
        return number;
    }

private:
    bool says(const std::string& key, std::string_view expected) const
    {
        const auto found = metadata().find(key);
        return found != metadata().end() && found->second == expected;
    }

    /// The line that begins there; empty after the last one.
    static std::string line(const std::string& all, std::size_t begin)
    {
        return begin < all.size() ? all.substr(begin, all.find('\n', begin) - begin) : "";
    }

    static std::string layer_text(const std::string& network, std::size_t begin)
    {
        const std::string layer = line(network, begin);
        return layer.empty() ? "(no more layers)" : in_quotes(layer, 2000);
    }

    std::string path_;
    safetensors file_;
};

} // namespace xrnn::detail
