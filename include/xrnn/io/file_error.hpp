// SPDX-License-Identifier: BSD-3-Clause
/// What is thrown when something is wrong with a file.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

namespace xrnn
{

/// Something is wrong with a file: it cannot be read or written, or does not hold what is asked for. The message names
/// the file and the place in it, and says what to do.
class file_error : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error; // of a whole message

    file_error(const std::string& path, const std::string& problem)
        : std::runtime_error("xrnn: " + path + ": " + problem)
    {
    }
};

namespace detail
{
    /// Text of a file as it may stand in a message: in quotes, on one line, and cut short. A character of UTF-8 is kept
    /// or cut as a whole.
    inline std::string in_quotes(std::string_view text, std::size_t most = 80)
    {
        std::size_t size = std::min(text.size(), most);
        while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
        {
            --size;
        }
        std::string all(text.substr(0, size));
        std::replace_if(
            all.begin(), all.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
        return '"' + all + (size < text.size() ? "...\"" : "\"");
    }
} // namespace detail

} // namespace xrnn
