// SPDX-License-Identifier: BSD-3-Clause
#include "properties.hpp"

#include <algorithm>
#include <array>

namespace char_rnn
{

namespace
{
    /// Calls f(position) for each byte, and takes what it returns.
    template <class F>
    property made(const std::string& name, std::size_t classes, std::string_view text, F f)
    {
        property p{name, classes, {}};
        p.of_byte.reserve(text.size());
        for (std::size_t i = 0; i < text.size(); ++i)
        {
            p.of_byte.push_back(static_cast<std::uint8_t>(f(i)));
        }
        return p;
    }

    bool starts(std::string_view text, std::size_t at, std::string_view word)
    {
        return text.substr(at, word.size()) == word;
    }

    /// Whether a word ends with the byte at a place.
    bool ends(std::string_view text, std::size_t at, std::string_view word)
    {
        return at + 1 >= word.size() && text.substr(at + 1 - word.size(), word.size()) == word;
    }

    property quotes(std::string_view text)
    {
        bool inside = false;
        return made("inside quotes", 2, text, [&](std::size_t i) {
            const bool escaped = i > 0 && text[i - 1] == '\\';
            inside = ends(text, i, "\n\n") ? false : text[i] == '"' && !escaped ? !inside : inside;
            return inside;
        });
    }

    std::vector<std::size_t> bracket_depths(std::string_view text)
    {
        std::vector<std::size_t> depths;
        std::size_t depth = 0;
        for (const char c : text)
        {
            const bool opens = c == '(' || c == '[' || c == '{';
            const bool closes = (c == ')' || c == ']' || c == '}') && depth > 0;
            depth = opens ? depth + 1 : closes ? depth - 1 : depth;
            depths.push_back(depth);
        }
        return depths;
    }

    property urls(std::string_view text)
    {
        bool inside = false;
        return made("inside a URL", 2, text, [&](std::size_t i) {
            const bool begins = starts(text, i, "http://") || starts(text, i, "https://") || starts(text, i, "www.");
            inside = begins || (inside && std::string_view(" \t\n\"'<>()[]{}").find(text[i]) == std::string_view::npos);
            return inside;
        });
    }

    /// How a comment begins and ends.
    struct comment_marks
    {
        std::string_view begin;
        std::string_view end;
    };

    property comments(std::string_view text)
    {
        static constexpr std::array<comment_marks, 3> kinds{{{"/*", "*/"}, {"//", "\n"}, {"<!--", "-->"}}};
        const comment_marks* open = nullptr;
        std::size_t begin = 0;
        return made("inside a comment", 2, text, [&](std::size_t i) {
            if (open != nullptr)
            {
                const bool closed = ends(text, i, open->end) && i >= begin + open->end.size();
                open = closed ? nullptr : open;
                return open != nullptr;
            }
            for (const comment_marks& kind : kinds)
            {
                const bool in_url = kind.begin == "//" && i > 1 && text[i - 2] == ':';
                if (ends(text, i, kind.begin) && !in_url)
                {
                    open = &kind;
                    begin = i;
                }
            }
            return open != nullptr;
        });
    }

    property line_places(std::string_view text)
    {
        std::size_t column = 0;
        return made("place in the line", 8, text, [&](std::size_t i) {
            column = text[i] == '\n' ? 0 : column + 1;
            return std::min<std::size_t>(column / 10, 7);
        });
    }

    property indentations(std::string_view text)
    {
        std::size_t width = 0;
        bool leading = true;
        return made("indentation of the line", 4, text, [&](std::size_t i) {
            if (text[i] == '\n')
            {
                width = 0;
                leading = true;
            }
            leading = leading && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n');
            width += !leading || text[i] == '\n' ? 0 : text[i] == '\t' ? 8 : 1;
            return width == 0 ? 0 : width <= 4 ? 1 : width <= 8 ? 2 : 3;
        });
    }
} // namespace

std::vector<property> properties_of(std::string_view text)
{
    const std::vector<std::size_t> depths = bracket_depths(text);
    return {quotes(text), made("inside brackets", 2, text, [&](std::size_t i) { return depths[i] > 0; }),
        made("bracket depth", 4, text, [&](std::size_t i) { return std::min<std::size_t>(depths[i], 3); }), urls(text),
        comments(text), line_places(text), indentations(text),
        made("digit", 2, text, [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; })};
}

} // namespace char_rnn
