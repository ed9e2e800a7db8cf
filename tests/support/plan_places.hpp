// SPDX-License-Identifier: BSD-3-Clause
/// Has everything in a plan the room that it needs, and does nothing lie over what is still read?
#pragma once

#include "plan_reader.hpp"

namespace tests
{

template <class Plan>
class place_inspector : plan_reader<Plan>
{
    using base = plan_reader<Plan>;
    using base::equations;
    using base::fits;
    using base::g;
    using base::is_leaf;
    using base::nodes;
    using base::overlap;
    using base::p;
    using base::phase_of;
    using base::positions_of;
    using base::segment_of;
    using base::size_of;

public:
    using base::base;

    /// The first defect in words, or nothing.
    constexpr std::string_view find_defect() const
    {
        for (const std::string_view defect :
            {look_at_values(), look_at_neighbours(), look_at_adjoints(), look_at_senders(), look_at_parameters()})
        {
            if (!defect.empty())
            {
                return defect;
            }
        }
        return {};
    }

private:
    /// A value has room for every step that is read of it.
    constexpr std::string_view look_at_values() const
    {
        for (std::size_t k = 0; k < equations; ++k)
        {
            const place at = p.equations[k].value;
            if (!fits(at, g.width_of(k)) || p.buffers[at.buffer].needed_for != purpose::inference)
            {
                return "a value lies outside its buffer";
            }
            const graph_node& root = g.nodes[g.equations[k].root];
            const place column = p.equations[k].column;
            if (size_of(at).each_position != positions_of(k)
                || (column.exists() && size_of(column).each_position != positions_of(k)))
            {
                return "what there is for each position has room for something else";
            }
            const step_extent kept = p.equations[k].when == phase::once ? latest_step : every_step_kept;
            if (column.exists() ? !fits(column, 1) || size_of(column).steps != kept
                                : root.takes_one_element && p.equations[k].active)
            {
                return "the column of a reduction has no room";
            }
            const step_extent steps = size_of(at).steps;
            if (p.equations[k].when == phase::once)
            {
                if (steps != latest_step)
                {
                    return "a value that is made once is kept for several steps";
                }
                continue;
            }
            if (g.is_state(k) != (steps == every_step_and_initial))
            {
                return "a state is not kept with what it was before the window, or a value is";
            }
            if (steps == latest_step && needs_all_steps(k))
            {
                return "a value is kept for one step and read at others";
            }
        }
        return {};
    }

    constexpr bool needs_all_steps(std::size_t k) const
    {
        const plan_equation& e = p.equations[k];
        bool needed = k == p.output;
        for (std::size_t n = 0; n < nodes; ++n)
        {
            const bool reads = g.present(n) == k;
            const bool elsewhere = e.when == phase::loop ? phase_of(n) != phase::loop : segment_of(n) != e.segment;
            needed = needed || (reads && (g.is_product(n) || elsewhere || p.nodes[n].read_backward))
                || (g.is_root(n) && g.nodes[n].equation == k && derivative_reads_value(n));
        }
        return needed;
    }

    constexpr bool derivative_reads_value(std::size_t n) const
    {
        const graph_node& x = g.nodes[n];
        return (x.kind == node_kind::unary || x.kind == node_kind::reduced) && p.nodes[n].active
            && (x.df_reads == xrnn::reads::value || x.df_reads == xrnn::reads::argument_and_value);
    }

    /// What lies over a sum is computed from it, by the only segment that reads it, and nothing needs the sum later.
    constexpr std::string_view look_at_neighbours() const
    {
        for (std::size_t k = 0; k < equations; ++k)
        {
            const place at = p.equations[k].value;
            for (std::size_t other = 0; other < k; ++other)
            {
                const place column = p.equations[other].column;
                if (overlap(at, g.width_of(k), p.equations[other].value, g.width_of(other))
                    || (column.exists() && overlap(at, g.width_of(k), column, 1)))
                {
                    return "two values lie over each other";
                }
            }
            for (std::size_t s = 0; s < p.sums.size(); ++s)
            {
                const plan_sum& sum = p.sums[s];
                if (overlap(at, g.width_of(k), sum.value, sum.width) && (at != sum.value || !may_lie_over(k, s)))
                {
                    return "a value lies over a sum that is still read";
                }
            }
        }
        for (std::size_t s = 0; s < p.sums.size(); ++s)
        {
            for (std::size_t other = 0; other < s; ++other)
            {
                const plan_sum& a = p.sums[s];
                const plan_sum& b = p.sums[other];
                if (overlap(a.value, a.width, b.value, b.width) || overlap(a.adjoint, a.width, b.adjoint, b.width)
                    || overlap(a.value, a.width, b.adjoint, b.width))
                {
                    return "two sums lie over each other";
                }
            }
        }
        return {};
    }

