// SPDX-License-Identifier: BSD-3-Clause
/// Planning, part 1: which products a cell has, and which of them are added up.
#pragma once

#include <array>
#include <cstddef>

#include "plan.hpp"

namespace xrnn::detail
{

/// A dot(operand, weight) of the equations. It is computed once, however often it is written.
struct distinct_dot
{
    std::size_t symbol = none; ///< the operand
    std::size_t weight = none; ///< symbol
    bool of_previous = false;
    std::size_t uses = 0; ///< how many nodes it appears in
    std::size_t sum = none;
};

template <class Graph>
struct dot_table
{
    fixed_list<distinct_dot, Graph::node_count> dots{};  ///< in the order of their first nodes
    std::array<std::size_t, Graph::node_count> dot_of{}; ///< of a product node
};

template <class Graph>
constexpr dot_table<Graph> find_dots(const Graph& graph)
{
    dot_table<Graph> table;
    table.dot_of.fill(none);
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        const graph_node& x = graph.nodes[n];
        if (x.kind != node_kind::product)
        {
            continue;
        }
        std::size_t d = 0;
        while (d < table.dots.size()
            && !(table.dots[d].weight == x.weight && table.dots[d].symbol == x.symbol
                && table.dots[d].of_previous == x.of_previous))
        {
            ++d;
        }
        if (d == table.dots.size())
        {
            table.dots.push({x.symbol, x.weight, x.of_previous});
        }
        ++table.dots[d].uses;
        table.dot_of[n] = d;
    }
    return table;
}

/// Products that are added up: their width, and the topmost addition (none if a product is used in several places).
struct chain_of_products
{
    std::size_t width = 0;
    std::size_t chain = none;
    bool once = false;         ///< the products run once a window
    bool of_positions = false; ///< on a row for each position of a memory
};

template <class Graph>
struct sum_table
{
    fixed_list<chain_of_products, Graph::node_count> sums{};
    std::array<std::size_t, Graph::node_count> sum_of{};     ///< of a product node
    std::array<std::size_t, Graph::node_count> sum_of_dot{}; ///< of a distinct dot
    std::array<std::size_t, Graph::node_count> chain_of{};   ///< of every node: the topmost addition above it
    std::array<bool, Graph::node_count> silent{};            ///< its part of a sum is counted by another node
};

/// For each node, the topmost addition that it is a term of, or the node itself if it is not a term.
template <class Graph>
constexpr std::array<std::size_t, Graph::node_count> find_chains(const Graph& graph)
{
    std::array<std::size_t, Graph::node_count> chain_of{};
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        chain_of[n] = n;
    }
    for (std::size_t n = Graph::node_count;
         n-- > 0;) // from the top: arguments come before the node that they belong to
    {
        if (graph.nodes[n].is_sum)
        {
            chain_of[graph.nodes[n].left] = chain_of[n];
            chain_of[graph.nodes[n].right] = chain_of[n];
        }
    }
    return chain_of;
}

/// Products that are added up share an accumulator. A product that is used in several places has its own, and so have
/// those that run once a window beside others that run at every step, and those that have a row for each position beside
/// others.
template <class Graph>
constexpr sum_table<Graph> find_sums(const Graph& graph, const dot_table<Graph>& dots,
    const std::array<phase, Graph::equation_count>& phases, const std::array<phase, Graph::node_count>& phase_of_dot)
{
    sum_table<Graph> table;
    table.chain_of = find_chains(graph);
    table.sum_of.fill(none);
    table.sum_of_dot.fill(none);
    std::array<std::size_t, Graph::node_count> sum_of_chain{};
    std::array<std::size_t, Graph::node_count> sum_beside_chain{};
    std::array<std::size_t, Graph::node_count> sum_of_positions{};
    sum_of_chain.fill(none);
    sum_of_positions.fill(none);
    sum_beside_chain.fill(none);
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        const graph_node& x = graph.nodes[n];
        if (x.kind == node_kind::product)
        {
            const std::size_t d = dots.dot_of[n];
            const bool repeated = dots.dots[d].uses > 1;
            const bool once = phase_of_dot[d] == phase::once;
            const bool beside = once && (phases[x.equation] != phase::once || graph.has_positions(x.equation))
                && !(x.has_positions && phases[x.equation] == phase::once);
            const std::size_t chain = table.chain_of[n];
            std::size_t& sum = repeated     ? table.sum_of_dot[d]
                : beside && x.has_positions ? sum_of_positions[chain]
                : beside                    ? sum_beside_chain[chain]
                                            : sum_of_chain[chain];
            table.silent[n] = !repeated && sum != none;
            if (sum == none)
            {
                sum = table.sums.push(
                    {graph.symbols[x.weight].width, repeated || beside ? none : chain, once, x.has_positions});
            }
            table.sum_of[n] = sum;
            table.sum_of_dot[d] = sum;
        }
        else if (x.is_sum)
        {
            table.silent[n] = table.silent[x.left] && table.silent[x.right];
        }
    }
    return table;
}

} // namespace xrnn::detail
