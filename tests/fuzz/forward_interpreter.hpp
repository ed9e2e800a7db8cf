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
                out.final_state[offset + i] = at(p.equations[k].value, moment::before_step, in.steps,
                    i / p.graph.width_of(k), i % p.graph.width_of(k));
            }
        });
        out.values.resize(Plan::equation_count);
        for (std::size_t k = 0; k < Plan::equation_count; ++k)
        {
            const place where = p.equations[k].value;
            const bool kept = p.buffers[where.buffer].extent.steps.window || in.steps == 1;
            const std::size_t width = p.graph.width_of(k);
            out.values[k].resize(kept ? in.steps * in.rows * width : 0);
            for (std::size_t i = 0; i < out.values[k].size(); ++i)
            {
                const std::size_t r = i / width;
                out.values[k][i] = at(where, moment::after_step, r / in.rows, r % in.rows, i % width);
            }
        }
        return out;
    }

private:
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
                for (std::size_t i = from * in.rows; i < to * in.rows; ++i)
                {
                    const std::size_t t = i / in.rows;
                    const std::size_t b = i % in.rows;
                    for (std::size_t j = 0; j < p.sums[d.sum].width; ++j)
                    {
                        double sum = 0;
                        for (std::size_t m = 0; m < q.width; ++m)
                        {
                            sum += operand(q, t, b, m) * weight(d, m, j);
                        }
                        deliver(at(columns, moment::after_step, t, b, j), r.how, sum);
                    }
                }
            });
        }
    }

    void run_lane(std::size_t segment, std::size_t t, std::size_t b, std::size_t j)
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
                evaluate(n, t, b, j);
            }
            if (p.graph.is_root(n))
            {
                at(p.equations[p.graph.nodes[n].equation].value, moment::after_step, t, b, j) = value_[n];
            }
        }
    }
};

} // namespace tests
