// SPDX-License-Identifier: BSD-3-Clause
/// What vocabularies have in common: the check of an id, and the records they are kept in.
///
/// A record is printable ASCII, so that any file format can hold it: a line with the kind and the number of entries,
/// and then a line for each entry, the one with id 0 first. A backslash is written \\, a line feed \n, and another byte
/// that is not printable ASCII \x and two digits.
#pragma once

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../id.hpp"
#include "../model/block.hpp"
#include "../model/contiguous.hpp"
#include "../model/message.hpp"

namespace xrnn::detail
{

/// Throws std::logic_error if a vocabulary was moved from: no other is empty.
inline void check_vocabulary(std::size_t size)
{
    check_owner(size > 0, "vocabulary");
}

/// The id as an index. Throws std::out_of_range if there is no such id.
inline std::size_t checked_id(whole_number auto number, std::size_t size, std::string_view thing)
{
    check_vocabulary(size);
    if (std::cmp_less(number, 0) || std::cmp_greater_equal(number, size))
    {
        throw std::out_of_range("xrnn: the id " + number_text(number) + " is not below the " + count_text(size, thing)
            + " of the vocabulary");
    }
    return static_cast<std::size_t>(number);
}

inline constexpr std::string_view record_start = "xrnn vocabulary 1 ";

inline std::string escaped(std::string_view entry)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : entry)
    {
        if (c == '\\' || c == '\n')
        {
            text += c == '\n' ? "\\n" : "\\\\";
        }
        else if (c >= ' ' && c <= '~')
        {
            text += c;
        }
        else
        {
            const auto byte = static_cast<unsigned char>(c);
            text += {'\\', 'x', digits[byte / 16u], digits[byte % 16u]};
        }
    }
    return text;
}

/// Throws std::runtime_error: line 1 is the first one.
[[noreturn]] inline void refuse_record(std::size_t line, const std::string& why)
{
    throw std::runtime_error("xrnn: this is no record of a vocabulary: line " + number_text(line) + " " + why);
}

/// The entry of an escaped line, or nothing if escaped() does not write such a line.
inline std::string unescaped(std::string_view line)
{
    std::string entry;
    for (std::size_t i = 0; i < line.size(); ++i)
    {
        const std::string_view rest = line.substr(i + 1);
        if (line[i] != '\\' || rest.empty())
        {
            entry += line[i];
        }
        else if (rest[0] != 'x')
        {
            entry += rest[0] == 'n' ? '\n' : rest[0];
            i += 1;
        }
        else
        {
            unsigned byte = 0;
            std::from_chars(rest.data() + 1, rest.data() + std::min<std::size_t>(rest.size(), 3), byte, 16);
            entry += static_cast<char>(byte);
            i += 3;
        }
    }
    return escaped(entry) == line ? entry : std::string();
}

/// Takes a line off a text. Throws std::runtime_error if the text ends before the line does.
inline std::string_view take_line(std::string_view& text, std::size_t number)
{
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos)
    {
        refuse_record(number, "is missing or has no end");
    }
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

/// The kind that stands in the first line of a record. Throws std::runtime_error if that line is none.
inline std::string_view kind_of_record(std::string_view record)
{
    std::string_view line = take_line(record, 1);
    if (!line.starts_with(record_start))
    {
        refuse_record(1, "does not begin with \"" + std::string(record_start) + "\"");
    }
    line.remove_prefix(record_start.size());
    return line.substr(0, line.find(' '));
}

/// Entries is a range of std::string or std::string_view.
template <class Entries>
std::string write_record(std::string_view kind, const Entries& entries)
{
    std::string record(record_start);
    record += kind;
    record += " " + number_text(entries.size()) + "\n";
    for (const auto& entry : entries)
    {
        record += escaped(entry) + "\n";
    }
    return record;
}

/// The entries of a record of this kind, none of them empty. Throws std::runtime_error, which names the line.
inline std::vector<std::string> read_record(std::string_view kind, std::string_view record)
{
    if (kind_of_record(record) != kind)
    {
        refuse_record(1, "is that of another kind than \"" + std::string(kind) + "\"");
    }
    const std::string_view first = take_line(record, 1);
    std::vector<std::string> entries;
    while (!record.empty())
    {
        const std::size_t line = entries.size() + 2;
        entries.push_back(unescaped(take_line(record, line)));
        if (entries.back().empty())
        {
            refuse_record(line, "is no entry");
        }
    }
    const std::string expected = std::string(record_start) + std::string(kind) + " " + number_text(entries.size());
    if (entries.empty() || first != expected)
    {
        refuse_record(1, "does not give the number of lines that follow, " + number_text(entries.size()));
    }
    return entries;
}

} // namespace xrnn::detail
