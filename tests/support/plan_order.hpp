// SPDX-License-Identifier: BSD-3-Clause
/// Does a plan do everything once, and everything before it is read?
#pragma once

#include "plan_reader.hpp"

namespace tests
{

template <class Plan>
class order_inspector : plan_reader<Plan>
{
    using base = plan_reader<Plan>;
    using base::equations;
    using base::event_of;
    using base::fits;
    using base::g;
    using base::is_leaf;
    using base::nodes;
    using base::p;
    using base::phase_of;
    using base::product_at;
    using base::segment_at;
    using base::segment_of;
    using base::size_of;

public:
    using base::base;

    /// The first defect in words, or nothing.
    constexpr std::string_view find_defect() const
    {
        for (const std::string_view defect : {look_at_events(), look_at_order(), look_at_sums(), look_at_runs()})
        {
            if (!defect.empty())
            {
                return defect;
            }
        }
        return {};
    }

private:
    /// Each segment and each product runs once, the phases follow each other, and each equation is in one segment.
    constexpr std::string_view look_at_events() const
    {
        if (p.events.size() != p.segments.size() + p.products.size())
        {
            return "a segment or product runs never or twice";
        }
        for (std::size_t i = 0; i < p.events.size(); ++i)
        {
            const plan_event& e = p.events[i];
            const bool segment = e.what == plan_event::kind::segment;
            if (e.index >= (segment ? p.segments.size() : p.products.size())
                || (segment ? segment_at : product_at)[e.index] != i)
            {
                return "a segment or product runs never or twice";
            }
            if (i > 0 && p.phase_of(e) < p.phase_of(p.events[i - 1]))
            {
                return "the phases do not follow each other";
            }
        }
        for (std::size_t k = 0; k < equations; ++k)
        {
            const plan_equation& e = p.equations[k];
            if (e.segment >= p.segments.size() || p.segments[e.segment].when != e.when
                || p.segments[e.segment].width != g.equations[k].sweep
                || p.segments[e.segment].over != g.equations[k].over)
            {
                return "an equation is not in a segment of its phase and width";
            }
        }
        return {};
    }

    /// What a node reads is there: values of this step come earlier, and prev is read where the state runs or after it.
    constexpr std::string_view look_at_order() const
    {
        for (std::size_t n = 0; n < nodes; ++n)
        {
            const std::size_t k = g.present(n);
            if (is_leaf(n, node_kind::symbol) && k != none
                && (segment_of(n) == p.equations[k].segment
                        ? k >= g.nodes[n].equation || g.is_reduction(k) || g.nodes[n].some_columns
                        : segment_at[p.equations[k].segment] >= event_of(n)))
            {
                return "a value is read before it is computed";
            }
            if (g.reads_previous(n) && !state_is_there(g.equation_of(g.nodes[n].symbol), phase_of(n)))
            {
                return "prev is read where the state is not there yet";
            }
        }
        for (std::size_t i = 0; i < p.products.size(); ++i)
        {
            const plan_product& q = p.products[i];
            const std::size_t k = g.equation_of(q.symbol);
            if (k != none && !q.of_previous && segment_at[p.equations[k].segment] >= product_at[i])
            {
                return "a product runs before its operand is computed";
            }
            if (q.of_previous && !state_is_there(k, q.when))
            {
                return "prev is multiplied where the state is not there yet";
            }
            if (q.when == phase::loop && k != none && p.equations[k].when == phase::after)
            {
                return "a product runs before its operand is computed";
            }
        }
        return {};
    }

    /// May something of that phase read a state before the step?
    constexpr bool state_is_there(std::size_t k, phase reader) const
    {
        const phase when = p.equations[k].when;
        return when == phase::loop ? reader != phase::before : when == phase::before && reader != phase::before;
    }

