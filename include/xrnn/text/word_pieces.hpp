// SPDX-License-Identifier: BSD-3-Clause
/// Where words begin and end.
#pragma once

#include <cstddef>
#include <string_view>

namespace xrnn::detail
{

inline bool is_ascii_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

inline bool is_ascii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

/// The length of the character in UTF-8 that a text begins with, if it is a punctuation mark or a symbol of the blocks
/// that have little else: Latin-1 (U+0080 to U+00BF), from General Punctuation to Miscellaneous Symbols and Arrows
/// (U+2000 to U+2BFF), and CJK Symbols and Punctuation (U+3000 to U+303F). Otherwise 0.
inline std::size_t foreign_mark(std::string_view text)
{
    const auto in = [text](std::size_t i, unsigned first, unsigned last) {
        return i < text.size() && static_cast<unsigned char>(text[i]) >= first
            && static_cast<unsigned char>(text[i]) <= last;
    };
    if (in(0, 0xc2, 0xc2) && in(1, 0x80, 0xbf))
    {
        return 2;
    }
    const bool symbols = in(0, 0xe2, 0xe2) && in(1, 0x80, 0xaf);
    const bool east_asian = in(0, 0xe3, 0xe3) && in(1, 0x80, 0x80);
    return (symbols || east_asian) && in(2, 0x80, 0xbf) ? 3 : 0;
}

/// The length of the first piece of a text that is not empty. A piece is a word, which is a run of letters and digits,
/// or a single other character. What is beyond ASCII and no such mark counts as a letter, malformed UTF-8 too.
inline std::size_t first_piece(std::string_view text)
{
    const auto in_word = [text](std::size_t i) {
        return is_ascii(text[i]) ? is_ascii_letter_or_digit(text[i]) : foreign_mark(text.substr(i)) == 0;
    };
    std::size_t length = 0;
    while (length < text.size() && in_word(length))
    {
        ++length;
    }
    if (length > 0)
    {
        return length;
    }
    return is_ascii(text[0]) ? 1 : foreign_mark(text);
}

} // namespace xrnn::detail
