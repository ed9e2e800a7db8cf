// SPDX-License-Identifier: BSD-3-Clause
/// Equations as text.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "../language/graph.hpp"
#include "../model/message.hpp"

namespace xrnn::detail
{

/// Writes the equations of a cell from its graph.
struct equation_writer
{
    std::span<const graph_node> nodes;
    std::span<const graph_symbol> symbols;
    std::span<const graph_equation> equations;
    bool widths = true; ///< parameters show theirs

    /// "x[4]: h[8] = tanh(dot(x, W_xh[4, 8]) + dot(prev(h), W_hh[8, 8]) + b_h[8]); output h"
    template <class Inputs>
    std::string cell(const Inputs& inputs, std::size_t output) const
    {
        std::string all;
        for (const auto& input : inputs)
        {
            all += std::string(all.empty() ? "" : ", ")
                + (input.held             ? "held "
                        : input.is_memory ? "memory "
                                          : "")
                + with_width(symbols[input.symbol]);
        }
        std::string_view before = ": ";
        for (const graph_equation& e : equations)
        {
            if (symbols[e.symbol].is_hidden)
            {
                continue;
            }
            all += std::string(before) + with_width(symbols[e.symbol]) + " = " + expression(nodes[e.root], 0);
            before = ", ";
        }
        return all + "; output " + std::string(symbols[equations[output].symbol].name);
    }

    /// An equation's symbol, or what it computes if that has no name.
    std::string left_side(const graph_equation& e) const
    {
        const graph_symbol& s = symbols[e.symbol];
        return s.is_hidden ? expression(nodes[e.root], 9) : std::string(s.name);
    }

private:
    std::string with_width(const graph_symbol& s) const
    {
        return !widths || s.is_number
            ? std::string(s.name)
            : std::string(s.name) + "[" + (s.rows > 0 ? number_text(s.rows) + ", " : "") + number_text(s.width) + "]";
    }

    /// Inputs, states and values show their widths where they come from.
    std::string symbol(const graph_symbol& s) const
    {
        return s.kind == symbol_kind::parameter ? with_width(s)
            : s.kind == symbol_kind::noise      ? "noise " + with_width(s)
                                                : std::string(s.name);
    }

    /// How strongly an operator binds; 0 for a function with a name.
    static int binding(const graph_node& n)
    {
        const std::string_view f = n.function;
        return f == "+" || (f == "-" && n.kind == node_kind::binary) ? 1 : f == "*" || f == "/" ? 2 : f == "-" ? 3 : 0;
    }

    /// In brackets if what stands around it binds as strongly as `around` or stronger.
    std::string expression(const graph_node& n, int around) const
    {
        switch (n.kind)
        {
        case node_kind::constant: return number_text(n.number);
        case node_kind::symbol: return columns(n, leaf(symbols[n.symbol], around));
        case node_kind::previous: return columns(n, "prev(" + symbol(symbols[n.symbol]) + ")");
        case node_kind::product: return product(n);
        case node_kind::unary:
        case node_kind::binary:
        case node_kind::reduced:
        case node_kind::attended: break;
        }
        const int own = binding(n);
        const std::string text = own > 0 ? operation(n, own) : call(n);
        return own > 0 && own <= around ? "(" + text + ")" : text;
    }

    /// A part of an equation is written where it stands.
    std::string leaf(const graph_symbol& s, int around) const
    {
        return s.is_hidden ? expression(nodes[equations[s.equation].root], around) : symbol(s);
    }

    /// pick or slice of a row: the width of a slice is that of the equation that it stands in.
    std::string columns(const graph_node& n, const std::string& row) const
    {
        const std::string first = number_text(n.first_column);
        const std::string count = ", " + number_text(equations[n.equation].sweep);
        return !n.some_columns ? row
            : n.is_number      ? "pick<" + first + ">(" + row + ")"
                               : "slice<" + first + count + ">(" + row + ")";
    }

    std::string product(const graph_node& n) const
    {
        const std::string operand = symbol(symbols[n.symbol]);
        return "dot(" + (n.of_previous ? "prev(" + operand + ")" : operand) + ", " + symbol(symbols[n.weight]) + ")";
    }

    std::string operation(const graph_node& n, int own) const
    {
        const std::string sign(n.function);
        return n.kind == node_kind::unary
            ? sign + expression(nodes[n.left], own - 1)
            : expression(nodes[n.left], own - 1) + " " + sign + " " + expression(nodes[n.right], own);
    }

    std::string call(const graph_node& n) const
    {
        const std::string second = n.right != none ? ", " + expression(nodes[n.right], 0) : "";
        return std::string(n.function) + "(" + expression(nodes[n.left], 0) + second + ")";
    }
};

} // namespace xrnn::detail
