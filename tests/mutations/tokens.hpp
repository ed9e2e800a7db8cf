// SPDX-License-Identifier: BSD-3-Clause
/// A C++ text cut into its words, numbers and operators.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace tests
{

struct token
{
    std::string text;
    std::size_t at = 0;
    bool blank_before = false;
    bool blank_after = false;

    std::size_t end() const { return at + text.size(); }
    bool is_word() const { return std::isalpha(static_cast<unsigned char>(text[0])) != 0 || text[0] == '_'; }
    bool is_number() const { return std::isdigit(static_cast<unsigned char>(text[0])) != 0; }
};

/// Skips comments, literals and lines of the preprocessor.
inline std::vector<token> tokens_of(const std::string& text)
{
    static const std::array<std::string_view, 19> long_operators{"<=>", "...", "==", "!=", "<=", ">=", "&&", "||",
        "+=", "-=", "*=", "/=", "++", "--", "::", "->", "<<", ">>", "[["};
    std::vector<token> all;
    const auto skip_to = [&](std::size_t from, std::string_view what) {
        const std::size_t found = text.find(what, from);
        return found == std::string::npos ? text.size() : found + what.size();
    };
    for (std::size_t i = 0; i < text.size();)
    {
        const auto starts = [&](std::string_view s) { return text.compare(i, s.size(), s) == 0; };
        const auto c = static_cast<unsigned char>(text[i]);
        if (starts("//") || c == '#')
        {
            i = skip_to(i, "\n");
            continue;
        }
        if (c == '"' || c == '\'')
        {
            for (++i; static_cast<unsigned char>(text[i]) != c; ++i)
            {
                i += text[i] == '\\';
            }
            ++i;
            continue;
        }
        if (std::isspace(c) != 0)
        {
            ++i;
            continue;
        }
        token t{"", i, i > 0 && std::isspace(static_cast<unsigned char>(text[i - 1])) != 0};
        if (std::isalnum(c) != 0 || c == '_')
        {
            const auto part = [&](std::size_t k) {
                return std::isalnum(static_cast<unsigned char>(text[k])) != 0 || text[k] == '_'
                    || (std::isdigit(c) != 0 && text[k] == '.');
            };
            while (part(i))
            {
                t.text += text[i++];
            }
        }
        else
        {
            const auto found = std::find_if(long_operators.begin(), long_operators.end(), starts);
            t.text = found == long_operators.end() ? std::string(1, text[i]) : std::string(*found);
            i += t.text.size();
        }
        t.blank_after = i < text.size() && std::isspace(static_cast<unsigned char>(text[i])) != 0;
        all.push_back(t);
    }
    return all;
}

/// How a token changes the depth of brackets.
inline int deeper(const token& t)
{
    const std::string& s = t.text;
    return s == "(" || s == "[" || s == "{" ? 1 : s == ")" || s == "]" || s == "}" ? -1 : 0;
}

/// The token that closes the bracket at `open`, or the number of tokens.
inline std::size_t closing(const std::vector<token>& t, std::size_t open)
{
    int depth = 0;
    for (std::size_t i = open; i < t.size(); ++i)
    {
        depth += deeper(t[i]);
        if (depth == 0)
        {
            return i;
        }
    }
    return t.size();
}

} // namespace tests
