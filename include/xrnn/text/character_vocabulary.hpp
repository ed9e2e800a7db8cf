// SPDX-License-Identifier: BSD-3-Clause
/// The Unicode characters of a text as ids, and back. A character is a code point. Needs utfcpp (xrnn::utf8).
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <utf8.h>

#include "place.hpp"
#include "vocabulary_record.hpp"

namespace xrnn
{

/// The code points that occur in a text of UTF-8, numbered from 0 in their order. A letter that is written as two code
/// points, such as an e and a combining accent, is two characters: nothing is normalised, so decode(encode(text)) is
/// the text.
class character_vocabulary
{
public:
    static constexpr std::string_view kind = "characters";

    /// Throws std::invalid_argument if the text is empty, or is not UTF-8; the message names the place.
    explicit character_vocabulary(std::string_view text)
    {
        if (text.empty())
        {
            throw std::invalid_argument("xrnn: an empty text has no vocabulary");
        }
        check_utf8(text);
        std::set<char32_t> occurs;
        for (const char* at = text.data(); at != text.data() + text.size();)
        {
            occurs.insert(static_cast<char32_t>(utf8::unchecked::next(at)));
        }
        characters_.assign(occurs.begin(), occurs.end());
    }

    [[nodiscard]] std::size_t size() const noexcept { return characters_.size(); }

    /// All characters, the one with id 0 first.
    [[nodiscard]] const std::u32string& characters() const& noexcept { return characters_; }
    [[nodiscard]] std::u32string characters() && { return std::move(characters_); }

    [[nodiscard]] bool contains(char32_t c) const
    {
        return std::binary_search(characters_.begin(), characters_.end(), c);
    }

    /// Throws std::invalid_argument if the text is not UTF-8, and std::out_of_range for a character that was not in the
    /// text of the vocabulary. Both name the place.
    [[nodiscard]] std::vector<id> encode(std::string_view text) const
    {
        detail::check_vocabulary(size());
        check_utf8(text);
        std::vector<id> ids;
        for (const char* at = text.data(); at != text.data() + text.size();)
        {
            const char* first = at;
            const auto c = static_cast<char32_t>(utf8::unchecked::next(at));
            const auto found = std::lower_bound(characters_.begin(), characters_.end(), c);
            if (found == characters_.end() || *found != c)
            {
                refuse(text, static_cast<std::size_t>(first - text.data()), c);
            }
            ids.push_back(static_cast<id>(found - characters_.begin()));
        }
        return ids;
    }

    /// In UTF-8, of an id of any integer type. Throws std::out_of_range if there is no such id.
    [[nodiscard]] std::string decode(detail::whole_number auto number) const
    {
        std::string text;
        append(number, text);
        return text;
    }

    [[nodiscard]] std::string decode(std::span<const id> ids) const
    {
        std::string text;
        for (const id number : ids)
        {
            append(number, text);
        }
        return text;
    }

    /// The vocabulary as one string of printable ASCII, for from_record.
    [[nodiscard]] std::string to_record() const
    {
        std::vector<std::string> entries;
        for (std::size_t k = 0; k < size(); ++k)
        {
            entries.push_back(decode(k));
        }
        return detail::write_record(kind, entries);
    }

    /// Throws std::runtime_error, which names the line, if to_record does not write such a string.
    [[nodiscard]] static character_vocabulary from_record(std::string_view record)
    {
        std::string text;
        std::size_t line = 2;
        std::string_view last;
        const std::vector<std::string> entries = detail::read_record(kind, record);
        for (const std::string& entry : entries)
        {
            // The order of characters is that of their bytes in UTF-8.
            if (!utf8::is_valid(entry.begin(), entry.end())
                || utf8::unchecked::distance(entry.begin(), entry.end()) != 1 || last >= std::string_view(entry))
            {
                detail::refuse_record(line, "is not a character above the one before");
            }
            text += entry;
            last = entry;
            ++line;
        }
        return character_vocabulary(text);
    }

    /// Whether both have the same characters.
    bool operator==(const character_vocabulary&) const = default;

private:
    static void check_utf8(std::string_view text)
    {
        const auto invalid = utf8::find_invalid(text.begin(), text.end());
        if (invalid != text.end())
        {
            throw std::invalid_argument("xrnn: " + detail::byte_text(*invalid) + ", "
                + detail::place_text(text, static_cast<std::size_t>(invalid - text.begin()))
                + ", does not begin a character of UTF-8; convert the text, or use a vocabulary of bytes");
        }
    }

    [[noreturn]] static void refuse(std::string_view text, std::size_t position, char32_t c)
    {
        std::array<char, 16> name{};
        std::snprintf(name.data(), name.size(), "U+%04X", static_cast<unsigned>(c));
        throw std::out_of_range("xrnn: the character " + std::string(name.data()) + ", "
            + detail::place_text(text, position) + ", is not in the vocabulary");
    }

    void append(detail::whole_number auto number, std::string& text) const
    {
        const char32_t c = characters_[detail::checked_id(number, size(), "character")];
        utf8::unchecked::append(static_cast<std::uint32_t>(c), std::back_inserter(text));
    }

    std::u32string characters_;
};

} // namespace xrnn
