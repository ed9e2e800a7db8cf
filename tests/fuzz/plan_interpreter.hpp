// SPDX-License-Identifier: BSD-3-Clause
/// A plan run as the engine runs it, but at run time and in memory that is NaN at first: what is read before it is written,
/// or after something else was written there, shows.
#pragma once

#include <numeric>

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
    using base::shape_;
    using base::value_;
    using base::weight;

public:
    using forward_interpreter<Plan>::forward_interpreter;
    using forward_interpreter<Plan>::forward;

    /// After forward().
    result backward()
    {
        out_.gradients.assign(in.parameters.size(), 0);
        for (const plan_input& input : p.inputs)
        {
            start_adjoint_of(input);
        }
        out_.initial_adjoint.assign(in.initial_state.size(), 0);
        start();
        run_all(phase::after, 0, in.steps);
        for (std::size_t t = in.steps; t-- > 0;)
        {
            start_step(t);
            run_all(phase::loop, t, t + 1);
        }
        run_all(phase::before, 0, in.steps);
        run_all(phase::once, 0, 1);
        add_weight_gradients();
        add_vector_gradients();
        each_state([&](std::size_t k, std::size_t offset) {
            for (const plan_adjoint* a : {&p.equations[k].carry, &p.equations[k].full_adjoint})
            {
                for (std::size_t i = 0; a->exists() && i < in.rows * p.graph.width_of(k); ++i)
                {
                    out_.initial_adjoint[offset + i] +=
                        at(a->where, moment::before_step, {0, i / p.graph.width_of(k), 0, i % p.graph.width_of(k)});
                }
            }
        });
        return out_;
    }

