// SPDX-License-Identifier: BSD-3-Clause
/// The second half of planning: where sums, values, states and adjoints lie, and which may share a place.
#pragma once

#include "make_plan.hpp"

namespace xrnn::detail
{

template <class Graph>
struct placer : planner<Graph>
{
    using base = planner<Graph>;
    using base::dot_of;
    using base::equations;
    using base::node;
    using base::nodes;
    using base::p;

    fixed_list<std::size_t, nodes> sum_order{};

    /// Sums are ordered by their first and last product, so that the columns of a product lie side by side wherever two
    /// products overlap (the GRU: n | r z | r n, where x feeds the first three and h the last three).
    constexpr void order_sums()
    {
        std::array<std::size_t, nodes> first{};
        std::array<std::size_t, nodes> last{};
        first.fill(none);
        for (std::size_t n = 0; n < nodes; ++n)
        {
            if (p.sum_of[n] != none)
            {
                const std::size_t s = p.sum_of[n];
                const std::size_t product = dot_of[n];
                last[s] = first[s] == none || product > last[s] ? product : last[s];
                first[s] = product < first[s] ? product : first[s];
            }
        }
        const auto before = [&](std::size_t a, std::size_t b) {
            return first[a] != first[b] ? first[a] < first[b] : last[a] < last[b];
        };
        for (std::size_t s = 0; s < p.sums.size(); ++s)
        {
            std::size_t i = sum_order.push(s);
            for (; i > 0 && before(s, sum_order[i - 1]); --i)
            {
                sum_order[i] = sum_order[i - 1];
            }
            sum_order[i] = s;
        }
    }

    /// A sum's adjoint lies over its value, unless loops that are apart read the value.
    constexpr void place_sums()
    {
        std::size_t width = 0;
        std::size_t apart = 0;
        for (const std::size_t s : sum_order)
        {
            p.sums[s].value.column = width;
            width += p.sums[s].width;
            apart += p.sums[s].one_segment ? 0 : p.sums[s].width;
        }
        if (width == 0)
        {
            return;
        }
        const std::size_t values = p.buffers.push({role::sums, "", extent::window, width, false});
        const std::size_t adjoints =
            apart > 0 ? p.buffers.push({role::sum_adjoints, "", extent::window, apart, true}) : none;
        std::size_t column = 0;
        for (const std::size_t s : sum_order)
        {
            p.sums[s].value.buffer = values;
            p.sums[s].adjoint = p.sums[s].value;
            if (!p.sums[s].one_segment)
            {
                p.sums[s].adjoint = {adjoints, column};
                column += p.sums[s].width;
            }
        }
    }

    constexpr void order_dots()
    {
        const std::array<std::size_t, nodes> product_of = dot_of;
        for (std::size_t product = 0; product < p.products.size(); ++product)
        {
            for (const std::size_t s : sum_order)
            {
                for (std::size_t n = 0; n < nodes; ++n)
                {
                    if (product_of[n] != product || p.sum_of[n] != s)
                    {
                        continue;
                    }
                    std::size_t same = none;
                    for (std::size_t m = 0; m < n; ++m)
                    {
                        same = this->same_dot(m, n) ? dot_of[m] : same;
                    }
                    dot_of[n] = same != none ? same : p.dots.push({product, node(n).weight, s});
                }
            }
        }
    }

    constexpr void make_runs()
    {
        std::array<bool, nodes> written{};
        for (const plan_event& e : p.events)
        {
            if (e.is_segment)
            {
                continue;
            }
            bool open_forward = false;
            bool open_backward = false;
            for (std::size_t d = 0; d < p.dots.size(); ++d)
            {
                if (p.dots[d].product != e.index)
                {
                    continue;
                }
                const plan_sum& sum = p.sums[p.dots[d].sum];
                const bool accumulate = written[p.dots[d].sum];
                written[p.dots[d].sum] = true;
                extend(p.forward_runs, open_forward, d, sum.value, sum.width, accumulate);
                extend(p.backward_runs, open_backward, d, sum.adjoint, sum.width, false);
            }
        }
    }

    template <class Runs>
    constexpr void extend(
        Runs& runs, bool& open, std::size_t dot, place columns, std::size_t width, bool accumulate) const
    {
        if (open)
        {
            plan_run& r = runs[runs.size() - 1];
            const bool adjoining = r.columns.buffer == columns.buffer && r.columns.column + r.width == columns.column;
            if (adjoining && r.accumulate == accumulate)
            {
                ++r.dot_count;
                r.width += width;
                return;
            }
        }
        runs.push({p.dots[dot].product, dot, 1, columns, width, accumulate});
        open = true;
    }

    constexpr bool read_in_other_phase(std::size_t k) const
    {
        for (std::size_t n = 0; n < nodes; ++n)
        {
            if (this->present(n) == k && p.equations[node(n).equation].when != p.equations[k].when)
            {
                return true;
            }
        }
        return false;
    }

    /// The sum that a value can lie over: nothing but the value's own equation reads it, and not for its derivative.
    constexpr std::size_t host(std::size_t k) const
    {
        for (std::size_t n = p.graph.equations[k].first; n <= p.graph.equations[k].root; ++n)
        {
            const std::size_t s = p.sum_of[n];
            if (s != none && p.sums[s].chain != none && !p.sums[s].read_backward)
            {
                return s;
            }
        }
        return none;
    }

