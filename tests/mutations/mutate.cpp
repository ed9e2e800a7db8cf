// SPDX-License-Identifier: BSD-3-Clause
/// mutate FOLDER SEED: makes one random mistake in a header below FOLDER, in place, and says which.
///
/// An operator, a comparison, a constant, an index, a name or a condition becomes another one, arguments change places, or
/// a statement is gone. Many mistakes do not compile, and some change nothing; that is for others to find out.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tokens.hpp"

using namespace tests;

namespace
{

/// One mistake: the text from `at` becomes another one.
struct mistake
{
    std::filesystem::path file;
    std::size_t at = 0;
    std::size_t length = 0;
    std::string replacement;
};

/// The mistakes of each kind, so that rare kinds are made as often as common ones.
using mistakes = std::map<std::string, std::vector<mistake>>;

std::string read(const std::filesystem::path& file)
{
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

class finder
{
public:
    finder(const std::filesystem::path& file, mistakes& all)
        : file_(file)
        , text_(read(file))
        , t_(tokens_of(text_))
        , all_(all)
    {
        for (std::size_t i = 1; i + 1 < t_.size(); ++i)
        {
            find_operators(i);
            find_words(i);
            find_constants(i);
            find_conditions(i);
            find_arguments(i);
            find_indices(i);
            find_alternatives(i);
            find_statements(i);
        }
    }

private:
    void add(const std::string& kind, std::size_t at, std::size_t end, const std::string& replacement)
    {
        all_[kind].push_back({file_, at, end - at, replacement});
    }

    std::string between(std::size_t at, std::size_t end) const { return text_.substr(at, end - at); }

    void find_operators(std::size_t i)
    {
        static const std::map<std::string, std::vector<std::string>> others{{"+", {"-"}}, {"-", {"+"}}, {"*", {"+"}},
            {"/", {"*"}}, {"%", {"/"}}, {"<", {"<=", ">"}}, {">", {">=", "<"}}, {"<=", {"<", ">="}},
            {">=", {">", "<="}}, {"==", {"!="}}, {"!=", {"=="}}, {"&&", {"||"}}, {"||", {"&&"}}, {"+=", {"-=", "="}},
            {"-=", {"+="}}, {"*=", {"/=", "="}}, {"^", {"|"}}, {"<<", {">>"}}, {">>", {"<<"}}};
        const auto found = others.find(t_[i].text);
        if (found != others.end() && t_[i].blank_before && t_[i].blank_after)
        {
            for (const std::string& other : found->second)
            {
                add("operator", t_[i].at, t_[i].end(), other);
            }
        }
        if (t_[i].text == "!" && !t_[i].blank_after)
        {
            add("condition", t_[i].at, t_[i].end(), "");
        }
    }

    void find_words(std::size_t i)
    {
        static const std::vector<std::pair<std::string, std::string>> pairs{{"left", "right"}, {"steps", "rows"},
            {"before_step", "after_step"}, {"before", "after"}, {"loop", "after"}, {"loop", "before"}, {"set", "add"},
            {"from", "to"}, {"min", "max"}, {"training", "inference"}, {"true", "false"}, {"first", "last"},
            {"backward", "forward"}, {"value", "adjoint"}, {"every_step_kept", "latest_step"}, {"nowhere", "memory"},
            {"chain", "sum"}, {"product", "segment"}, {"to_left", "to_right"}, {"begin", "end"}, {"row", "rows"},
            {"column", "width"}, {"rows", "columns"}, {"reads", "writes"}, {"sin", "cos"}, {"beta1", "beta2"}};
        for (const auto& [a, b] : pairs)
        {
            if (t_[i].text == a || t_[i].text == b)
            {
                add("word", t_[i].at, t_[i].end(), t_[i].text == a ? b : a);
            }
        }
    }

    void find_constants(std::size_t i)
    {
        if (!t_[i].is_number() || t_[i].text.size() > 8)
        {
            return;
        }
        const std::string& s = t_[i].text;
        add("constant", t_[i].at, t_[i].end(), s == "0" ? "1" : s == "1" ? "0" : "(" + s + " + 1)");
        if (s == "1")
        {
            add("constant", t_[i].at, t_[i].end(), "2");
        }
    }

    void find_conditions(std::size_t i)
    {
        const bool is_if = t_[i - 1].text == "if" || t_[i - 1].text == "while" || t_[i - 1].text == "constexpr";
        const std::size_t end = t_[i].text == "(" && is_if ? closing(t_, i) : t_.size();
        if (end < t_.size())
        {
            const std::string inside = between(t_[i].end(), t_[end].at);
            add("condition", t_[i].at, t_[end].end(), "(!(" + inside + "))");
            add("condition", t_[i].at, t_[end].end(), "((" + inside + ") && false)");
            add("condition", t_[i].at, t_[end].end(), "((" + inside + ") || true)");
        }
    }

    /// Two neighbouring arguments of a call change places.
    void find_arguments(std::size_t i)
    {
        const bool is_call = (t_[i].text == "(" && t_[i - 1].is_word()) || t_[i].text == "{";
        const std::size_t end = is_call ? closing(t_, i) : t_.size();
        if (end == t_.size())
        {
            return;
        }
        std::vector<std::size_t> commas{i};
        for (std::size_t k = i + 1; k < end; ++k)
        {
            const std::string& s = t_[k].text;
            if (s == ";")
            {
                return;
            }
            k = deeper(t_[k]) > 0 ? closing(t_, k) : k;
            if (k < end && t_[k].text == ",")
            {
                commas.push_back(k);
            }
        }
        commas.push_back(end);
        for (std::size_t k = 2; k < commas.size(); ++k)
        {
            const std::string first = between(t_[commas[k - 2]].end(), t_[commas[k - 1]].at);
            const std::string second = between(t_[commas[k - 1]].end(), t_[commas[k]].at);
            add("arguments", t_[commas[k - 2]].end(), t_[commas[k]].at, second + "," + first);
        }
    }

    void find_indices(std::size_t i)
    {
        const bool is_index = t_[i].text == "[" && !t_[i].blank_before && t_[i - 1].is_word();
        const std::size_t end = is_index ? closing(t_, i) : t_.size();
        if (end < t_.size() && end > i + 1)
        {
            const std::string inside = between(t_[i].end(), t_[end].at);
            add("index", t_[i].end(), t_[end].at, inside + " + 1");
            add("index", t_[i].end(), t_[end].at, "0");
        }
    }

    /// condition ? a : b becomes condition ? b : a.
    void find_alternatives(std::size_t i)
    {
        if (t_[i].text != "?")
        {
            return;
        }
        std::size_t colon = 0;
        int depth = 0;
        for (std::size_t k = i + 1; k < t_.size(); ++k)
        {
            const std::string& s = t_[k].text;
            depth += deeper(t_[k]);
            colon = colon == 0 && depth == 0 && s == ":" ? k : colon;
            const bool ends = depth < 0 || (depth == 0 && (s == ";" || s == "," || s == "?"));
            if (ends && colon > 0 && s != "?")
            {
                const std::string a = between(t_[i].end(), t_[colon].at);
                const std::string b = between(t_[colon].end(), t_[k].at);
                add("alternative", t_[i].end(), t_[k].at, b + " : " + a);
            }
            if (ends)
            {
                return;
            }
        }
    }

    /// A statement is gone.
    void find_statements(std::size_t i)
    {
        static const std::array<std::string_view, 19> not_dropped{"using", "static_assert", "namespace", "template",
            "struct", "class", "enum", "friend", "public", "private", "protected", "case", "default", "return", "auto",
            "typename", "constexpr", "static", "const"};
        // Not in the parentheses of a for.
        int depth = 0;
        std::size_t open = i;
        for (; open-- > 0 && depth <= 0;)
        {
            depth += deeper(t_[open]);
        }
        const std::string& before = t_[i - 1].text;
        if (t_[open + 1].text == "(" || (before != ";" && before != "{" && before != "}")
            || !(t_[i].is_word() || t_[i].text == "+")
            || std::find(not_dropped.begin(), not_dropped.end(), t_[i].text) != not_dropped.end())
        {
            return;
        }
        std::size_t end = i;
        while (end < t_.size() && t_[end].text != ";" && t_[end].text != "}")
        {
            if (t_[end].text == "{" && t_[end - 1].text == ")")
            {
                return; // a block
            }
            end = (deeper(t_[end]) > 0 ? closing(t_, end) : end) + 1;
        }
        if (end < t_.size() && t_[end].text == ";")
        {
            add("statement", t_[i].at, t_[end].at, "");
        }
    }

    std::filesystem::path file_;
    std::string text_;
    std::vector<token> t_;
    mistakes& all_;
};

std::string one_line(const std::string& text)
{
    std::string line;
    for (const char c : text)
    {
        const char shown = std::isspace(static_cast<unsigned char>(c)) != 0 ? ' ' : c;
        if (shown != ' ' || (!line.empty() && line.back() != ' '))
        {
            line += shown;
        }
    }
    return line;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3)
    {
        std::fprintf(stderr, "usage: mutate FOLDER SEED\n");
        return 2;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1]))
    {
        if (entry.path().extension() == ".hpp")
        {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    mistakes all;
    for (const auto& file : files)
    {
        finder(file, all);
    }
    if (all.empty())
    {
        std::fprintf(stderr, "mutate: no header below %s has anything to change\n", argv[1]);
        return 2;
    }
    std::mt19937_64 random(std::strtoull(argv[2], nullptr, 10));
    random.discard(10);
    auto kind = all.begin();
    std::advance(kind, static_cast<std::ptrdiff_t>(random() % all.size()));
    const mistake& m = kind->second[random() % kind->second.size()];
    std::string text = read(m.file);
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(m.at), '\n');
    std::printf("%s:%td: %s: '%s' becomes '%s'\n", std::filesystem::relative(m.file, argv[1]).c_str(), line,
        kind->first.c_str(), one_line(text.substr(m.at, m.length)).c_str(), one_line(m.replacement).c_str());
    text.replace(m.at, m.length, m.replacement);
    std::ofstream(m.file) << text;
}
