// SPDX-License-Identifier: BSD-3-Clause
/// What the inspectors of a plan share: small questions, and when each segment and product runs.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include <xrnn/engine/make_plan.hpp>

namespace tests
{

using namespace xrnn::detail;
using xrnn::detail::write; // and not that of POSIX

template <class Plan>
struct plan_reader
{
    static constexpr std::size_t nodes = Plan::node_count;
    static constexpr std::size_t equations = Plan::equation_count;

    const Plan& p;
    const decltype(Plan::graph)& g;
    std::array<std::size_t, equations + nodes> segment_at{}; ///< the event of each segment
    std::array<std::size_t, equations + nodes> product_at{};

    constexpr explicit plan_reader(const Plan& plan)
        : p(plan)
        , g(plan.graph)
    {
        for (std::size_t i = 0; i < p.events.size(); ++i)
        {
            auto& when = p.events[i].what == plan_event::kind::segment ? segment_at : product_at;
            when[p.events[i].index] = i;
        }
    }

    constexpr std::size_t segment_of(std::size_t n) const { return p.equations[g.nodes[n].equation].segment; }
    constexpr phase phase_of(std::size_t n) const { return p.equations[g.nodes[n].equation].when; }
    constexpr std::size_t event_of(std::size_t n) const { return segment_at[segment_of(n)]; }
    constexpr const extent& size_of(place at) const { return p.buffers[at.buffer].extent; }
    /// A number for each position has all columns of a row, as many as there are positions.
    constexpr bool fits(place at, std::size_t width) const
    {
        return at.buffer < p.buffers.size()
            && (size_of(at).each_position == for_positions::columns ? at.column == 0 && width == 1
                                                                    : at.column + width <= size_of(at).width);
    }
    constexpr for_positions positions_of(std::size_t k) const
    {
        return !g.has_positions(k) ? for_positions::nothing
            : g.is_number(k)       ? for_positions::columns
                                   : for_positions::rows;
    }
    constexpr bool is_leaf(std::size_t n, node_kind kind) const { return g.nodes[n].kind == kind; }
    constexpr bool overlap(place a, std::size_t a_width, place b, std::size_t b_width) const
    {
        return a.buffer == b.buffer && a.column < b.column + b_width && b.column < a.column + a_width;
    }
};

} // namespace tests
