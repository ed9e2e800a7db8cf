// SPDX-License-Identifier: BSD-3-Clause
/// How a place in a text, and what stands there, are written in messages.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "../model/message.hpp"

namespace xrnn::detail
{

inline bool continues_a_character(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0u) == 0x80;
}

/// "at position 3 of the text, line 1, column 4": positions are bytes from 0, lines and columns count from 1, and a
/// column is a character of UTF-8.
inline std::string place_text(std::string_view text, std::size_t position)
{
    std::size_t start = position; // of the character that the byte is part of
    while (start > 0 && continues_a_character(text[start]))
    {
        --start;
    }
    start = static_cast<unsigned char>(text[start]) < 0x80 ? position : start;
    const std::string_view before = text.substr(0, start);
    const std::string_view line = before.substr(before.rfind('\n') + 1);
    const auto starts_a_character = [](char c) { return !continues_a_character(c); };
    return "at position " + number_text(position) + " of the text, line "
        + number_text(std::count(before.begin(), before.end(), '\n') + 1) + ", column "
        + number_text(std::count_if(line.begin(), line.end(), starts_a_character) + 1);
}

/// "the byte 120 ('x')", "the byte 255".
inline std::string byte_text(char c)
{
    return "the byte " + number_text(static_cast<unsigned>(static_cast<unsigned char>(c)))
        + (c > ' ' && c <= '~' ? std::string(" ('") + c + "')" : "");
}

} // namespace xrnn::detail
