// SPDX-License-Identifier: BSD-3-Clause
/// Planning, part 4: where sums and values lie, which of them share a place, and how products become matrix products.
#pragma once

#include "plan_phases.hpp"
#include "plan_reads.hpp"

namespace xrnn::detail
{

/// For each sum: whether everything that reads it is in one segment.
template <class Graph>
constexpr std::array<bool, Graph::node_count> find_sums_of_one_segment(
    const Graph& graph, const sum_table<Graph>& sums, const segment_table<Graph>& segments)
{
    std::array<bool, Graph::node_count> one{};
    std::array<std::size_t, Graph::node_count> segment_of_sum{};
    one.fill(true);
    segment_of_sum.fill(none);
    for (std::size_t n = 0; n < Graph::node_count; ++n)
    {
        if (graph.is_product(n))
        {
            const std::size_t s = sums.sum_of[n];
            const std::size_t here = segments.segment_of[graph.nodes[n].equation];
            one[s] = one[s] && (segment_of_sum[s] == none || segment_of_sum[s] == here);
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

/// The adjoint of a sum takes the place of its value, unless separate loops read the value.
template <class Graph>
constexpr auto place_sums(const Graph& graph, const sum_table<Graph>& sums, const sum_order<Graph>& order,
    const segment_table<Graph>& segments, const reading<Graph>& read, typename plan<Graph>::buffer_list& buffers)
{
    decltype(plan<Graph>::sums) placed;
    const auto one_segment = find_sums_of_one_segment(graph, sums, segments);
    std::size_t width = 0;
    std::size_t apart = 0;
    for (std::size_t s = 0; s < sums.sums.size(); ++s)
    {
        placed.push({sums.sums[s].width, sums.sums[s].chain, one_segment[s], read.sum[s]});
        width += sums.sums[s].width;
        apart += one_segment[s] ? 0 : sums.sums[s].width;
    }
    const std::size_t values =
        width > 0 ? buffers.push({role::sums, "", {every_step_kept, width}}) : none;
    const std::size_t adjoints = apart > 0
        ? buffers.push({role::sum_adjoints, "", {every_step_kept, apart}, purpose::training})
        : none;
    std::size_t column = 0;
    std::size_t column_apart = 0;
    for (const std::size_t s : order)
    {
        plan_sum& sum = placed[s];
        sum.value = {values, column};
        sum.adjoint = sum.one_segment ? sum.value : place{adjoints, column_apart};
        column += sum.width;
        column_apart += sum.one_segment ? 0 : sum.width;
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

/// The sum whose place a value can take: only the value's own equation reads the sum, and not for its derivative.
template <class Plan>
constexpr std::size_t host(const Plan& p, const sum_table<std::remove_cvref_t<decltype(p.graph)>>& sums, std::size_t k)
{
    for (std::size_t n = p.graph.equations[k].first; n <= p.graph.equations[k].root; ++n)
    {
        const std::size_t s = sums.sum_of[n];
        if (s != none && p.sums[s].chain != none && !p.sums[s].read_backward)
        {
            return s;
        }
    }
    return none;
}

} // namespace xrnn::detail
