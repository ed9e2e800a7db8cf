// SPDX-License-Identifier: BSD-3-Clause
/// Bytes that come one after the other, given out in whole characters of UTF-8.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "place.hpp"

namespace xrnn
{

namespace detail
{

    /// How many bytes a character of UTF-8 has that begins with these one to three, or 0 if none does: table 3-7 of the
    /// Unicode Standard.
    inline std::size_t length_of_character(std::string_view start)
    {
        const auto first = static_cast<unsigned char>(start[0]);
        const std::size_t length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (start.size() > 1)
        {
            const auto second = static_cast<unsigned char>(start[1]);
            const unsigned lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            const unsigned highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
            return second < lowest || second > highest ? 0 : length;
        }
        return length;
    }

    /// How many bytes at the end of a text are the beginning of a character.
    inline std::size_t unfinished(std::string_view text)
    {
        for (std::size_t size = 1; size <= std::min<std::size_t>(text.size(), 3); ++size)
        {
            const std::string_view end = text.substr(text.size() - size);
            if (!continues_a_character(end[0]))
            {
                return length_of_character(end) > size ? size : 0;
            }
        }
        return 0;
    }

} // namespace detail

/// Holds back the bytes of a character of UTF-8 until it is whole, so that none is broken between two writes to a
/// terminal or a pipe. What is not UTF-8 passes unchanged.
class whole_characters
{
public:
    /// What can be written now: what was held back and these bytes, but for a character that they do not finish.
    [[nodiscard]] std::string push(std::string_view bytes)
    {
        std::string text = held_;
        text += bytes;
        const std::size_t whole = text.size() - detail::unfinished(text);
        held_ = text.substr(whole);
        text.resize(whole);
        return text;
    }

    /// What is still held back when no more bytes come: at most three bytes of a character. Holds back nothing then.
    [[nodiscard]] std::string finish() { return std::exchange(held_, {}); }

private:
    std::string held_;
};

} // namespace xrnn