    /// The weights' gradients read operands when all adjoints have been written.
    constexpr bool may_lie_over(std::size_t k, std::size_t s) const
    {
        for (std::size_t n = 0; n < nodes; ++n)
        {
            const bool reads_sum = p.nodes[n].sum == s;
            const bool multiplied = g.is_product(n) && g.present(n) == k;
            if (p.sums[s].of_positions != g.has_positions(k)
                || (reads_sum && (g.nodes[n].equation != k || p.nodes[n].read_backward)) || multiplied)
            {
                return false;
            }
        }
        return true;
    }

    /// Adjoints have buffers of their own, of the right length; a state can take the adjoint of its last step.
    constexpr std::string_view look_at_adjoints() const
    {
        for (std::size_t k = 0; k < equations; ++k)
        {
            const plan_equation& e = p.equations[k];
            const step_extent all = g.is_state(k) ? every_step_and_initial
                : e.when == phase::once           ? latest_step
                                                  : every_step_kept;
            if (!is_alone(e.carry, k, two_steps) || !is_alone(e.step_adjoint, k, latest_step)
                || !is_alone(e.full_adjoint, k, all))
            {
                return "an adjoint lies outside its buffer, or is not alone in it, or has not its length";
            }
            if (g.is_state(k) && !(e.when == phase::loop ? e.carry : e.full_adjoint).exists())
            {
                return "the adjoint of a final state has no place";
            }
        }
        return {};
    }

    constexpr bool is_alone(const plan_adjoint& a, std::size_t k, step_extent steps) const
    {
        if (!a.exists())
        {
            return !a.cleared;
        }
        std::size_t users = 0;
        for (std::size_t other = 0; other < equations; ++other)
        {
            const plan_equation& e = p.equations[other];
            const bool shared = g.is_number(k) && g.is_number(other); // they have columns of one buffer
            for (const place at : {e.value, e.column, e.carry.where, e.step_adjoint.where, e.full_adjoint.where})
            {
                users += at.buffer == a.where.buffer && (!shared || at.column == a.where.column);
            }
        }
        for (const plan_sum& s : p.sums)
        {
            users += (s.value.buffer == a.where.buffer) + (s.adjoint.buffer == a.where.buffer);
        }
        return users == 1 && fits(a.where, g.width_of(k)) && size_of(a.where).steps == steps
            && size_of(a.where).each_position == positions_of(k);
    }

