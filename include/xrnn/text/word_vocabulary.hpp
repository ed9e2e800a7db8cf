// SPDX-License-Identifier: BSD-3-Clause
/// The words of a text as ids, and back; rare words are spelled.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "place.hpp"
#include "vocabulary_record.hpp"
#include "word_pieces.hpp"

namespace xrnn
{

/// Which words of a text get an id of their own.
struct word_choice
{
    std::size_t smallest_count = 2; ///< those that occur at least so often: one that occurs once can hardly be learned
    std::size_t largest_size = 0;   ///< and of these the most frequent, until there are so many ids; 0 is no limit
};

/// The words of a text, and the bytes that occur in it. A word is a run of letters and digits, where characters beyond
/// ASCII count as letters, except for the usual punctuation and symbols. Each other character, a space too, stands for
/// itself. A word without an id is spelled with the ids of its bytes, so a text and its ids say the same:
/// decode(encode(text)) is the text, and no word is lost in an "unknown". Ids are the bytes first, in the order of
/// their values, and then the words, the most frequent first.
class word_vocabulary
{
public:
    static constexpr std::string_view kind = "words";

    /// Throws std::invalid_argument if the text is empty, or has more different bytes than the largest size.
    explicit word_vocabulary(std::string_view text, const word_choice& which = {})
        : word_vocabulary(entries_of(text, which))
    {
    }

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

    /// Throws std::out_of_range, naming the place, for a byte that was not in the text.
    [[nodiscard]] std::vector<id> encode(std::string_view text) const
    {
        detail::check_vocabulary(size());
        std::vector<id> ids;
        for (std::size_t at = 0; at < text.size();)
        {
            const std::size_t length = detail::first_piece(text.substr(at));
            const auto found = length > 1 ? words_.find(text.substr(at, length)) : words_.end();
            if (found != words_.end())
            {
                ids.push_back(found->second);
            }
            else
            {
                spell(text, at, length, ids);
            }
            at += length;
        }
        return ids;
    }

    /// The word or the byte of an id of any integer type. Throws std::out_of_range if there is no such id.
    [[nodiscard]] std::string decode(detail::whole_number auto number) const
    {
        return entries_[detail::checked_id(number, size(), "word")];
    }

    [[nodiscard]] std::string decode(std::span<const id> ids) const
    {
        std::string text;
        for (const id number : ids)
        {
            text += entries_[detail::checked_id(number, size(), "word")];
        }
        return text;
    }

    /// The vocabulary as one string of printable ASCII, for from_record.
    [[nodiscard]] std::string to_record() const { return detail::write_record(kind, entries_); }

    /// Throws std::runtime_error, which names the line, if to_record does not write such a string.
    [[nodiscard]] static word_vocabulary from_record(std::string_view record)
    {
        word_vocabulary read(detail::read_record(kind, record));
        read.check_entries();
        return read;
    }

    /// Whether both have the same words.
    bool operator==(const word_vocabulary& other) const { return entries_ == other.entries_; }

private:
    static constexpr id absent = ~id(0);

    struct hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    using word_ids = std::unordered_map<std::string, id, hash, std::equal_to<>>;

    explicit word_vocabulary(std::vector<std::string> entries)
        : entries_(std::move(entries))
    {
        byte_ids_.fill(absent);
        for (std::size_t k = 0; k < entries_.size(); ++k)
        {
            if (entries_[k].size() == 1)
            {
                byte_ids_[byte(entries_[k][0])] = static_cast<id>(k);
            }
            else
            {
                words_.emplace(entries_[k], static_cast<id>(k));
            }
        }
    }

    static std::size_t byte(char c) { return static_cast<unsigned char>(c); }

    static std::vector<std::string> entries_of(std::string_view text, const word_choice& which)
    {
        std::vector<std::string> entries = bytes_of(text);
        if (which.largest_size > 0 && which.largest_size < entries.size())
        {
            throw std::invalid_argument("xrnn: the text has " + detail::count_text(entries.size(), "different byte")
                + ", so a vocabulary of its words cannot be as small as " + detail::number_text(which.largest_size));
        }
        const std::size_t size =
            which.largest_size > 0 ? which.largest_size : static_cast<std::size_t>(std::numeric_limits<id>::max());
        for (const auto& [word, count] : counted_words(text))
        {
            if (count < which.smallest_count || entries.size() == size)
            {
                break;
            }
            entries.emplace_back(word);
        }
        return entries;
    }

    static std::vector<std::string> bytes_of(std::string_view text)
    {
        if (text.empty())
        {
            throw std::invalid_argument("xrnn: an empty text has no vocabulary");
        }
        std::array<bool, 256> occurs{};
        for (const char c : text)
        {
            occurs[byte(c)] = true;
        }
        std::vector<std::string> bytes;
        for (std::size_t b = 0; b < occurs.size(); ++b)
        {
            if (occurs[b])
            {
                bytes.emplace_back(1, static_cast<char>(b));
            }
        }
        return bytes;
    }

    /// The pieces of more than one byte with their counts, the most frequent first, equally frequent ones by their
    /// bytes.
    static std::vector<std::pair<std::string_view, std::size_t>> counted_words(std::string_view text)
    {
        std::unordered_map<std::string_view, std::size_t> counts;
        for (std::size_t length = 0; !text.empty(); text.remove_prefix(length))
        {
            length = detail::first_piece(text);
            if (length > 1)
            {
                ++counts[text.substr(0, length)];
            }
        }
        std::vector<std::pair<std::string_view, std::size_t>> words(counts.begin(), counts.end());
        std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
            return a.second != b.second ? a.second > b.second : a.first < b.first;
        });
        return words;
    }

    void spell(std::string_view text, std::size_t at, std::size_t length, std::vector<id>& ids) const
    {
        for (std::size_t i = at; i < at + length; ++i)
        {
            const id number = byte_ids_[byte(text[i])];
            if (number == absent)
            {
                throw std::out_of_range("xrnn: " + detail::byte_text(text[i]) + ", " + detail::place_text(text, i)
                    + ", is not in the vocabulary");
            }
            ids.push_back(number);
        }
    }

    /// Throws unless the bytes come first, in their order, and then words made of them, each of them once.
    void check_entries() const
    {
        bool in_words = false;
        for (std::size_t k = 0; k < entries_.size(); ++k)
        {
            const std::string& entry = entries_[k];
            in_words = in_words || entry.size() > 1;
            const bool right = in_words ? is_word(entry) && words_.find(entry)->second == k
                                        : k == 0 || byte(entries_[k - 1][0]) < byte(entry[0]);
            if (!right)
            {
                detail::refuse_record(k + 2, "is out of order, or not a word");
            }
        }
    }

    bool is_word(const std::string& entry) const
    {
        return entry.size() > 1 && detail::first_piece(entry) == entry.size()
            && std::all_of(entry.begin(), entry.end(), [this](char c) { return byte_ids_[byte(c)] != absent; });
    }

    std::vector<std::string> entries_;
    std::array<id, 256> byte_ids_{};
    word_ids words_;
};

} // namespace xrnn
