// SPDX-License-Identifier: BSD-3-Clause
/// Planning, part 3: what has a derivative, and what the backward pass reads to form it.
#pragma once

#include <array>
#include <cstddef>

#include "plan_sums.hpp"

namespace xrnn::detail
{

template <class Graph>
struct activity
{
    std::array<bool, Graph::node_count> node{};         ///< an adjoint flows into it
    std::array<bool, Graph::equation_count> equation{}; ///< it depends on something learned, fed in or carried over
};

/// Takes the activity from nodes whose adjoint would be zero: below stop(), and in parts of equations that only such
/// nodes read.
template <class Graph>
constexpr void leave_out_what_is_stopped(const Graph& graph, activity<Graph>& active)
{
    std::array<bool, Graph::equation_count> reached{};
    for (std::size_t n = Graph::node_count; n-- > 0;)
    {
        const graph_node& x = graph.nodes[n];
        if (graph.is_root(n))
        {
            const bool hidden = graph.symbol_of(graph.equations[x.equation]).is_hidden;
            active.node[n] = active.node[n] && (reached[x.equation] || !hidden);
            active.equation[x.equation] = active.node[n];
        }
        for (const std::size_t argument : {x.left, x.right})
        {
            if (argument != none)
            {
                active.node[argument] = active.node[argument] && active.node[n];
            }
        }
        if (graph.present(n) != none && active.node[n])
        {
            reached[graph.present(n)] = true;
        }
    }
}

template <class Graph>
constexpr activity<Graph> find_active(const Graph& graph)
{
    activity<Graph> active;
    const auto is_active = [&](const graph_node& node) {
        switch (node.kind)
        {
        case node_kind::constant: return false;
        case node_kind::previous:
        case node_kind::product: return true;
        case node_kind::unary: return active.node[node.left] && node.has_derivative;
        case node_kind::reduced: return active.node[node.left];
        case node_kind::binary:
        case node_kind::attended: return active.node[node.left] || active.node[node.right];
        case node_kind::symbol: break;
        }
        const graph_symbol& s = graph.symbols[node.symbol];
        return graph.is_fed(node.symbol) || s.kind == symbol_kind::parameter
            || (s.equation != none && active.equation[s.equation]);
    };
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        active.node[n] = is_active(graph.nodes[n]);
        if (graph.is_root(n))
        {
            active.equation[graph.nodes[n].equation] = active.node[n];
        }
    }
    leave_out_what_is_stopped(graph, active);
    return active;
}

/// What the backward pass reads of the forward pass.
template <class Graph>
struct reading
{
    std::array<bool, Graph::node_count> node{};         ///< computed again, or loaded
    std::array<bool, Graph::equation_count> equation{}; ///< the value of its left side
    std::array<bool, Graph::node_count> sum{};          ///< by number of the sum
};

/// From the roots to the leaves, so that a node knows whether it is read before its arguments are looked at.
template <class Graph>
constexpr reading<Graph> find_reads(const Graph& graph, const sum_table<Graph>& sums, const activity<Graph>& active)
{
    reading<Graph> read;
    for (std::size_t n = Graph::node_count; n-- > 0;)
    {
        const graph_node& x = graph.nodes[n];
        if (x.kind == node_kind::unary)
        {
            const bool argument = x.df_reads == reads::argument || x.df_reads == reads::argument_and_value;
            const bool value = x.df_reads == reads::value || x.df_reads == reads::argument_and_value;
            bool& own_value = graph.is_root(n) ? read.equation[x.equation] : read.node[n];
            own_value = own_value || (active.node[n] && value);
            read.node[x.left] = read.node[n] || (active.node[n] && argument);
        }
        else if (x.kind == node_kind::reduced) // it is kept, and never computed again
        {
            const bool argument = x.df_reads == reads::argument || x.df_reads == reads::argument_and_value;
            const bool value = x.df_reads == reads::value || x.df_reads == reads::argument_and_value;
            read.equation[x.equation] = read.equation[x.equation] || (active.node[n] && value);
            read.node[x.left] = active.node[n] && argument;
        }
        else if (x.kind == node_kind::attended)
        {
            read.node[x.left] = active.node[x.right];
            read.node[x.right] = active.node[x.left];
        }
        else if (x.kind == node_kind::binary)
        {
            const bool to_left = active.node[x.left];
            const bool to_right = active.node[x.right];
            read.node[x.left] =
                read.node[n] || (to_left && x.to_left_reads.left) || (to_right && x.to_right_reads.left);
            read.node[x.right] =
                read.node[n] || (to_left && x.to_left_reads.right) || (to_right && x.to_right_reads.right);
        }
        else if (read.node[n] && x.kind == node_kind::product)
        {
            read.sum[sums.sum_of[n]] = true;
        }
        else if (read.node[n] && graph.present(n) != none)
        {
            read.equation[graph.present(n)] = true;
        }
    }
    return read;
}

} // namespace xrnn::detail
