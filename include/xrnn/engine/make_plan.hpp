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
        nodes[n].broadcast = segments.segments[segments.segment_of[graph.nodes[n].equation]].broadcasts(graph.nodes[n]);
        nodes[n].local = k != none && segments.segment_of[k] == segments.segment_of[graph.nodes[n].equation];
        nodes[n].active = active.node[n];
        nodes[n].read_backward = read.node[n];
    }
    return nodes;
}

/// What the cell is fed, in the order of these symbols.
template <class Graph>
constexpr auto list_inputs(const Graph& graph, const fixed_list<std::size_t, Graph::node_count>& symbols)
{
    decltype(plan<Graph>::inputs) inputs;
    for (const std::size_t s : symbols)
    {
        const symbol_kind kind = graph.symbols[s].kind;
        plan_input input{s, kind == symbol_kind::held, kind == symbol_kind::memory, kind == symbol_kind::memory};
        for (const graph_node& n : graph.nodes)
        {
            input.read_elementwise = input.read_elementwise || (n.kind == node_kind::symbol && n.symbol == s);
        }
        inputs.push(input);
    }
    return inputs;
}

/// The symbols that are fed, in the order in which the equations first use them.
template <class Graph>
constexpr auto find_fed(const Graph& graph)
{
    fixed_list<std::size_t, Graph::node_count> symbols;
    for (std::size_t s = 0; s < graph.symbol_count; ++s)
    {
        if (graph.is_fed(s))
        {
            symbols.push(s);
        }
    }
    return symbols;
}

/// A state is kept for all steps, and so is a value if something reads them; any other value is kept for one step.
constexpr step_extent steps_of_value(phase when, bool is_state, bool all_steps)
{
    return is_state ? every_step_and_initial : all_steps && when != phase::once ? every_step_kept : latest_step;
}

/// Numbers that are no states lie side by side, and are kept for all steps unless they are computed once. A value takes the
/// place of a sum if it can.
template <class Plan, class Graph>
constexpr void place_value(
    Plan& p, std::size_t k, const sum_table<Graph>& sums, bool is_operand, bool all_steps, std::size_t& numbers)
{
    const step_extent kept = p.equations[k].when == phase::once ? latest_step : every_step_kept;
    const std::string_view label = p.graph.symbol_of(p.graph.equations[k]).name;
    const auto beside_numbers = [&] {
        if (p.graph.has_positions(k))
        {
            return place{p.buffers.push({role::value, label, extent_of(p.graph, k, kept)}), 0};
        }
        return share(p.buffers, numbers, role::numbers, kept, purpose::inference);
    };
    if (p.graph.nodes[p.graph.equations[k].root].takes_one_element && p.equations[k].active)
    {
        p.equations[k].column = beside_numbers();
    }
    if (p.graph.is_number(k) && !p.graph.is_state(k))
    {
        p.equations[k].value = beside_numbers();
        return;
    }
    const std::size_t lies_over = p.graph.is_state(k) || is_operand ? none : host(p, sums, k);
    const step_extent steps = steps_of_value(p.equations[k].when, p.graph.is_state(k), all_steps);
    if (lies_over != none)
    {
        p.equations[k].value = p.sums[lies_over].value;
        return;
    }
    const role what = p.graph.is_state(k) ? role::state : role::value;
    p.equations[k].value = {p.buffers.push({what, label, extent_of(p.graph, k, steps)}), 0};
}

/// The plan of a list of equations with the given symbol as output, fed with these symbols in this order.
template <class Graph>
constexpr plan<Graph> make_plan(
    const Graph& graph, std::size_t output_symbol, const fixed_list<std::size_t, Graph::node_count>& fed)
{
    const auto dots = find_dots(graph);
    const auto phases = find_phases(graph, graph.equation_of(output_symbol));
    const auto phase_of_dot = find_phases_of_dots(graph, dots, phases);
    const auto sums = find_sums(graph, dots, phases, phase_of_dot);
    const auto products = find_products(graph, dots, phase_of_dot);
    const auto segments = find_segments(graph, phases);
    const auto active = find_active(graph);
    const auto read = find_reads(graph, sums, active);
    const auto order = order_sums<Graph>(dots, sums, products);

    plan<Graph> p;
    p.graph = graph;
    p.inputs = list_inputs(graph, fed);
    p.output = graph.equation_of(output_symbol);
    p.parameters = list_parameters(graph);
    p.products = products.products;
    p.segments = segments.segments;
    p.events = schedule(graph, products, segments);
    p.nodes = describe_nodes(graph, sums, segments, active, read);
    p.sums = place_sums(graph, sums, order, segments, active, read, p.buffers);
    p.dots = order_dots(dots, sums, products, order);
    const auto runs = make_runs(p);
    p.forward_runs = runs.forward;
    p.backward_runs = runs.backward;
    const auto outlives = find_values_that_outlive_their_step(graph, phases, segments);
    std::size_t numbers = none;
    std::size_t numbers_of_once = none;
    for (std::size_t k = 0; k < Graph::equation_count; ++k)
    {
        p.equations[k].when = phases[k];
        p.equations[k].segment = segments.segment_of[k];
        p.equations[k].active = active.equation[k];
        const bool all_steps = read.equation[k] || products.is_operand[k] || k == p.output || outlives[k];
        place_value(
            p, k, sums, products.is_operand[k], all_steps, phases[k] == phase::once ? numbers_of_once : numbers);
    }
    find_leaves(p);
    place_adjoints(p);
    place_vector_gradients(p, sums);
    set_targets(p);
    return p;
}

template <class Graph>
constexpr plan<Graph> make_plan(const Graph& graph, std::size_t output_symbol)
{
    return make_plan(graph, output_symbol, find_fed(graph));
}

} // namespace xrnn::detail
