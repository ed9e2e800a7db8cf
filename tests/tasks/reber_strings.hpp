// SPDX-License-Identifier: BSD-3-Clause
/// Strings of the embedded Reber grammar (Reber 1967; Smith & Zipser 1989; Fahlman 1991), and batches of them.
#pragma once

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "../support/trainee.hpp"

namespace tests
{

inline const std::string letters = "BTPSXVE";

/// A node of Reber's grammar: the symbols that leave it, each as likely as the others, and where they lead.
struct node
{
    std::string symbols;
    std::array<std::size_t, 2> next;
};

inline const std::array<node, 7> grammar{
    {{"B", {1}}, {"TP", {2, 3}}, {"SX", {2, 4}}, {"TV", {3, 5}}, {"XS", {3, 6}}, {"PV", {4, 6}}, {"E", {7}}}};

struct embedded_string
{
    std::string text;
    std::vector<std::string> legal; // what may follow each symbol but the last
};

/// B, T or P, a string of Reber's grammar, the same T or P, E.
inline embedded_string draw(xrnn::random_source& random)
{
    const std::string outer(1, "TP"[pick(random, 0, 1)]);
    embedded_string s{"B" + outer, {"TP", "B"}};
    for (std::size_t at = 0; at < grammar.size();)
    {
        const node& from = grammar[at];
        const std::size_t k = pick(random, 0, from.symbols.size() - 1);
        s.text += from.symbols[k];
        at = from.next[k];
        s.legal.push_back(at < grammar.size() ? grammar[at].symbols : outer);
    }
    s.text += outer + "E";
    s.legal.push_back("E");
    return s;
}

/// Strings that are not among those seen, which they join.
inline std::vector<embedded_string> draw_new(
    std::size_t count, std::set<std::string>& seen, xrnn::random_source& random)
{
    std::vector<embedded_string> drawn;
    while (drawn.size() < count)
    {
        embedded_string s = draw(random);
        if (seen.insert(s.text).second)
        {
            drawn.push_back(std::move(s));
        }
    }
    return drawn;
}

/// 256 strings to train on, 256 to test on, and 2,000 that say when to stop: no string twice.
struct language
{
    std::vector<embedded_string> training;
    std::vector<embedded_string> test;
    std::vector<embedded_string> validation;
    std::size_t steps = 0; // of the longest string to train on

    explicit language(xrnn::random_source& random)
    {
        std::set<std::string> seen;
        training = draw_new(256, seen, random);
        test = draw_new(256, seen, random);
        validation = draw_new(2000, seen, random);
        for (const embedded_string& s : training)
        {
            steps = std::max(steps, s.legal.size());
        }
    }
};

/// Strings drawn from some, side by side, padded at the end with what does not count.
struct batch_of_strings
{
    xt::xtensor<xrnn::id, 2> x;
    std::vector<xrnn::id> target;
    std::vector<int> counts;

    batch_of_strings(const std::vector<embedded_string>& from, std::size_t size, xrnn::random_source& random)
    {
        std::vector<const embedded_string*> chosen(size);
        std::generate(chosen.begin(), chosen.end(), [&] { return &from[pick(random, 0, from.size() - 1)]; });
        std::size_t steps = 0;
        for (const embedded_string* s : chosen)
        {
            steps = std::max(steps, s->legal.size());
        }
        x = xt::zeros<xrnn::id>({steps, size});
        target.resize(x.size());
        counts.resize(x.size());
        for (std::size_t row = 0; row < size; ++row)
        {
            const std::string& text = chosen[row]->text;
            for (std::size_t t = 0; t + 1 < text.size(); ++t)
            {
                x(t, row) = static_cast<xrnn::id>(letters.find(text[t]));
                target[t * size + row] = static_cast<xrnn::id>(letters.find(text[t + 1]));
                counts[t * size + row] = 1;
            }
        }
    }
};

} // namespace tests