    /// Every product of a node is in the sum that the node says, and all of the sum is there before the node reads it.
    constexpr std::string_view look_at_sums() const
    {
        for (std::size_t n = 0; n < nodes; ++n)
        {
            if (g.is_product(n) != (p.nodes[n].sum != none))
            {
                return "a product has no sum, or something else has one";
            }
            if (!g.is_product(n))
            {
                continue;
            }
            const plan_sum& sum = p.sums[p.nodes[n].sum];
            bool found = false;
            for (const plan_dot& d : p.dots)
            {
                const plan_product& q = p.products[d.product];
                found = found
                    || (d.sum == p.nodes[n].sum && d.weight == g.nodes[n].weight && q.symbol == g.nodes[n].symbol
                        && q.of_previous == g.nodes[n].of_previous);
                if (d.sum == p.nodes[n].sum && product_at[d.product] >= event_of(n))
                {
                    return "a sum is read before all of it is there";
                }
            }
            if (!found || sum.width != g.equations[g.nodes[n].equation].sweep)
            {
                return "a product is missing in its sum";
            }
            if (!fits(sum.value, sum.width) || !fits(sum.adjoint, sum.width))
            {
                return "a sum lies outside its buffer";
            }
            if (p.buffers[sum.value.buffer].needed_for != purpose::inference
                || size_of(sum.value).steps != (sum.once ? latest_step : every_step_kept)
                || size_of(sum.adjoint).steps != size_of(sum.value).steps
                || size_of(sum.value).each_position != (sum.of_positions ? for_positions::rows : for_positions::nothing)
                || size_of(sum.adjoint).each_position != size_of(sum.value).each_position)
            {
                return "a sum's buffer is not there, or not for all steps";
            }
        }
        for (std::size_t s = 0; s < p.sums.size(); ++s)
        {
            if (const std::string_view defect = look_at_readers(s); !defect.empty())
            {
                return defect;
            }
        }
        return {};
    }

    /// One node counts a sum if it stands in one chain; its adjoint is one number only if one segment forms it.
    constexpr std::string_view look_at_readers(std::size_t s) const
    {
        std::size_t dots = 0;
        std::size_t loud = 0;
        std::size_t segment = none;
        bool one_segment = true;
        for (const plan_dot& d : p.dots)
        {
            dots += d.sum == s;
        }
        for (std::size_t n = 0; n < nodes; ++n)
        {
            if (p.nodes[n].sum == s)
            {
                loud += !p.nodes[n].silent;
                one_segment = one_segment && (segment == none || segment == segment_of(n))
                    && (!p.sums[s].once || phase_of(n) == phase::once)
                    && (p.sums[s].of_positions || !g.repeats(g.nodes[n].equation));
                segment = segment_of(n);
            }
        }
        if (dots == 0 || loud == 0 || (dots > 1 && loud > 1))
        {
            return "a sum is counted never or twice";
        }
        return !one_segment && p.sums[s].adjoint == p.sums[s].value
            ? "the adjoint of a sum lies over a value that another segment reads"
            : "";
    }

    /// The runs of each direction hold every dot once, with its columns; the first to write a sum sets it.
    constexpr std::string_view look_at_runs() const
    {
        std::array<std::size_t, nodes> forward{};
        std::array<std::size_t, nodes> backward{};
        std::array<bool, nodes> written{};
        for (const plan_event& e : p.events)
        {
            for (const plan_run& r : p.forward_runs)
            {
                if (e.what != plan_event::kind::product || r.product != e.index)
                {
                    continue;
                }
                if (!columns_match(r, forward, false))
                {
                    return "the columns of a run are not those of its dots";
                }
                for (std::size_t d = r.first_dot; d < r.first_dot + r.dot_count; ++d)
                {
                    if ((r.how == write::add) != written[p.dots[d].sum])
                    {
                        return "a run adds to what nothing has set, or sets what has been";
                    }
                    written[p.dots[d].sum] = true;
                }
            }
        }
        for (const plan_run& r : p.backward_runs)
        {
            if (!columns_match(r, backward, true))
            {
                return "the columns of a run are not those of its dots";
            }
        }
        for (std::size_t d = 0; d < p.dots.size(); ++d)
        {
            if (forward[d] != 1 || backward[d] != 1)
            {
                return "a dot runs never or twice";
            }
        }
        return {};
    }

    constexpr bool columns_match(const plan_run& r, std::array<std::size_t, nodes>& runs, bool adjoints) const
    {
        place at = r.columns;
        for (std::size_t d = r.first_dot; d < r.first_dot + r.dot_count; ++d)
        {
            const plan_sum& sum = p.sums[p.dots[d].sum];
            if (p.dots[d].product != r.product || at != (adjoints ? sum.adjoint : sum.value))
            {
                return false;
            }
            ++runs[d];
            at.column += sum.width;
        }
        return at.column == r.columns.column + r.width;
    }
};

} // namespace tests
