// SPDX-License-Identifier: BSD-3-Clause
/// A plan at run time: its memory, which is NaN at first, and what both directions do with it, element by element.
#pragma once

#include <limits>

#include <xrnn/engine/make_plan.hpp>

#include "problem.hpp"

namespace tests
{

using xrnn::detail::write; // and not that of POSIX

template <class Plan>
class plan_machine
{
public:
    /// `why` says which buffers there are.
    plan_machine(const Plan& plan, const problem& run, purpose why)
        : p(plan)
        , in(run)
        , entries_(Plan::node_count)
        , memory_(plan.memory_size(run.steps, run.rows, why), std::numeric_limits<double>::quiet_NaN())
        , value_(Plan::node_count)
    {
        for (std::size_t i = 0; i < plan.buffers.size(); ++i)
        {
            bases_.push_back(plan.start_of(i, why).element(run.steps, run.rows));
        }
        for (std::size_t n = 0; n < Plan::node_count; ++n)
        {
            const graph_node& x = p.graph.nodes[n];
            entries_[n] = x.kind == node_kind::unary ? &find_entry(functions_of_one, x.function)
                : x.kind == node_kind::binary        ? &find_entry(functions_of_two, x.function)
                                                     : nullptr;
        }
    }

protected:
    double& at(place where, moment when, std::size_t t, std::size_t b, std::size_t j)
    {
        const extent& size = p.buffers[where.buffer].extent;
        return memory_.at(bases_[where.buffer] + size.element(t, b, in.rows, when) + where.column + j);
    }

    template <class F>
    void each_state(F&& f) const
    {
        for (std::size_t k = 0; k < Plan::equation_count; ++k)
        {
            if (p.graph.is_state(k))
            {
                f(k, p.state_offset(k) * in.rows);
            }
        }
    }

    void copy_rows(const double* from, place where, moment when, std::size_t t, std::size_t width)
    {
        for (std::size_t i = 0; i < in.rows * width; ++i)
        {
            at(where, when, t, i / width, i % width) = from[i];
        }
    }

    void clear(place where, moment when, std::size_t t, std::size_t width)
    {
        copy_rows(numbers(in.rows * width).data(), where, when, t, width);
    }

    /// Calls run_product(product, from, to) or run_lane(segment, t, b, j) for the events of a phase.
    template <class RunProduct, class RunLane>
    void run_events(
        phase when, std::size_t from, std::size_t to, bool backward, RunProduct&& run_product, RunLane&& run_lane)
    {
        for (std::size_t i = 0; i < p.events.size(); ++i)
        {
            const plan_event& e = p.events[backward ? p.events.size() - 1 - i : i];
            if (p.phase_of(e) != when)
            {
                continue;
            }
            if (e.what == plan_event::kind::product)
            {
                run_product(e.index, from, to);
                continue;
            }
            const std::size_t width = p.segments[e.index].width;
            for (std::size_t i_lane = from * in.rows * width; i_lane < to * in.rows * width; ++i_lane)
            {
                run_lane(e.index, i_lane / width / in.rows, i_lane / width % in.rows, i_lane % width);
            }
        }
    }

    double operand(const plan_product& q, std::size_t t, std::size_t b, std::size_t i)
    {
        const std::size_t k = p.graph.equation_of(q.symbol);
        const moment when = q.of_previous ? moment::before_step : moment::after_step;
        return k == none ? in.x[(t * in.rows + b) * q.width + i] : at(p.equations[k].value, when, t, b, i);
    }

    double weight(const plan_dot& d, std::size_t i, std::size_t j) const
    {
        return in.parameters[p.parameter_of(d.weight).offset + i * p.sums[d.sum].width + j];
    }

    /// Calls f(dot, its first column) for each dot of a run.
    template <class F>
    void each_dot(const plan_run& r, F&& f) const
    {
        place columns = r.columns;
        for (std::size_t d = r.first_dot; d < r.first_dot + r.dot_count; ++d)
        {
            f(p.dots[d], columns);
            columns.column += p.sums[p.dots[d].sum].width;
        }
    }

    static void deliver(double& to, write how, double x) { to = how == write::add ? to + x : x; }

    bool in_segment(std::size_t n, std::size_t s) const { return p.equations[p.graph.nodes[n].equation].segment == s; }

    void evaluate(std::size_t n, std::size_t t, std::size_t b, std::size_t j)
    {
        const graph_node& x = p.graph.nodes[n];
        const plan_node& plan = p.nodes[n];
        if (plan.silent)
        {
            return;
        }
        switch (x.kind)
        {
        case node_kind::constant: value_[n] = x.number; return;
        case node_kind::unary: value_[n] = entries_[n]->f1(value_[x.left]); return;
        case node_kind::binary:
            value_[n] = p.nodes[x.left].silent ? value_[x.right]
                : p.nodes[x.right].silent      ? value_[x.left]
                                               : entries_[n]->f2(value_[x.left], value_[x.right]);
            return;
        case node_kind::product: value_[n] = at(p.sums[plan.sum].value, moment::after_step, t, b, j); return;
        case node_kind::previous:
            value_[n] = at(p.equations[p.graph.equation_of(x.symbol)].value, moment::before_step, t, b, j);
            return;
        case node_kind::symbol: break;
        }
        const graph_symbol& s = p.graph.symbols[x.symbol];
        value_[n] = s.kind == symbol_kind::input ? in.x[(t * in.rows + b) * s.width + j]
            : s.kind == symbol_kind::parameter   ? in.parameters[p.parameter_of(x.symbol).offset + j]
            : s.kind == symbol_kind::scalar      ? in.scalars[p.scalar_index(x.symbol)]
            : s.kind == symbol_kind::noise       ? in.draw(x.symbol, t, b, j)
                                                 : at(p.equations[s.equation].value, moment::after_step, t, b, j);
    }

    const Plan& p;
    const problem& in;
    std::vector<const table_entry*> entries_;
    numbers memory_;
    std::vector<std::size_t> bases_;
    numbers value_; ///< of each node, in one lane
};

} // namespace tests
