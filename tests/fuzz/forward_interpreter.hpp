// SPDX-License-Identifier: BSD-3-Clause
/// A plan run forward as the engine runs it, but at run time and in memory that is NaN at first.
#pragma once

#include "plan_machine.hpp"

namespace tests
{

template <class Plan>
class forward_interpreter : protected plan_machine<Plan>
{
protected:
    using base = plan_machine<Plan>;
    using base::at;
    using base::copy_rows;
    using base::deliver;
    using base::each_dot;
    using base::each_state;
    using base::evaluate;
    using base::in;
    using base::in_segment;
    using base::operand;
    using base::p;
    using base::value_;
    using base::weight;

public:
    using base::base;

    /// The values are those that the memory still holds for all steps; the others are left empty.
    result forward()
    {
        each_state([&](std::size_t k, std::size_t offset) {
            copy_rows(
                in.initial_state.data() + offset, p.equations[k].value, moment::before_step, 0, p.graph.width_of(k));
        });
        run_all(phase::once, 0, 1);
        run_all(phase::before, 0, in.steps);
        for (std::size_t t = 0; t < in.steps; ++t)
        {
            run_all(phase::loop, t, t + 1);
        }
        run_all(phase::after, 0, in.steps);
        result out;
        out.final_state.resize(in.initial_state.size());
        each_state([&](std::size_t k, std::size_t offset) {
            for (std::size_t i = 0; i < in.rows * p.graph.width_of(k); ++i)
            {
                out.final_state[offset + i] = at(p.equations[k].value, moment::before_step,
                    {in.steps, i / p.graph.width_of(k), 0, i % p.graph.width_of(k)});
            }
        });
        out.values.resize(Plan::equation_count);
        for (std::size_t k = 0; k < Plan::equation_count; ++k)
        {
            const place where = p.equations[k].value;
            const bool once = p.equations[k].when == phase::once;
            if (once || p.buffers[where.buffer].extent.steps.window || in.steps == 1)
            {
                const std::size_t positions = p.graph.has_positions(k) ? in.positions() : 1;
                const std::size_t width = p.graph.width_of(k);
                out.values[k].resize(in.steps * in.rows * positions * width);
                base::each_spot(0, in.steps, p.graph.has_positions(k), width, [&](const spot& s) {
                    out.values[k][((s.t * in.rows + s.b) * positions + s.position) * width + s.j] =
                        at(where, moment::after_step, s);
                });
            }
        }
        return out;
    }

private:
    void reduce(std::size_t n, const spot& s)
    {
        const graph_node& x = p.graph.nodes[n];
        const plan_equation& e = p.equations[x.equation];
        base::gather(n, s, value_[x.left], [&](const numbers& row) {
            const spot result{s.t, s.b, s.position, 0};
            at(e.value, moment::after_step, result) = find_reduction_of(x.function).f(row);
            if (e.column.exists())
            {
                at(e.column, moment::after_step, result) = static_cast<double>(first_largest(row));
            }
        });
    }

    void run_all(phase when, std::size_t from, std::size_t to)
    {
        base::run_events(
            when, from, to, false, [&](auto... event) { multiply(event...); },
            [&](auto... lane) { run_lane(lane...); });
    }

    void multiply(std::size_t product, std::size_t from, std::size_t to)
    {
        const plan_product& q = p.products[product];
        for (const plan_run& r : p.forward_runs)
        {
            if (r.product != product)
            {
                continue;
            }
            each_dot(r, [&](const plan_dot& d, place columns) {
                base::each_spot(from, to, q.of_positions, p.sums[d.sum].width, [&](const spot& s) {
                    double sum = 0;
                    for (std::size_t m = 0; m < q.width; ++m)
                    {
                        sum += operand(q, s, m) * weight(d, m, s.j);
                    }
                    deliver(at(columns, moment::after_step, s), r.how, sum);
                });
            });
        }
    }

    void run_lane(std::size_t segment, const spot& s)
    {
        std::fill(value_.begin(), value_.end(), std::numeric_limits<double>::quiet_NaN());
        for (std::size_t n = 0; n < Plan::node_count; ++n)
        {
            if (!in_segment(n, segment))
            {
                continue;
            }
            if (p.nodes[n].local)
            {
                value_[n] = value_[p.graph.equations[p.graph.present(n)].root];
            }
            else
            {
                evaluate(n, s);
            }
            const graph_node& x = p.graph.nodes[n];
            if (x.kind == node_kind::reduced)
            {
                reduce(n, s);
            }
            else if (x.kind == node_kind::attended)
            {
                const write how = s.position > 0 ? write::add : write::set;
                deliver(
                    at(p.equations[x.equation].value, moment::after_step, s), how, value_[x.left] * value_[x.right]);
            }
            else if (p.graph.is_root(n))
            {
                at(p.equations[x.equation].value, moment::after_step, s) = value_[n];
            }
        }
    }
};

} // namespace tests
