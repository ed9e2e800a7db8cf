// SPDX-License-Identifier: BSD-3-Clause
/// Planning, part 4: where sums and values lie, which of them share a place, and how products become matrix products.
#pragma once

#include "plan_phases.hpp"
#include "plan_reads.hpp"

namespace xrnn::detail
{

/// For each sum: whether everything that reads it is in one segment, which runs as often as the sum is made and forms its
/// adjoint: not position by position, unless the sum is made so. If nothing has an adjoint for it, that is kept apart, at zero.
template <class Graph>
constexpr std::array<bool, Graph::node_count> find_sums_of_one_segment(const Graph& graph, const sum_table<Graph>& sums,
    const segment_table<Graph>& segments, const activity<Graph>& active)
{
    std::array<bool, Graph::node_count> one{};
    std::array<std::size_t, Graph::node_count> segment_of_sum{};
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        if (graph.is_product(n) && active.node[n])
        {
            one[sums.sum_of[n]] = true;
        }
    }
    segment_of_sum.fill(none);
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        if (graph.is_product(n))
        {
            const std::size_t s = sums.sum_of[n];
            const std::size_t here = segments.segment_of[graph.nodes[n].equation];
            one[s] = one[s] && (segment_of_sum[s] == none || segment_of_sum[s] == here)
                && (!sums.sums[s].once || segments.segments[here].when == phase::once)
                && (sums.sums[s].of_positions || !segments.segments[here].repeats());
            segment_of_sum[s] = here;
        }
    }
    return one;
}

template <class Graph>
using sum_order = fixed_list<std::size_t, Graph::node_count>;

/// Sums are ordered by their first and last product, so that the columns of a product lie side by side wherever two
/// products overlap (the GRU: n | r z | r n, where x feeds the first three and h the last three).
template <class Graph>
constexpr sum_order<Graph> order_sums(
    const dot_table<Graph>& dots, const sum_table<Graph>& sums, const product_table<Graph>& products)
{
    std::array<std::size_t, Graph::node_count> first{};
    std::array<std::size_t, Graph::node_count> last{};
    first.fill(none);
    for (std::size_t d = 0; d < dots.dots.size(); ++d)
    {
        const std::size_t s = sums.sum_of_dot[d];
        const std::size_t product = products.product_of_dot[d];
        last[s] = first[s] == none || product > last[s] ? product : last[s];
        first[s] = product < first[s] ? product : first[s];
    }
    const auto before = [&](std::size_t a, std::size_t b) {
        return first[a] != first[b] ? first[a] < first[b] : last[a] < last[b];
    };
    sum_order<Graph> order;
    for (std::size_t s = 0; s < sums.sums.size(); ++s)
    {
        std::size_t i = order.push(s);
        for (; i > 0 && before(s, order[i - 1]); --i)
        {
            order[i] = order[i - 1];
        }
        order[i] = s;
    }
    return order;
}

/// Places the sums that are made for these rows side by side.
template <class Sums, class Order, class Buffers>
constexpr void place_sums_beside(Sums& sums, const Order& order, const extent& rows, Buffers& buffers)
{
    const auto fits = [&](const plan_sum& sum) {
        return (sum.once ? latest_step : every_step_kept) == rows.steps
            && sum.of_positions == (rows.each_position == for_positions::rows);
    };
    std::size_t width = 0;
    std::size_t apart = 0;
    for (const plan_sum& sum : sums)
    {
        width += fits(sum) ? sum.width : 0;
        apart += !fits(sum) || sum.one_segment ? 0 : sum.width;
    }
    const auto buffer = [&](role what, std::size_t columns, purpose why) {
        return columns > 0 ? buffers.push({what, "", {rows.steps, columns, rows.each_position}, why}) : none;
    };
    const std::size_t values = buffer(role::sums, width, purpose::inference);
    const std::size_t adjoints = buffer(role::sum_adjoints, apart, purpose::training);
    std::size_t column = 0;
    std::size_t column_apart = 0;
    for (const std::size_t s : order)
    {
        plan_sum& sum = sums[s];
        if (fits(sum))
        {
            sum.value = {values, column};
            sum.adjoint = sum.one_segment ? sum.value : place{adjoints, column_apart};
            column += sum.width;
            column_apart += sum.one_segment ? 0 : sum.width;
        }
    }
}

/// The adjoint of a sum takes the place of its value, unless separate loops read the value.
template <class Graph>
constexpr auto place_sums(const Graph& graph, const sum_table<Graph>& sums, const sum_order<Graph>& order,
    const segment_table<Graph>& segments, const activity<Graph>& active, const reading<Graph>& read,
    typename plan<Graph>::buffer_list& buffers)
{
    decltype(plan<Graph>::sums) placed;
    const auto one_segment = find_sums_of_one_segment(graph, sums, segments, active);
    for (std::size_t s = 0; s < sums.sums.size(); ++s)
    {
        const chain_of_products& sum = sums.sums[s];
        placed.push({sum.width, sum.chain, one_segment[s], read.sum[s], sum.once, sum.of_positions});
    }
    for (const extent& rows :
        {extent{every_step_kept}, extent{latest_step}, extent{latest_step, 0, for_positions::rows}})
    {
        place_sums_beside(placed, order, rows, buffers);
    }
    return placed;
}

