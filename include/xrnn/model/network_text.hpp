// SPDX-License-Identifier: BSD-3-Clause
/// The equations of a network as text: how a file says what network it was made for.
#pragma once

#include "../language/mistakes.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "lookup.hpp"
#include "message.hpp"

namespace xrnn
{

namespace detail
{
    /// Writes the equations of a cell from its graph.
    struct equation_writer
    {
        std::span<const graph_node> nodes;
        std::span<const graph_symbol> symbols;
        std::span<const graph_equation> equations;

        /// "x[4]: h[8] = tanh(dot(x, W_xh[4, 8]) + dot(prev(h), W_hh[8, 8]) + b_h[8]); output h"
        std::string cell(std::size_t input, std::size_t output) const
        {
            std::string all = with_width(symbols[input]) + ":";
            for (const graph_equation& e : equations)
            {
                all += (&e == equations.data() ? " " : ", ") + with_width(symbols[e.symbol]) + " = "
                    + expression(nodes[e.root], 0);
            }
            return all + "; output " + std::string(symbols[equations[output].symbol].name);
        }

    private:
        static std::string with_width(const graph_symbol& s)
        {
            return std::string(s.name) + "[" + (s.rows > 0 ? number_text(s.rows) + ", " : "") + number_text(s.width)
                + "]";
        }

        /// Inputs, states and values show their widths where they come from.
        static std::string symbol(const graph_symbol& s)
        {
            return s.kind == symbol_kind::parameter ? with_width(s)
                : s.kind == symbol_kind::noise      ? "noise " + with_width(s)
                                                    : std::string(s.name);
        }

        /// How strongly an operator binds; 0 for a function with a name.
        static int binding(const graph_node& n)
        {
            const std::string_view f = n.function;
            return f == "+" || (f == "-" && n.kind == node_kind::binary) ? 1
                : f == "*" || f == "/"                                   ? 2
                : f == "-"                                               ? 3
                                                                         : 0;
        }

        /// In brackets if what stands around it binds as strongly as `around` or stronger.
        std::string expression(const graph_node& n, int around) const
        {
            switch (n.kind)
            {
            case node_kind::constant: return number_text(n.number);
            case node_kind::symbol: return symbol(symbols[n.symbol]);
            case node_kind::previous: return "prev(" + symbol(symbols[n.symbol]) + ")";
            case node_kind::product: return product(n);
            case node_kind::unary:
            case node_kind::binary: break;
            }
            const int own = binding(n);
            const std::string text = own > 0 ? operation(n, own) : call(n);
            return own > 0 && own <= around ? "(" + text + ")" : text;
        }

        std::string product(const graph_node& n) const
        {
            const std::string operand = symbol(symbols[n.symbol]);
            return "dot(" + (n.of_previous ? "prev(" + operand + ")" : operand) + ", " + symbol(symbols[n.weight])
                + ")";
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
            const std::string second = n.kind == node_kind::binary ? ", " + expression(nodes[n.right], 0) : "";
            return std::string(n.function) + "(" + expression(nodes[n.left], 0) + second + ")";
        }
    };
} // namespace detail

/// The equations of a network with all widths, one line for each layer, "0: x[4]: h[8] = ...; output h". Networks with
/// the same text compute the same, but for rates of noise and for functions of one's own with the same name.
template <class Network>
[[nodiscard]] std::string network_text()
{
    using network = typename detail::checked_network<Network>::type;
    std::string all;
    detail::each_index<std::tuple_size_v<cells_of<network>>>([&]<std::size_t L>() {
        constexpr const auto& p = detail::plan_of<detail::cell_at<network, L>>;
        const detail::equation_writer writer{
            p.graph.nodes, std::span(p.graph.symbols).first(p.graph.symbol_count), p.graph.equations};
        all += (L > 0 ? "\n" : "") + detail::number_text(L) + ": " + writer.cell(p.input, p.output);
    });
    return all;
}

} // namespace xrnn
