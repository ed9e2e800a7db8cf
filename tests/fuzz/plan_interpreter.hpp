// SPDX-License-Identifier: BSD-3-Clause
/// A plan run as the engine runs it, but at run time and in memory that is NaN at first: what is read before it is written,
/// or after something else was written there, shows.
#pragma once

#include "forward_interpreter.hpp"

namespace tests
{

template <class Plan>
class plan_interpreter : forward_interpreter<Plan>
{
    using base = plan_machine<Plan>;
    using base::at;
    using base::bases_;
    using base::clear;
    using base::copy_rows;
    using base::deliver;
    using base::each_dot;
    using base::each_state;
    using base::entries_;
    using base::evaluate;
    using base::in;
    using base::in_segment;
    using base::memory_;
    using base::operand;
    using base::p;
    using base::value_;
    using base::weight;

public:
    using forward_interpreter<Plan>::forward_interpreter;
    using forward_interpreter<Plan>::forward;

    /// After forward().
    result backward()
    {
        out_.gradients.assign(in.parameters.size(), 0);
        out_.input_adjoint.assign(in.x.size(), p.input_adjoint_cleared ? 0 : std::numeric_limits<double>::quiet_NaN());
        out_.initial_adjoint.assign(in.initial_state.size(), 0);
        start();
        run_all(phase::after, 0, in.steps);
        for (std::size_t t = in.steps; t-- > 0;)
        {
            start_step(t);
            run_all(phase::loop, t, t + 1);
        }
        run_all(phase::before, 0, in.steps);
        add_weight_gradients();
        add_vector_gradients();
        each_state([&](std::size_t k, std::size_t offset) {
            for (const plan_adjoint* a : {&p.equations[k].carry, &p.equations[k].full_adjoint})
            {
                for (std::size_t i = 0; a->exists() && i < in.rows * p.graph.width_of(k); ++i)
                {
                    out_.initial_adjoint[offset + i] +=
                        at(a->where, moment::before_step, 0, i / p.graph.width_of(k), i % p.graph.width_of(k));
                }
            }
        });
        return out_;
    }

private:
    void run_all(phase when, std::size_t from, std::size_t to)
    {
        base::run_events(
            when, from, to, true, [&](auto... event) { multiply(event...); }, [&](auto... lane) { run_lane(lane...); });
    }

    void multiply(std::size_t product, std::size_t from, std::size_t to)
    {
        const plan_product& q = p.products[product];
        write how = q.target.how;
        for (const plan_run& r : p.backward_runs)
        {
            if (r.product != product || q.target.to == plan_target::kind::nowhere)
            {
                continue;
            }
            for (std::size_t i = from * in.rows; i < to * in.rows; ++i)
            {
                const std::size_t t = i / in.rows;
                const std::size_t b = i % in.rows;
                for (std::size_t m = 0; m < q.width; ++m)
                {
                    double sum = 0;
                    each_dot(r, [&](const plan_dot& d, place columns) {
                        for (std::size_t j = 0; j < p.sums[d.sum].width; ++j)
                        {
                            sum += at(columns, moment::after_step, t, b, j) * weight(d, m, j);
                        }
                    });
                    deliver(target(q.target, t, b, m, q.width), how, sum);
                }
            }
            how = write::add;
        }
    }

    double& target(const plan_target& to, std::size_t t, std::size_t b, std::size_t j, std::size_t input_width)
    {
        return to.to == plan_target::kind::input ? out_.input_adjoint.at((t * in.rows + b) * input_width + j)
                                                 : at(to.where, to.when, t, b, j);
    }

    void run_lane(std::size_t segment, std::size_t t, std::size_t b, std::size_t j)
    {
        std::fill(value_.begin(), value_.end(), std::numeric_limits<double>::quiet_NaN());
        std::fill(adjoint_.begin(), adjoint_.end(), std::numeric_limits<double>::quiet_NaN());
        for (std::size_t n = 0; n < Plan::node_count; ++n)
        {
            if (in_segment(n, segment) && p.nodes[n].read_backward)
            {
                evaluate(n, t, b, j);
            }
        }
        for (std::size_t n = Plan::node_count; n-- > 0;)
        {
            if (in_segment(n, segment) && p.nodes[n].active && !p.nodes[n].silent)
            {
                differentiate(n, t, b, j);
            }
        }
        for (std::size_t n = 0; n < Plan::node_count; ++n)
        {
            if (!in_segment(n, segment) || p.nodes[n].target.to == plan_target::kind::nowhere)
            {
                continue;
            }
            double sum = 0;
            for (std::size_t m = n; m < Plan::node_count; ++m)
            {
                sum += p.nodes[m].leaf == n ? adjoint_[m] : 0;
            }
            deliver(target(p.nodes[n].target, t, b, j, p.segments[segment].width), p.nodes[n].target.how, sum);
        }
    }