/// The dots product by product, in the order of the sums, so that adjacent columns form one run.
template <class Graph>
constexpr auto order_dots(const dot_table<Graph>& dots, const sum_table<Graph>& sums,
    const product_table<Graph>& products, const sum_order<Graph>& order)
{
    std::array<std::size_t, Graph::node_count> rank{};
    for (std::size_t i = 0; i < order.size(); ++i)
    {
        rank[order[i]] = i;
    }
    decltype(plan<Graph>::dots) ordered;
    for (std::size_t product = 0; product < products.products.size(); ++product)
    {
        const std::size_t first = ordered.size();
        for (std::size_t d = 0; d < dots.dots.size(); ++d)
        {
            if (products.product_of_dot[d] == product)
            {
                const plan_dot dot{product, dots.dots[d].weight, sums.sum_of_dot[d]};
                std::size_t i = ordered.push(dot);
                for (; i > first && rank[dot.sum] < rank[ordered[i - 1].sum]; --i)
                {
                    ordered[i] = ordered[i - 1];
                }
                ordered[i] = dot;
            }
        }
    }
    return ordered;
}

/// Adds a dot to the last run if its columns adjoin it and are written in the same way; otherwise it begins a run.
template <class Runs>
constexpr void extend(Runs& runs, const plan_dot& dot, std::size_t number, place columns, std::size_t width, write how)
{
    if (runs.size() > 0)
    {
        plan_run& r = runs[runs.size() - 1];
        const place after{r.columns.buffer, r.columns.column + r.width};
        if (r.product == dot.product && after == columns && r.how == how)
        {
            ++r.dot_count;
            r.width += width;
            return;
        }
    }
    runs.push({dot.product, number, 1, columns, width, how});
}

template <class Graph>
struct run_table
{
    decltype(plan<Graph>::forward_runs) forward{};
    decltype(plan<Graph>::backward_runs) backward{};
};

/// In the order of the events, because the first run of a sum sets its columns and later ones add to them.
template <class Plan>
constexpr auto make_runs(const Plan& p)
{
    run_table<std::remove_cvref_t<decltype(p.graph)>> runs;
    std::array<bool, Plan::node_count> written{};
    for (const plan_event& e : p.events)
    {
        for (std::size_t d = 0; d < p.dots.size() && e.what == plan_event::kind::product; ++d)
        {
            if (p.dots[d].product == e.index)
            {
                const plan_sum& sum = p.sums[p.dots[d].sum];
                const write how = written[p.dots[d].sum] ? write::add : write::set;
                written[p.dots[d].sum] = true;
                extend(runs.forward, p.dots[d], d, sum.value, sum.width, how);
                extend(runs.backward, p.dots[d], d, sum.adjoint, sum.width, write::set);
            }
        }
    }
    return runs;
}

/// For each equation: whether its value is read after the equation's own segment has moved on to other steps.
template <class Graph>
constexpr std::array<bool, Graph::equation_count> find_values_that_outlive_their_step(
    const Graph& graph, const std::array<phase, Graph::equation_count>& phases, const segment_table<Graph>& segments)
{
    std::array<bool, Graph::equation_count> outlives{};
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        const std::size_t k = graph.present(n);
        const std::size_t reader = graph.nodes[n].equation;
        if (k != none)
        {
            const bool elsewhere = phases[k] == phase::loop ? phases[reader] != phase::loop
                                                            : segments.segment_of[reader] != segments.segment_of[k];
            outlives[k] = outlives[k] || elsewhere;
        }
    }
    return outlives;
}

/// What the left side of an equation needs in a buffer of its own.
template <class Graph>
constexpr extent extent_of(const Graph& graph, std::size_t k, step_extent steps)
{
    return !graph.has_positions(k) ? extent{steps, graph.width_of(k)}
        : graph.is_number(k)       ? extent{steps, 0, for_positions::columns}
                                   : extent{steps, graph.width_of(k), for_positions::rows};
}

/// A column of its own in a buffer that numbers share: `buffer` is that buffer, which the first of them makes.
template <class Buffers>
constexpr place share(Buffers& buffers, std::size_t& buffer, role what, step_extent steps, purpose why)
{
    if (buffer == none)
    {
        buffer = buffers.push({what, "", {steps, 0}, why});
    }
    return {buffer, buffers[buffer].extent.width++};
}

/// The sum whose place a value can take: only the value's own equation reads the sum, and not for its derivative. A
/// number takes none, because it is there when its row has been read.
template <class Plan>
constexpr std::size_t host(const Plan& p, const sum_table<std::remove_cvref_t<decltype(p.graph)>>& sums, std::size_t k)
{
    if (p.graph.is_number(k))
    {
        return none;
    }
    for (std::size_t n = p.graph.equations[k].first; n <= p.graph.equations[k].root; ++n)
    {
        const std::size_t s = sums.sum_of[n];
        if (s != none && p.sums[s].chain != none && !p.sums[s].read_backward
            && p.sums[s].of_positions == p.graph.has_positions(k))
        {
            return s;
        }
    }
    return none;
}

} // namespace xrnn::detail
