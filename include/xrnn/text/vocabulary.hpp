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

#include "../engine/pass.hpp"
#include "../model/contiguous.hpp"
#include "../model/message.hpp"

namespace xrnn
{

/// The bytes that occur in a text, numbered from 0 in the order of their values.
class vocabulary
{
public:
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
        if (!contains(c))
        {
            throw std::out_of_range("xrnn: " + spell(c)
                + " is not in the vocabulary, which has the characters of the text that it was made from");
        }
        return ids_[byte(c)];
    }

    id encode(detail::whole_number auto) const = delete; // encode takes characters

    /// Throws std::out_of_range, naming the position, for a character that was not in the text.
    [[nodiscard]] std::vector<id> encode(std::string_view text) const
    {
        std::vector<id> ids;
        ids.reserve(text.size());
        for (std::size_t i = 0; i < text.size(); ++i)
        {
            if (!contains(text[i]))
            {
                throw std::out_of_range("xrnn: " + spell(text[i]) + ", at position " + detail::number_text(i)
                    + " of the text, is not in the vocabulary");
            }
            ids.push_back(ids_[byte(text[i])]);
        }
        return ids;
    }

    /// Of an id of any integer type. Throws std::out_of_range if there is no such id.
    [[nodiscard]] char decode(detail::whole_number auto number) const
    {
        if (std::cmp_less(number, 0) || std::cmp_greater_equal(number, size()))
        {
            throw std::out_of_range("xrnn: the id " + detail::number_text(number) + " is not below the "
                + detail::count_text(size(), "character") + " of the vocabulary");
        }
        return characters_[static_cast<std::size_t>(number)];
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

private:
    static constexpr id absent = ~id(0);

    static std::size_t byte(char c) { return static_cast<unsigned char>(c); }

    static std::string spell(char c)
    {
        return "the byte " + detail::number_text(byte(c)) + (c > ' ' && c <= '~' ? std::string(" ('") + c + "')" : "");
    }

    std::array<id, 256> ids_{};
    std::string characters_;
};

} // namespace xrnn