    void differentiate(std::size_t n, std::size_t t, std::size_t b, std::size_t j)
    {
        const graph_node& x = p.graph.nodes[n];
        if (p.graph.is_root(n))
        {
            adjoint_[n] = collect(n, t, b, j);
        }
        if (x.kind == node_kind::unary)
        {
            const bool reads_value = x.df_reads == reads::value || x.df_reads == reads::argument_and_value;
            const double y = p.graph.is_root(n) && reads_value
                ? at(p.equations[x.equation].value, moment::after_step, t, b, j)
                : value_[n];
            adjoint_[x.left] = adjoint_[n] * entries_[n]->df(value_[x.left], y);
        }
        else if (x.kind == node_kind::binary)
        {
            for (const auto& [child, back] :
                {std::pair(x.left, entries_[n]->to_left), std::pair(x.right, entries_[n]->to_right)})
            {
                if (p.nodes[child].active)
                {
                    adjoint_[child] = back(adjoint_[n], value_[x.left], value_[x.right]);
                }
            }
        }
    }

    double collect(std::size_t n, std::size_t t, std::size_t b, std::size_t j)
    {
        const std::size_t k = p.graph.nodes[n].equation;
        double sum = k == p.output ? in.output_adjoint[(t * in.rows + b) * p.graph.width_of(k) + j] : 0;
        for (const plan_adjoint* a :
            {&p.equations[k].carry, &p.equations[k].step_adjoint, &p.equations[k].full_adjoint})
        {
            sum += a->exists() ? at(a->where, moment::after_step, t, b, j) : 0;
        }
        for (std::size_t m = 0; m < Plan::node_count; ++m)
        {
            sum += p.nodes[m].local && p.nodes[m].active && p.graph.present(m) == k ? adjoint_[m] : 0;
        }
        return sum;
    }

    /// Clears what is cleared before all steps, and puts the adjoint of the final state where it starts.
    void start()
    {
        for (std::size_t i = 0; i < p.buffers.size(); ++i)
        {
            const role r = p.buffers[i].role;
            if (r == role::sum_adjoints || r == role::adjoint || r == role::gradient)
            {
                const auto first = memory_.begin() + std::ptrdiff_t(bases_[i]);
                std::fill_n(first, p.buffers[i].extent.elements(in.steps, in.rows), 0.0);
            }
        }
        each_state([&](std::size_t k, std::size_t offset) {
            const plan_equation& e = p.equations[k];
            const place where = e.when == phase::loop ? e.carry.where : e.full_adjoint.where;
            copy_rows(in.final_adjoint.data() + offset, where, moment::after_step, in.steps - 1, p.graph.width_of(k));
        });
    }

    void start_step(std::size_t t)
    {
        for (std::size_t k = 0; k < Plan::equation_count; ++k)
        {
            const plan_equation& e = p.equations[k];
            if (e.carry.cleared)
            {
                clear(e.carry.where, moment::before_step, t, p.graph.width_of(k));
            }
            if (e.step_adjoint.cleared)
            {
                clear(e.step_adjoint.where, moment::after_step, t, p.graph.width_of(k));
            }
        }
    }

    void add_weight_gradients()
    {
        for (const plan_dot& d : p.dots)
        {
            const plan_product& q = p.products[d.product];
            const std::size_t width = p.sums[d.sum].width;
            for (std::size_t i = 0; i < in.steps * in.rows * q.width * width; ++i)
            {
                const std::size_t r = i / (q.width * width);
                const std::size_t m = i / width % q.width;
                const std::size_t t = r / in.rows;
                const std::size_t b = r % in.rows;
                out_.gradients[p.parameter_of(d.weight).offset + m * width + i % width] +=
                    operand(q, t, b, m) * at(p.sums[d.sum].adjoint, moment::after_step, t, b, i % width);
            }
        }
    }

    void add_vector_gradients()
    {
        for (const plan_parameter& w : p.parameters)
        {
            const bool is_bias = w.bias_of != none;
            const std::size_t rows = is_bias ? in.steps * in.rows : w.partial.exists() ? in.rows : 0;
            for (std::size_t i = 0; i < rows * w.size; ++i)
            {
                const std::size_t r = i / w.size;
                const std::size_t j = i % w.size;
                out_.gradients[w.offset + j] += is_bias
                    ? at(p.sums[w.bias_of].adjoint, moment::after_step, r / in.rows, r % in.rows, j)
                    : at(w.partial, moment::after_step, 0, r, j);
            }
        }
    }

    numbers adjoint_ = numbers(Plan::node_count); ///< of each node, in one lane
    result out_;
};

} // namespace tests