private:
    /// The adjoint of an input that nothing clears is there when it has been set.
    void start_adjoint_of(const plan_input& input)
    {
        const graph_symbol& symbol = p.graph.symbols[input.symbol];
        numbers& to = out_.adjoints_of(symbol.kind);
        to.assign((input.held ? in.held : input.is_memory ? in.memory : in.x).size(), 0);
        const std::size_t steps = input.held || input.is_memory ? 1 : in.steps;
        base::each_spot(0, input.adjoint_cleared ? 0 : steps, input.is_memory, symbol.width,
            [&](const spot& s) { to[in.row_of(symbol, s) + s.j] = std::numeric_limits<double>::quiet_NaN(); });
    }

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
            base::each_spot(from, to, q.of_positions, q.width, [&](const spot& s) {
                double sum = 0;
                each_dot(r, [&](const plan_dot& d, place columns) {
                    for (std::size_t j = 0; j < p.sums[d.sum].width; ++j)
                    {
                        sum += at(columns, moment::after_step, {s.t, s.b, s.position, j}) * weight(d, s.j, j);
                    }
                });
                deliver(target(q.target, s), how, sum);
            });
            how = write::add;
        }
    }

    double& target(const plan_target& to, const spot& s)
    {
        if (to.to != plan_target::kind::input)
        {
            return at(to.where, to.when, s);
        }
        const graph_symbol& symbol = p.graph.symbols[p.inputs[to.input].symbol];
        return out_.adjoints_of(symbol.kind).at(in.row_of(symbol, s) + to.where.column + s.j);
    }

    void run_lane(std::size_t segment, const spot& s)
    {
        std::fill(value_.begin(), value_.end(), std::numeric_limits<double>::quiet_NaN());
        std::fill(adjoint_.begin(), adjoint_.end(), std::numeric_limits<double>::quiet_NaN());
        for (std::size_t n = 0; n < Plan::node_count; ++n)
        {
            if (in_segment(n, segment) && p.nodes[n].read_backward)
            {
                evaluate(n, s);
            }
        }
        for (std::size_t n = Plan::node_count; n-- > 0;)
        {
            if (in_segment(n, segment) && p.nodes[n].active && !p.nodes[n].silent)
            {
                differentiate(n, s);
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
            const plan_target& to = p.nodes[n].target;
            if (p.nodes[n].broadcast)
            {
                base::gather(n, s, sum, [&](const numbers& all) {
                    const double total = std::accumulate(all.begin(), all.end(), 0.0);
                    deliver(target(to, {s.t, s.b, s.position, 0}), to.how, total);
                });
            }
            else
            {
                deliver(target(to, s), to.how, sum);
            }
        }
    }

    void differentiate(std::size_t n, const spot& s)
    {
        const graph_node& x = p.graph.nodes[n];
        if (p.graph.is_root(n))
        {
            adjoint_[n] = collect(n, s);
        }
        const bool reads_value = x.df_reads == reads::value || x.df_reads == reads::argument_and_value;
        if (x.kind == node_kind::reduced)
        {
            const reduction_entry& entry = find_reduction_of(x.function);
            const plan_equation& e = p.equations[x.equation];
            const spot own{s.t, s.b, s.position, 0};
            const bool of_positions = p.graph.equations[x.equation].over == visits::positions;
            const std::size_t element = of_positions ? s.position : s.j;
            const std::size_t count = of_positions ? in.lengths[s.b] : p.graph.equations[x.equation].sweep;
            const double y =
                reads_value ? at(e.value, moment::after_step, own) : std::numeric_limits<double>::quiet_NaN();
            adjoint_[x.left] = entry.takes_one_element
                ? (at(e.column, moment::after_step, own) == static_cast<double>(element) ? adjoint_[n] : 0)
                : adjoint_[n] * entry.df(value_[x.left], y, static_cast<double>(count));
        }
        else if (x.kind == node_kind::attended)
        {
            adjoint_[x.left] = adjoint_[n] * value_[x.right];
            adjoint_[x.right] = adjoint_[n] * value_[x.left];
        }
        else if (x.kind == node_kind::unary)
        {
            const double y = p.graph.is_root(n) && reads_value
                ? at(p.equations[x.equation].value, moment::after_step, s)
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

    double collect(std::size_t n, const spot& s)
    {
        const std::size_t k = p.graph.nodes[n].equation;
        const spot own{s.t, s.b, s.position, p.graph.is_number(k) ? 0 : s.j};
        double sum = k == p.output ? in.output_adjoint[(s.t * in.rows + s.b) * p.graph.width_of(k) + own.j] : 0;
        for (const plan_adjoint* a :
            {&p.equations[k].carry, &p.equations[k].step_adjoint, &p.equations[k].full_adjoint})
        {
            sum += a->exists() ? at(a->where, moment::after_step, own) : 0;
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
            if (r == role::sum_adjoints || r == role::adjoint || r == role::adjoints_of_numbers || r == role::gradient)
            {
                const auto first = memory_.begin() + std::ptrdiff_t(bases_[i]);
                std::fill_n(first, p.buffers[i].extent.elements(shape_), 0.0);
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
            const plan_sum& sum = p.sums[d.sum];
            base::each_spot(0, sum.once ? 1 : in.steps, sum.of_positions, q.width * sum.width, [&](const spot& s) {
                const spot column{s.t, s.b, s.position, s.j % sum.width};
                out_.gradients[p.parameter_of(d.weight).offset + s.j] +=
                    operand(q, s, s.j / sum.width) * at(sum.adjoint, moment::after_step, column);
            });
        }
    }

    void add_vector_gradients()
    {
        for (const plan_parameter& w : p.parameters)
        {
            const bool is_bias = w.bias_of != none;
            const plan_sum sum = is_bias ? p.sums[w.bias_of] : plan_sum{.once = true, .adjoint = w.partial};
            const std::size_t steps = !sum.adjoint.exists() ? 0 : sum.once ? 1 : in.steps;
            base::each_spot(0, steps, sum.of_positions, w.size,
                [&](const spot& s) { out_.gradients[w.offset + s.j] += at(sum.adjoint, moment::after_step, s); });
        }
    }

    numbers adjoint_ = numbers(Plan::node_count); ///< of each node, in one lane
    result out_;
};

} // namespace tests
