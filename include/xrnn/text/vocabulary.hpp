// SPDX-License-Identifier: BSD-3-Clause
/// The characters of a text as ids, and back. A character is one byte.
#pragma once

#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "place.hpp"
#include "vocabulary_record.hpp"

namespace xrnn
{

/// The bytes that occur in a text, numbered from 0 in the order of their values.
class vocabulary
{
public:
    static constexpr std::string_view kind = "bytes";

    /// Throws std::invalid_argument if the text is empty.
    explicit vocabulary(std::string_view text)
    {
        if (text.empty())
        {
            throw std::invalid_argument("xrnn: an empty text has no vocabulary");
        }
        ids_.fill(absent);
        for (const char c : text)
        {
            ids_[byte(c)] = 0;
        }
        for (std::size_t b = 0; b < ids_.size(); ++b)
        {
            if (ids_[b] != absent)
            {
                ids_[b] = static_cast<id>(characters_.size());
                characters_ += static_cast<char>(b);
            }
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return characters_.size(); }

    /// All characters, the one with id 0 first.
    [[nodiscard]] const std::string& characters() const& noexcept { return characters_; }
    [[nodiscard]] std::string characters() && { return std::move(characters_); }

    [[nodiscard]] bool contains(char c) const noexcept { return ids_[byte(c)] != absent; }

    /// Throws std::out_of_range if the character was not in the text.
    [[nodiscard]] id encode(char c) const
    {
        detail::check_vocabulary(size());
        if (!contains(c))
        {
            throw std::out_of_range("xrnn: " + detail::byte_text(c)
                + " is not in the vocabulary, which has the characters of the text that it was made from");
        }
        return ids_[byte(c)];
    }

    id encode(detail::whole_number auto) const = delete; // encode takes characters

    /// Throws std::out_of_range, naming the position, for a character that was not in the text.
    [[nodiscard]] std::vector<id> encode(std::string_view text) const
    {
        detail::check_vocabulary(size());
        std::vector<id> ids;
        ids.reserve(text.size());
        for (std::size_t i = 0; i < text.size(); ++i)
        {
            if (!contains(text[i]))
            {
                throw std::out_of_range("xrnn: " + detail::byte_text(text[i]) + ", " + detail::place_text(text, i)
                    + ", is not in the vocabulary");
            }
            ids.push_back(ids_[byte(text[i])]);
        }
        return ids;
    }

    /// Of an id of any integer type. Throws std::out_of_range if there is no such id.
    [[nodiscard]] char decode(detail::whole_number auto number) const
    {
        return characters_[detail::checked_id(number, size(), "character")];
    }

    [[nodiscard]] std::string decode(std::span<const id> ids) const
    {
        std::string text;
        for (const id number : ids)
        {
            text += decode(number);
        }
        return text;
    }

    /// The vocabulary as one string of printable ASCII, for from_record.
    [[nodiscard]] std::string to_record() const
    {
        std::vector<std::string_view> entries;
        for (std::size_t k = 0; k < size(); ++k)
        {
            entries.push_back(std::string_view(characters_).substr(k, 1));
        }
        return detail::write_record(kind, entries);
    }

    /// Throws std::runtime_error, which names the line, if to_record does not write such a string.
    [[nodiscard]] static vocabulary from_record(std::string_view record)
    {
        std::string characters;
        for (const std::string& entry : detail::read_record(kind, record))
        {
            if (entry.size() > 1 || (!characters.empty() && byte(characters.back()) >= byte(entry[0])))
            {
                detail::refuse_record(characters.size() + 2, "is not a byte above the one before");
            }
            characters += entry;
        }
        return vocabulary(characters);
    }

    /// Whether both have the same characters.
    bool operator==(const vocabulary&) const = default;

private:
    static constexpr id absent = ~id(0);

    static std::size_t byte(char c) { return static_cast<unsigned char>(c); }

    std::array<id, 256> ids_{};
    std::string characters_;
};

} // namespace xrnn
