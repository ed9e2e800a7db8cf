// SPDX-License-Identifier: BSD-3-Clause
/// Planning, part 2: what runs before, in and after the time loop, and in which order.
#pragma once

#include "plan.hpp"
#include "plan_sums.hpp"

namespace xrnn::detail
{

/// An equation is in the loop if it depends on the value of a state before the step, and the value of a state before a
/// later step depends on it.
template <class Graph>
constexpr std::array<phase, Graph::equation_count> find_phases(const Graph& graph)
{
    std::array<bool, Graph::equation_count> depends_on_previous{};
    std::array<bool, Graph::equation_count> needed{};
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        bool& depends = depends_on_previous[graph.nodes[n].equation];
        if (graph.reads_previous(n))
        {
            depends = true;
            needed[graph.equation_of(graph.nodes[n].symbol)] = true;
        }
        else if (graph.present(n) != none)
        {
            depends = depends || depends_on_previous[graph.present(n)];
        }
    }
    for (std::size_t n = Graph::node_count; n-- > 0;)
    {
        if (graph.present(n) != none && needed[graph.nodes[n].equation])
        {
            needed[graph.present(n)] = true;
        }
    }
    std::array<phase, Graph::equation_count> phases{};
    for (std::size_t k = 0; k < Graph::equation_count; ++k)
    {
        phases[k] = !depends_on_previous[k] ? phase::before : needed[k] ? phase::loop : phase::after;
    }
    return phases;
}

template <class Graph>
struct product_table
{
    fixed_list<plan_product, Graph::node_count> products{};
    std::array<std::size_t, Graph::node_count> product_of_dot{};
    std::array<bool, Graph::equation_count> is_operand{}; ///< its value of this step is the operand of a dot
};

/// A product runs as early as its operand allows, but after the loop if nothing in the loop reads it.
template <class Graph>
constexpr std::array<phase, Graph::node_count> find_phases_of_dots(
    const Graph& graph, const dot_table<Graph>& dots, const std::array<phase, Graph::equation_count>& phases)
{
    std::array<bool, Graph::node_count> read_in_loop{};
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        if (graph.is_product(n) && phases[graph.nodes[n].equation] == phase::loop)
        {
            read_in_loop[dots.dot_of[n]] = true;
        }
    }
    std::array<phase, Graph::node_count> when{};
    for (std::size_t d = 0; d < dots.dots.size(); ++d)
    {
        const std::size_t k = graph.equation_of(dots.dots[d].symbol);
        const phase available = dots.dots[d].of_previous ? phase::loop : k == none ? phase::before : phases[k];
        when[d] = available == phase::loop && !read_in_loop[d] ? phase::after : available;
    }
    return when;
}

/// All dots of one operand in one phase are one product.
template <class Graph>
constexpr product_table<Graph> find_products(
    const Graph& graph, const dot_table<Graph>& dots, const std::array<phase, Graph::equation_count>& phases)
{
    product_table<Graph> table;
    const auto phase_of_dot = find_phases_of_dots(graph, dots, phases);
    for (const phase when : {phase::before, phase::loop, phase::after})
    {
        for (std::size_t d = 0; d < dots.dots.size(); ++d)
        {
            const distinct_dot& dot = dots.dots[d];
            if (phase_of_dot[d] != when)
            {
                continue;
            }
            std::size_t i = 0;
            while (i < table.products.size()
                && !(table.products[i].when == when && table.products[i].symbol == dot.symbol
                    && table.products[i].of_previous == dot.of_previous))
            {
                ++i;
            }
            if (i == table.products.size())
            {
                table.products.push({when, dot.symbol, dot.of_previous, graph.symbols[dot.symbol].width});
            }
            table.product_of_dot[d] = i;
            if (!dot.of_previous && graph.equation_of(dot.symbol) != none)
            {
                table.is_operand[graph.equation_of(dot.symbol)] = true;
            }
        }
    }
    return table;
}

template <class Graph>
struct segment_table
{
    fixed_list<plan_segment, Graph::equation_count> segments{};
    std::array<std::size_t, Graph::equation_count> segment_of{};
};

/// Whether an equation reads a product of something that this segment computes.
template <class Graph>
constexpr bool waits_for(const Graph& graph, const segment_table<Graph>& table, std::size_t k, std::size_t segment)
{
    for (std::size_t n = graph.equations[k].first; n <= graph.equations[k].root; ++n)
    {
        if (graph.is_product(n) && graph.present(n) != none && table.segment_of[graph.present(n)] == segment)
        {
            return true;
        }
    }
    return false;
}

/// Fuses the equations of a phase until the width changes or a product of something just computed is read.
template <class Graph>
constexpr segment_table<Graph> find_segments(const Graph& graph, const std::array<phase, Graph::equation_count>& phases)
{
    segment_table<Graph> table;
    table.segment_of.fill(none);
    for (const phase when : {phase::before, phase::loop, phase::after})
    {
        std::size_t open = none;
        for (std::size_t k = 0; k < Graph::equation_count; ++k)
        {
            if (phases[k] != when)
            {
                continue;
            }
            if (open == none || graph.width_of(k) != table.segments[open].width || waits_for(graph, table, k, open))
            {
                open = table.segments.push({when, graph.width_of(k)});
            }
            table.segment_of[k] = open;
        }
    }
    return table;
}

/// Phase by phase: first the products of what is already there, then each segment and the products that had to wait for
/// it.
template <class Graph>
constexpr auto schedule(const Graph& graph, const product_table<Graph>& products, const segment_table<Graph>& segments)
{
    decltype(plan<Graph>::events) events;
    const auto push_products_after = [&](phase when, std::size_t segment) {
        for (std::size_t i = 0; i < products.products.size(); ++i)
        {
            const plan_product& q = products.products[i];
            const std::size_t k = q.of_previous ? none : graph.equation_of(q.symbol);
            const std::size_t computed = k == none ? none : segments.segment_of[k];
            const bool same_phase = computed != none && segments.segments[computed].when == when;
            if (q.when == when && (same_phase ? computed : none) == segment)
            {
                events.push({plan_event::kind::product, i});
            }
        }
    };
    for (const phase when : {phase::before, phase::loop, phase::after})
    {
        push_products_after(when, none);
        for (std::size_t s = 0; s < segments.segments.size(); ++s)
        {
            if (segments.segments[s].when == when)
            {
                events.push({plan_event::kind::segment, s});
                push_products_after(when, s);
            }
        }
    }
    return events;
}

} // namespace xrnn::detail