    constexpr void place_values()
    {
        for (std::size_t k = 0; k < equations; ++k)
        {
            plan_equation& e = p.equations[k];
            const std::string_view label = p.graph.symbol_of(p.graph.equations[k]).name;
            const std::size_t width = p.width_of(k);
            const bool for_all_steps = e.read_backward || e.is_operand || k == p.output || read_in_other_phase(k);
            if (p.is_state(k))
            {
                e.value = {p.buffers.push({role::state, label, extent::window_and_initial, width, false}), 0};
            }
            else if (!e.is_operand && host(k) != none)
            {
                e.value = p.sums[host(k)].value;
            }
            else
            {
                e.value = {
                    p.buffers.push({role::value, label, for_all_steps ? extent::window : extent::step, width, false}),
                    0};
            }
        }
    }

    /// Where goes what a reader of equation k (or of its prev) in phase `when` adds to its adjoint?
    constexpr adjoint_kind target(std::size_t k, phase when, bool previous) const
    {
        if (p.equations[k].when != phase::loop || when != phase::loop)
        {
            return adjoint_kind::full;
        }
        return previous ? adjoint_kind::carry : adjoint_kind::step;
    }

    constexpr std::size_t& writers(std::size_t k, adjoint_kind kind)
    {
        return p.equations[k].writers[static_cast<std::size_t>(kind)];
    }

    constexpr void count_writers()
    {
        for (std::size_t i = 0; i < p.products.size(); ++i)
        {
            const plan_product& q = p.products[i];
            const std::size_t k = p.equation_of(q.symbol);
            if (k == none)
            {
                ++p.input_writers;
            }
            else if (p.equations[k].active || q.of_previous)
            {
                ++writers(k, target(k, q.when, q.of_previous));
            }
        }
        for (std::size_t s = 0; s < p.segments.size(); ++s)
        {
            std::array<std::array<bool, 3>, equations> seen{};
            bool input_seen = false;
            for (std::size_t n = 0; n < nodes; ++n)
            {
                const bool is_leaf = node(n).kind == node_kind::symbol || node(n).kind == node_kind::previous;
                if (!is_leaf || !p.active[n] || p.equations[node(n).equation].segment != s)
                {
                    continue;
                }
                const std::size_t k = p.equation_of(node(n).symbol);
                if (k == none)
                {
                    input_seen = input_seen || node(n).symbol == p.input;
                    continue;
                }
                const bool previous = node(n).kind == node_kind::previous;
                const adjoint_kind t = target(k, p.segments[s].when, previous);
                bool& counted = seen[k][static_cast<std::size_t>(t)];
                if (!counted && (previous || p.equations[k].segment != s))
                {
                    ++writers(k, t);
                    counted = true;
                }
            }
            p.input_writers += input_seen;
        }
    }

    constexpr void place_adjoints()
    {
        for (std::size_t k = 0; k < equations; ++k)
        {
            plan_equation& e = p.equations[k];
            const std::string_view label = p.graph.symbol_of(p.graph.equations[k]).name;
            const std::size_t width = p.width_of(k);
            const bool loop_state = p.is_state(k) && e.when == phase::loop;
            if (loop_state)
            {
                e.carry = {p.buffers.push({role::carry, label, extent::two_steps, width, true}), 0};
            }
            if (writers(k, adjoint_kind::step) > 0)
            {
                e.step_adjoint = {p.buffers.push({role::step_adjoint, label, extent::step, width, true}), 0};
            }
            if (writers(k, adjoint_kind::full) > 0 || (p.is_state(k) && !loop_state))
            {
                const extent rows = p.is_state(k) ? extent::window_and_initial : extent::window;
                e.full_adjoint = {p.buffers.push({role::adjoint, label, rows, width, true}), 0};
            }
        }
    }

    /// The gradient of a bias is the column sum of its sum's adjoint. Other vectors are summed as the loop goes.
    constexpr void place_vector_gradients()
    {
        for (std::size_t i = 0; i < p.parameters.size(); ++i)
        {
            const graph_symbol& symbol = p.graph.symbols[p.parameters[i].symbol];
            if (symbol.rows != 0)
            {
                continue;
            }
            std::size_t uses = 0;
            std::size_t chain = none;
            for (std::size_t n = 0; n < nodes; ++n)
            {
                if (node(n).kind == node_kind::symbol && node(n).symbol == p.parameters[i].symbol)
                {
                    ++uses;
                    chain = n;
                }
            }
            while (this->parent[chain] != none && node(this->parent[chain]).is_sum)
            {
                chain = this->parent[chain];
            }
            for (std::size_t s = 0; s < p.sums.size(); ++s)
            {
                p.parameters[i].bias_of = uses == 1 && p.sums[s].chain == chain ? s : p.parameters[i].bias_of;
            }
            if (p.parameters[i].bias_of == none)
            {
                const std::size_t b =
                    p.buffers.push({role::gradient, symbol.name, extent::row_blocks, symbol.width, true});
                p.parameters[i].partial = {b, 0};
            }
        }
    }
};

} // namespace xrnn::detail

namespace xrnn
{

/// The plan of a list of equations whose output is that symbol of the graph.
template <class Graph>
constexpr plan<Graph> make_plan(const Graph& graph, std::size_t output_symbol)
{
    detail::placer<Graph> planning;
    planning.p.graph = graph;
    planning.find_symbols(output_symbol);
    planning.find_parents();
    planning.find_sums();
    planning.find_phases();
    planning.find_products();
    planning.find_reads();
    planning.find_segments();
    planning.schedule();
    planning.order_sums();
    planning.place_sums();
    planning.order_dots();
    planning.make_runs();
    planning.place_values();
    planning.count_writers();
    planning.place_adjoints();
    planning.place_vector_gradients();
    return planning.p;
}

} // namespace xrnn
