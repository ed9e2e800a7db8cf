// SPDX-License-Identifier: BSD-3-Clause
/// A plan at run time: its memory, which is NaN at first, and what both directions do with it, element by element.
#pragma once

#include <limits>

#include <xrnn/engine/make_plan.hpp>
#include <xrnn/engine/shape.hpp>

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
        , lengths_(run.positions(), run.rows)
        , shape_(shape_of(run, why, lengths_))
        , entries_(Plan::node_count)
        , memory_(plan.memory_size(shape_), std::numeric_limits<double>::quiet_NaN())
        , value_(Plan::node_count)
        , gathered_(Plan::node_count)
    {
        for (std::size_t i = 0; i < plan.buffers.size(); ++i)
        {
            bases_.push_back(plan.start_of(i, why).element(shape_));
        }
        for (std::size_t n = 0; n < Plan::node_count; ++n)
        {
            const graph_node& x = p.graph.nodes[n];
            entries_[n] = x.kind == node_kind::unary ? &find_entry(functions_of_one, x.function)
                : x.kind == node_kind::binary        ? &find_entry(functions_of_two, x.function)
                                                     : nullptr;
        }
    }

    plan_machine(const plan_machine&) = delete;
    plan_machine& operator=(const plan_machine&) = delete;

protected:
    double& at(place where, moment when, const spot& s)
    {
        const extent& size = p.buffers[where.buffer].extent;
        const bool remembers = in.lengths[s.b] > 0;
        const position_row row{shape_.at(s.t, s.b), s.position, remembers ? shape_.remembered.row(s.position, s.b) : 0};
        return memory_.at(bases_[where.buffer] + size.element(row, shape_, when) + where.column + s.j);
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
            at(where, when, {t, i / width, 0, i % width}) = from[i];
        }
    }

    void clear(place where, moment when, std::size_t t, std::size_t width)
    {
        const bool of_positions = p.buffers[where.buffer].extent.each_position != for_positions::nothing;
        each_spot(t, t + 1, of_positions, width, [&](const spot& s) { at(where, when, s) = 0; });
    }

    /// Calls f(spot) for all columns of these steps, of each position or of the row.
    template <class F>
    void each_spot(std::size_t from, std::size_t to, bool of_positions, std::size_t width, F&& f) const
    {
        for (std::size_t t = from; t < to; ++t)
        {
            for (std::size_t b = 0; b < in.rows; ++b)
            {
                for (std::size_t i = 0; i < width * (of_positions ? in.lengths[b] : 1); ++i)
                {
                    f(spot{t, b, i / width, i % width});
                }
            }
        }
    }

    /// Calls run_product(product, from, to) or run_lane(segment, spot) for the events of a phase.
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
            const plan_segment& segment = p.segments[e.index];
            const std::size_t width = segment.over == visits::positions ? 1 : segment.width;
            each_spot(from, to, segment.over != visits::columns, width, [&](const spot& s) { run_lane(e.index, s); });
        }
    }

    /// Column i of a product's operand.
    double operand(const plan_product& q, const spot& s, std::size_t i)
    {
        const std::size_t k = p.graph.equation_of(q.symbol);
        const moment when = q.of_previous ? moment::before_step : moment::after_step;
        return k == none ? in.row(p.graph.symbols[q.symbol], s)[i]
                         : at(p.equations[k].value, when, {s.t, s.b, s.position, i});
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

    void evaluate(std::size_t n, const spot& s)
    {
        const graph_node& x = p.graph.nodes[n];
        const plan_node& plan = p.nodes[n];
        if (plan.silent)
        {
            return;
        }
        const spot read{s.t, s.b, s.position, x.first_column + (plan.broadcast ? 0 : s.j)};
        switch (x.kind)
        {
        case node_kind::reduced:
        case node_kind::attended: return;
        case node_kind::constant: value_[n] = x.number; return;
        case node_kind::unary: value_[n] = entries_[n]->f1(value_[x.left]); return;
        case node_kind::binary:
            value_[n] = p.nodes[x.left].silent ? value_[x.right]
                : p.nodes[x.right].silent      ? value_[x.left]
                                               : entries_[n]->f2(value_[x.left], value_[x.right]);
            return;
        case node_kind::product: value_[n] = at(p.sums[plan.sum].value, moment::after_step, s); return;
        case node_kind::previous:
            value_[n] = at(p.equations[p.graph.equation_of(x.symbol)].value, moment::before_step, read);
            return;
        case node_kind::symbol: break;
        }
        const graph_symbol& symbol = p.graph.symbols[x.symbol];
        value_[n] = p.graph.is_fed(x.symbol)        ? in.row(symbol, read)[read.j]
            : symbol.kind == symbol_kind::parameter ? in.parameters[p.parameter_of(x.symbol).offset + s.j]
            : symbol.kind == symbol_kind::scalar    ? in.scalars[p.scalar_index(x.symbol)]
            : symbol.kind == symbol_kind::noise     ? in.draw(x.symbol, s.t, s.b, s.j)
                                                    : at(p.equations[symbol.equation].value, moment::after_step, read);
    }

    /// Notes what node n gathers in a column, or in a position that is visited as one. Calls use(all of them) at the end of the
    /// row.
    template <class Use>
    void gather(std::size_t n, const spot& s, double x, Use&& use)
    {
        const graph_equation& e = p.graph.equations[p.graph.nodes[n].equation];
        const bool of_positions = e.over == visits::positions;
        gathered_[n].resize(of_positions ? s.position : s.j);
        gathered_[n].push_back(x);
        if (gathered_[n].size() == (of_positions ? in.lengths[s.b] : e.sweep))
        {
            use(gathered_[n]);
        }
    }

    static window_shape shape_of(const problem& run, purpose why, packing& lengths)
    {
        window_shape shape{run.steps, run.rows, why};
        if (run.positions() > 0)
        {
            lengths.assign(run.rows, [&](std::size_t b) { return run.lengths[b]; });
            shape.remembered = {run.positions(), run.rows, &lengths};
        }
        return shape;
    }

    const Plan& p;
    const problem& in;
    packing lengths_; ///< of the memory
    window_shape shape_;
    std::vector<const table_entry*> entries_;
    numbers memory_;
    std::vector<std::size_t> bases_;
    numbers value_;                 ///< of each node, in one lane
    std::vector<numbers> gathered_; ///< by a node over the columns of a row
};

} // namespace tests
