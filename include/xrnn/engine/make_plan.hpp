// SPDX-License-Identifier: BSD-3-Clause
/// From the graph of a cell to its plan. Each decision takes what it needs of the others as arguments.
#pragma once

#include "plan_adjoints.hpp"

namespace xrnn::detail
{

/// The parameters one after the other, in the order in which the equations first use them.
template <class Graph>
constexpr auto list_parameters(const Graph& graph)
{
    decltype(plan<Graph>::parameters) parameters;
    std::size_t offset = 0;
    for (std::size_t s = 0; s < graph.symbol_count; ++s)
    {
        const graph_symbol& symbol = graph.symbols[s];
        if (symbol.kind == symbol_kind::parameter)
        {
            const std::size_t size = (symbol.rows > 0 ? symbol.rows : 1) * symbol.width;
            parameters.push({s, offset, size});
            offset += size;
        }
    }
    return parameters;
}

/// What is known about each node before anything has a place.
template <class Graph>
constexpr auto describe_nodes(const Graph& graph, const sum_table<Graph>& sums, const segment_table<Graph>& segments,
    const activity<Graph>& active, const reading<Graph>& read)
{
    std::array<plan_node, Graph::node_count> nodes{};
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        const std::size_t k = graph.nodes[n].kind == node_kind::symbol ? graph.present(n) : none;
        nodes[n].sum = sums.sum_of[n];
        nodes[n].silent = sums.silent[n];
        nodes[n].local = k != none && segments.segment_of[k] == segments.segment_of[graph.nodes[n].equation];
        nodes[n].active = active.node[n];
        nodes[n].read_backward = read.node[n];
    }
    return nodes;
}

/// A state is kept for all steps. A value takes the place of a sum if it can; otherwise it is kept for all steps if
/// something reads them, and for one step if not.
template <class Plan, class Graph>
constexpr void place_value(Plan& p, std::size_t k, const sum_table<Graph>& sums, bool is_operand, bool all_steps)
{
    const std::string_view label = p.graph.symbol_of(p.graph.equations[k]).name;
    const std::size_t lies_over = p.graph.is_state(k) || is_operand ? none : host(p, sums, k);
    const step_extent steps = p.graph.is_state(k) ? every_step_and_initial : all_steps ? every_step_kept : latest_step;
    if (lies_over != none)
    {
        p.equations[k].value = p.sums[lies_over].value;
        return;
    }
    const extent size{steps, p.graph.width_of(k)};
    p.equations[k].value = {p.buffers.push({p.graph.is_state(k) ? role::state : role::value, label, size}), 0};
}

/// The plan of a list of equations with the given symbol as output.
template <class Graph>
constexpr plan<Graph> make_plan(const Graph& graph, std::size_t output_symbol)
{
    const auto dots = find_dots(graph);
    const auto sums = find_sums(graph, dots);
    const auto phases = find_phases(graph);
    const auto products = find_products(graph, dots, phases);
    const auto segments = find_segments(graph, phases);
    const auto active = find_active(graph);
    const auto read = find_reads(graph, sums, active);
    const auto order = order_sums<Graph>(dots, sums, products);

    plan<Graph> p;
    p.graph = graph;
    p.input = graph.find(symbol_kind::input);
    p.output = graph.equation_of(output_symbol);
    p.parameters = list_parameters(graph);
    p.products = products.products;
    p.segments = segments.segments;
    p.events = schedule(graph, products, segments);
    p.nodes = describe_nodes(graph, sums, segments, active, read);
    p.sums = place_sums(graph, sums, order, segments, read, p.buffers);
    p.dots = order_dots(dots, sums, products, order);
    const auto runs = make_runs(p);
    p.forward_runs = runs.forward;
    p.backward_runs = runs.backward;
    const auto outlives = find_values_that_outlive_their_step(graph, phases, segments);
    for (std::size_t k = 0; k < Graph::equation_count; ++k)
    {
        p.equations[k].when = phases[k];
        p.equations[k].segment = segments.segment_of[k];
        p.equations[k].active = active.equation[k];
        const bool all_steps = read.equation[k] || products.is_operand[k] || k == p.output || outlives[k];
        place_value(p, k, sums, products.is_operand[k], all_steps);
    }
    find_leaves(p);
    place_adjoints(p);
    place_vector_gradients(p, sums);
    set_targets(p);
    return p;
}

} // namespace xrnn::detail