    /// Every reader sends its adjoint to a place that is right for its phase; what two write is cleared.
    constexpr std::string_view look_at_senders() const
    {
        std::array<std::array<std::size_t, 3>, equations> senders{};
        std::array<std::size_t, nodes> to_inputs{};
        const auto send = [&](std::size_t symbol, bool previous, phase reader, const plan_target& target,
                              const graph_node& leaf = {}) {
            const std::size_t k = g.equation_of(symbol);
            if (k == none)
            {
                const std::size_t i = p.input_number(symbol);
                to_inputs[i] += times_sent(p.is_fed_once(i), reader, leaf);
                return target.to == plan_target::kind::input && target.input == i
                    && target.where.column == leaf.first_column && target.how == how(p.inputs[i].adjoint_cleared);
            }
            const plan_equation& e = p.equations[k];
            const bool looping = e.when == phase::loop && reader == phase::loop;
            const plan_adjoint& to = !looping ? e.full_adjoint : previous ? e.carry : e.step_adjoint;
            senders[k][!looping ? 2 : previous ? 0 : 1] += times_sent(e.when == phase::once, reader, leaf);
            const place columns{to.where.buffer, to.where.column + leaf.first_column};
            return to.exists() && target.to == plan_target::kind::memory && target.where == columns
                && target.when == (previous ? moment::before_step : moment::after_step)
                && target.how == how(to.cleared);
        };
        for (const plan_product& q : p.products)
        {
            const std::size_t k = g.equation_of(q.symbol);
            const bool flows = k == none || q.of_previous || p.equations[k].active;
            if (flows ? !send(q.symbol, q.of_previous, q.when, q.target) : q.target.to != plan_target::kind::nowhere)
            {
                return "a product sends its adjoint to the wrong place";
            }
        }
        for (std::size_t n = 0; n < nodes; ++n)
        {
            const bool named = is_leaf(n, node_kind::symbol) || is_leaf(n, node_kind::previous);
            const bool flows = named && first_of_its_kind(n) && p.nodes[n].active && !p.nodes[n].local;
            if (flows && g.symbols[g.nodes[n].symbol].kind != symbol_kind::parameter
                && !send(
                    g.nodes[n].symbol, is_leaf(n, node_kind::previous), phase_of(n), p.nodes[n].target, g.nodes[n]))
            {
                return "a leaf sends its adjoint to the wrong place";
            }
        }
        for (std::size_t k = 0; k < equations; ++k)
        {
            const plan_equation& e = p.equations[k];
            if (!cleared_as_needed(e.carry, senders[k][0]) || !cleared_as_needed(e.step_adjoint, senders[k][1])
                || !cleared_as_needed(e.full_adjoint, g.is_state(k) ? 2 : senders[k][2]))
            {
                return "an adjoint that several write is not cleared, or one that a single one writes is";
            }
        }
        for (std::size_t i = 0; i < p.inputs.size(); ++i)
        {
            if (p.inputs[i].adjoint_cleared == (to_inputs[i] == 1))
            {
                return "the adjoint of an input is cleared wrongly";
            }
        }
        return "";
    }

    /// A place for one step that is written at every step has many senders, one that sends to some columns cannot set
    /// them all, and one that sends for each position sends many times.
    constexpr std::size_t times_sent(bool kept_for_one_step, phase sender, const graph_node& leaf) const
    {
        const bool repeated = leaf.equation != none && g.repeats(leaf.equation) && !leaf.has_positions;
        return (kept_for_one_step && sender != phase::once) || leaf.some_columns || repeated ? 2 : 1;
    }

    static constexpr write how(bool cleared) { return cleared ? write::add : write::set; }

    constexpr bool cleared_as_needed(const plan_adjoint& a, std::size_t senders) const
    {
        return a.exists() ? a.cleared == (senders != 1) : senders == 0 || !a.cleared;
    }

    /// Is no earlier node of the segment a reader of the same? And do the later ones say so?
    constexpr bool first_of_its_kind(std::size_t n) const
    {
        for (std::size_t m = 0; m < n; ++m)
        {
            if (segment_of(m) == segment_of(n) && g.nodes[m].kind == g.nodes[n].kind && g.read_the_same(m, n)
                && p.nodes[m].active)
            {
                return false;
            }
        }
        return true;
    }

    /// Parameters lie one behind the other, and the gradient of each vector has one way to be formed.
    constexpr std::string_view look_at_parameters() const
    {
        std::size_t offset = 0;
        for (const plan_parameter& w : p.parameters)
        {
            const graph_symbol& s = g.symbols[w.symbol];
            if (w.offset != offset || w.size != std::max<std::size_t>(s.rows, 1) * s.width)
            {
                return "the parameters do not lie one behind the other";
            }
            offset += w.size;
            const bool one_way = (w.bias_of != none) != w.partial.exists();
            if (s.rows > 0 ? w.bias_of != none || w.partial.exists() : !one_way)
            {
                return "the gradient of a parameter is formed in no way or in two";
            }
            if (w.partial.exists() && !fits(w.partial, w.size))
            {
                return "the gradient of a parameter has no room";
            }
        }
        return offset == p.parameter_size() ? "" : "the parameters are not as large as their parts";
    }
};

} // namespace tests
