// SPDX-License-Identifier: BSD-3-Clause
/// A vocabulary whose kind is known at run time. Needs utfcpp (xrnn::utf8).
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "character_vocabulary.hpp"
#include "vocabulary.hpp"
#include "word_vocabulary.hpp"

namespace xrnn
{

/// A vocabulary, a character_vocabulary or a word_vocabulary.
class any_vocabulary
{
public:
    /// From one of the three.
    any_vocabulary(vocabulary bytes)
        : which_(std::move(bytes))
    {
    }

    any_vocabulary(character_vocabulary characters)
        : which_(std::move(characters))
    {
    }

    any_vocabulary(word_vocabulary words)
        : which_(std::move(words))
    {
    }

    /// That of a text: the kind is "bytes", "characters" or "words". Throws std::invalid_argument for another kind, and
    /// for a text that has no such vocabulary.
    any_vocabulary(std::string_view kind, std::string_view text, const word_choice& words = {})
        : which_(made(kind, text, words))
    {
    }

    /// Calls f with the vocabulary of its own type.
    template <class F>
    decltype(auto) visit(F&& f) const
    {
        return std::visit(std::forward<F>(f), which_);
    }

    /// "bytes", "characters" or "words".
    [[nodiscard]] std::string_view kind() const
    {
        return visit([]<class V>(const V&) { return V::kind; });
    }

    [[nodiscard]] std::size_t size() const
    {
        return visit([](const auto& v) { return v.size(); });
    }

    /// Throws std::out_of_range for the first thing that is not in the vocabulary and std::invalid_argument for a text
    /// that is not UTF-8, if the vocabulary is one of characters. Both name the place.
    [[nodiscard]] std::vector<id> encode(std::string_view text) const
    {
        return visit([text](const auto& v) { return v.encode(text); });
    }

    /// Of an id of any integer type. Throws std::out_of_range if there is no such id.
    [[nodiscard]] std::string decode(detail::whole_number auto number) const
    {
        return visit([number](const auto& v) { return std::string() + v.decode(number); });
    }

    [[nodiscard]] std::string decode(std::span<const id> ids) const
    {
        return visit([ids](const auto& v) { return v.decode(ids); });
    }

    /// The vocabulary as one string of printable ASCII, for from_record.
    [[nodiscard]] std::string to_record() const
    {
        return visit([](const auto& v) { return v.to_record(); });
    }

    /// That of any kind. Throws std::runtime_error, which names the line, if no vocabulary writes such a string.
    [[nodiscard]] static any_vocabulary from_record(std::string_view record)
    {
        const std::string_view kind = detail::kind_of_record(record);
        if (kind == vocabulary::kind)
        {
            return vocabulary::from_record(record);
        }
        if (kind == character_vocabulary::kind)
        {
            return character_vocabulary::from_record(record);
        }
        if (kind == word_vocabulary::kind)
        {
            return word_vocabulary::from_record(record);
        }
        detail::refuse_record(1, "names a kind that is not known");
    }

    /// Whether both are of the same kind and have the same entries.
    bool operator==(const any_vocabulary&) const = default;

private:
    using choice = std::variant<vocabulary, character_vocabulary, word_vocabulary>;

    static choice made(std::string_view kind, std::string_view text, const word_choice& words)
    {
        if (kind == vocabulary::kind)
        {
            return vocabulary(text);
        }
        if (kind == character_vocabulary::kind)
        {
            return character_vocabulary(text);
        }
        if (kind == word_vocabulary::kind)
        {
            return word_vocabulary(text, words);
        }
        throw std::invalid_argument("xrnn: the kind of a vocabulary is bytes, characters or words, but not \""
            + std::string(kind.substr(0, 20)) + "\"");
    }

    choice which_;
};

} // namespace xrnn
