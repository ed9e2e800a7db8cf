// SPDX-License-Identifier: BSD-3-Clause
/// The table of a cell as the text of its equations.
#pragma once

#include <string>

#include <xrnn/language/graph.hpp>

namespace tests
{

using namespace xrnn::detail;

/// The right-hand side of a node, as it is written in a cell.
template <class Graph>
std::string expression_text(const Graph& g, std::size_t n)
{
    const graph_node& x = g.nodes[n];
    const auto symbol = [&](std::size_t s, bool previous, bool tied) {
        const std::string name(g.symbols[s].name);
        return previous ? "prev(" + name + ")" : tied ? "shared(" + name + ")" : name;
    };
    switch (x.kind)
    {
    case node_kind::constant: return std::to_string(x.number);
    case node_kind::reduced:
        return (x.function == "norm" ? "reduce<euclidean_norm>" : std::string(x.function)) + "("
            + expression_text(g, x.left) + ")";
    case node_kind::symbol:
        if (g.symbols[x.symbol].is_hidden)
        {
            return "(" + expression_text(g, g.equations[g.equation_of(x.symbol)].root) + ")";
        }
        break;
    case node_kind::previous: break;
    case node_kind::product:
        return "dot(" + symbol(x.symbol, x.of_previous, false) + ", " + symbol(x.weight, false, x.tied) + ")";
    case node_kind::unary:
        return (x.function == "-" ? "(-" : std::string(x.function) + "(") + expression_text(g, x.left) + ")";
    case node_kind::binary:
    case node_kind::attended: break;
    }
    if (x.left == none)
    {
        const std::string row = symbol(x.symbol, x.kind == node_kind::previous, x.tied);
        const std::string count = std::to_string(g.equations[x.equation].sweep);
        const std::string first = std::to_string(x.first_column);
        return !x.some_columns ? row
            : x.is_number      ? "xrnn::pick<" + first + ">(" + row + ")"
                               : "xrnn::slice<" + first + ", " + count + ">(" + row + ")";
    }
    const std::string left = expression_text(g, x.left);
    const std::string right = expression_text(g, x.right);
    const bool infix = x.function.size() == 1;
    return infix ? "(" + left + " " + std::string(x.function) + " " + right + ")"
                 : std::string(x.function) + "(" + left + ", " + right + ")";
}

/// The equations with the widths of their left sides.
template <class Graph>
std::string graph_text(const Graph& g)
{
    std::string text = "  x [" + std::to_string(g.symbols[g.find(symbol_kind::input)].width) + "]\n";
    if (const std::size_t memory = g.find(symbol_kind::memory); memory != none)
    {
        text += "  " + std::string(g.symbols[memory].name) + " [T', " + std::to_string(g.symbols[memory].width) + "]\n";
    }
    for (const graph_equation& e : g.equations)
    {
        const graph_symbol& s = g.symbol_of(e);
        const std::string own_width = s.is_number ? "" : std::to_string(s.width);
        const std::string positions = !s.has_positions ? "" : s.is_number ? "T'" : "T', ";
        const std::string width = (positions + own_width).empty() ? "" : " [" + positions + own_width + "]";
        text += s.is_hidden ? "" : "  " + std::string(s.name) + width + " = " + expression_text(g, e.root) + "\n";
    }
    return text;
}

} // namespace tests
