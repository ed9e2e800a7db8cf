// SPDX-License-Identifier: BSD-3-Clause
/// Planning, part 2: what runs before, in and after the time loop, and in which order.
#pragma once

#include "plan.hpp"
#include "plan_sums.hpp"

namespace xrnn::detail
{

/// Whether an equation depends on what is held, on parameters and scalars, and on nothing else: neither it nor what it
/// reads changes from step to step. once says so of the equations before it.
template <class Graph>
constexpr bool runs_once(
    const Graph& graph, std::size_t k, const std::array<bool, Graph::equation_count>& once, std::size_t output)
{
    bool reads_held = false;
    for (std::size_t n = graph.equations[k].first; n <= graph.equations[k].root; ++n)
    {
        const std::size_t symbol = graph.nodes[n].symbol;
        if (symbol == none)
        {
            continue;
        }
        switch (graph.symbols[symbol].kind)
        {
        case symbol_kind::held:
        case symbol_kind::memory: reads_held = true; break;
        case symbol_kind::parameter:
        case symbol_kind::scalar: break;
        case symbol_kind::value:
            if (!once[graph.equation_of(symbol)])
            {
                return false;
            }
            reads_held = true;
            break;
        case symbol_kind::input:
        case symbol_kind::state:
        case symbol_kind::noise: return false;
        }
    }
    return reads_held && !graph.is_state(k) && k != output && (!graph.is_number(k) || graph.has_positions(k));
}

/// The equations that run once a window. The output is needed at every step.
template <class Graph>
constexpr std::array<bool, Graph::equation_count> find_once(const Graph& graph, std::size_t output)
{
    std::array<bool, Graph::equation_count> once{};
    for (std::size_t k = 0; k < Graph::equation_count; ++k)
    {
        once[k] = runs_once(graph, k, once, output);
    }
    return once;
}

/// An equation is in the loop if it depends on the value of a state before the step, and the value of a state before a
/// later step depends on it.
template <class Graph>
constexpr std::array<phase, Graph::equation_count> find_phases(const Graph& graph, std::size_t output)
{
    const auto once = find_once(graph, output);
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
        phases[k] = once[k]           ? phase::once
            : !depends_on_previous[k] ? phase::before
            : needed[k]               ? phase::loop
                                      : phase::after;
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
        const symbol_kind kind = graph.symbols[dots.dots[d].symbol].kind;
        const bool held = kind == symbol_kind::held || kind == symbol_kind::memory;
        const phase available = dots.dots[d].of_previous ? phase::loop
            : held                                       ? phase::once
            : k == none                                  ? phase::before
                                                         : phases[k];
        when[d] = available == phase::loop && !read_in_loop[d] ? phase::after : available;
    }
    return when;
}

/// All dots of one operand in one phase are one product.
template <class Graph>
constexpr product_table<Graph> find_products(
    const Graph& graph, const dot_table<Graph>& dots, const std::array<phase, Graph::node_count>& phase_of_dot)
{
    product_table<Graph> table;
    for (const phase when : all_phases)
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
                const graph_symbol& operand = graph.symbols[dot.symbol];
                table.products.push({when, dot.symbol, dot.of_previous, operand.width, operand.has_positions});
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

/// Whether an equation reads something of its phase that no segment computes yet, or that must be complete and that the
/// open segment computes: an operand of a product, a row of which other columns are read, or a reduction.
template <class Graph>
constexpr bool waits(const Graph& graph, const std::array<phase, Graph::equation_count>& phases,
    const segment_table<Graph>& table, std::size_t k, std::size_t open)
{
    for (std::size_t n = graph.equations[k].first; n <= graph.equations[k].root; ++n)
    {
        const std::size_t read = graph.present(n);
        if (read == none || phases[read] != phases[k])
        {
            continue;
        }
        const bool complete = graph.is_product(n) || graph.nodes[n].some_columns || graph.is_reduction(read);
        if (table.segment_of[read] == none || (complete && table.segment_of[read] == open))
        {
            return true;
        }
    }
    return false;
}

/// A segment takes every equation of its phase and its number of columns that waits for nothing, so that a row is
/// visited as few times as possible.
template <class Graph>
constexpr segment_table<Graph> find_segments(const Graph& graph, const std::array<phase, Graph::equation_count>& phases)
{
    segment_table<Graph> table;
    table.segment_of.fill(none);
    for (const phase when : all_phases)
    {
        for (std::size_t first = 0; first < Graph::equation_count; ++first)
        {
            if (phases[first] != when || table.segment_of[first] != none)
            {
                continue;
            }
            const std::size_t open =
                table.segments.push({when, graph.equations[first].sweep, graph.equations[first].over});
            for (std::size_t k = first; k < Graph::equation_count; ++k)
            {
                if (phases[k] == when && table.segment_of[k] == none
                    && graph.equations[k].sweep == table.segments[open].width
                    && graph.equations[k].over == table.segments[open].over && !waits(graph, phases, table, k, open))
                {
                    table.segment_of[k] = open;
                }
            }
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
    for (const phase when : all_phases)
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
