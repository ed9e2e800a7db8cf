// SPDX-License-Identifier: BSD-3-Clause
/// The symbols of a random cell: names, numbers that lose theirs, and parameters that are shared.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <xrnn/language/graph.hpp>
#include <xrnn/model/random.hpp>

namespace tests
{

using namespace xrnn;
using namespace xrnn::detail;

/// A name that lives for ever: "W7".
inline std::string_view numbered(char letter, std::size_t number)
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (std::size_t i = 0; i < 128 * 64; ++i)
        {
            all.push_back(std::string(1, static_cast<char>(i / 64)) + std::to_string(i % 64));
        }
        return all;
    }();
    return names.at(static_cast<std::size_t>(letter) * 64 + number);
}

/// A number that is read once may be a part of the equation that reads it, without a name. attend reads only what has one.
template <class Graph>
void hide_numbers(Graph& g, random_source& random)
{
    for (std::size_t k = 0; k + 1 < Graph::equation_count; ++k)
    {
        const std::size_t own = g.equations[k].symbol;
        const auto reads = [&](const graph_node& n) { return n.symbol == own; };
        const auto reader = std::find_if(g.nodes.begin(), g.nodes.end(), reads);
        const bool once = std::count_if(g.nodes.begin(), g.nodes.end(), reads) == 1;
        graph_symbol& s = g.symbols[own];
        if (s.kind == symbol_kind::value && s.is_number && once && reader->equation > k
            && g.nodes[g.equations[reader->equation].root].kind != node_kind::attended)
        {
            s.is_hidden = random.bits() % 100 < 60;
        }
    }
}

/// Says of each use of a parameter whether there are others.
template <class Graph>
void mark_shared(Graph& g)
{
    const auto parameter = [&](const graph_node& n) {
        return n.kind == node_kind::product                                                     ? n.weight
            : n.kind == node_kind::symbol && g.symbols[n.symbol].kind == symbol_kind::parameter ? n.symbol
                                                                                                : none;
    };
    for (graph_node& n : g.nodes)
    {
        const auto same = [&](const graph_node& m) { return parameter(m) != none && parameter(m) == parameter(n); };
        n.tied = std::count_if(g.nodes.begin(), g.nodes.end(), same) > 1;
    }
}

} // namespace tests
