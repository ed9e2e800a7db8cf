// SPDX-License-Identifier: BSD-3-Clause
/// One segment on one lane, and on one row of lanes, forward: the equations.
#pragma once

#include "lane.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// What a row of a segment gathers in the forward pass: its reductions.
template <class Cell, class Pass, std::size_t Segment>
struct forward_totals
{
    static constexpr const auto& p = plan_of<Cell>;
    using T = typename Pass::value_type;

    static constexpr bool gathers(std::size_t node) { return p.graph.nodes[node].kind == node_kind::reduced; }

    template <std::size_t N>
    static constexpr bool keeps_column = p.equations[p.graph.nodes[N].equation].column.exists();

    template <std::size_t N>
    using entry = typename node_type<Cell, N>::function;

    template <std::size_t N>
    using total_of = std::conditional_t<keeps_column<N>, row_choice<entry<N>, T, p.segments[Segment].width>,
        row_total<entry<N>, T, p.segments[Segment].width>>;

    using type = row_totals<forward_totals, segment_nodes<Cell, Segment>>;
};

template <class Cell, class Pass, std::size_t Count, std::size_t Segment>
struct forward_lane : lane<Cell, Pass, Count, Segment>
{
    using base = lane<Cell, Pass, Count, Segment>;
    using typename base::nodes;
    static constexpr const auto& p = plan_of<Cell>;

    typename forward_totals<Cell, Pass, Segment>::type& totals;

    [[gnu::always_inline]] void run()
    {
        nodes::each([&]<std::size_t N>() __attribute__((always_inline)) { visit<N>(); });
    }

private:
    template <std::size_t N>
    [[gnu::always_inline]] void visit()
    {
        constexpr graph_node x = p.graph.nodes[N];
        if constexpr (p.nodes[N].local)
        {
            constexpr std::size_t computed = p.graph.equations[p.graph.present(N)].root;
            this->template value_of<N>() = this->template value_of<computed>();
        }
        else if constexpr (x.kind == node_kind::reduced)
        {
            totals.template of<N>().template add<Count>(this->template value_of<x.left>(), this->j);
        }
        else
        {
            this->template evaluate<N>();
        }
        if constexpr (p.graph.is_root(N) && x.kind != node_kind::reduced)
        {
            store_lane<Count>(this->template at<p.equations[x.equation].value>(), this->template value_of<N>());
        }
    }
};

template <class Cell, class Pass, std::size_t Segment>
struct forward_row
{
    static constexpr const auto& p = plan_of<Cell>;
    using T = typename Pass::value_type;
    using totals_type = forward_totals<Cell, Pass, Segment>;

    [[gnu::always_inline]] static void run(const pass_row<Cell, Pass>& row)
    {
        if constexpr (p.segments[Segment].over == visits::every_position)
        {
            row.each_position([&](const auto& at) __attribute__((always_inline)) { visit(at); });
        }
        else if constexpr (p.segments[Segment].over == visits::sum_over_positions)
        {
            attend(row);
        }
        else
        {
            visit(row);
        }
    }

private:
    template <class Row>
    [[gnu::always_inline]] static void visit(const pass_row<Cell, Pass, Row>& row)
    {
        typename totals_type::type totals;
        row.template each_lane_of<Segment>([&]<std::size_t Count>(std::size_t j) __attribute__((always_inline)) {
            forward_lane<Cell, Pass, Count, Segment>{{row.places, row.in, row.where, j}, totals}.run();
        });
        totals.each([&]<std::size_t N>(auto& total) __attribute__((always_inline)) {
            constexpr plan_equation e = p.equations[p.graph.nodes[N].equation];
            const T result =
                totals_type::template entry<N>::finish(total.total(), static_cast<T>(row.template width<Segment>()));
            *row.places.template row<e.value>(row.where) = result;
            if constexpr (e.column.exists())
            {
                *row.places.template row<e.column>(row.where) = total.column();
            }
        });
    }

    /// The sums over all positions, a few lanes at once, so that they stay in registers and a row is read in one go.
    [[gnu::always_inline]] static void attend(const pass_row<Cell, Pass>& row)
    {
        constexpr std::size_t width = p.segments[Segment].width;
        constexpr std::size_t count = batch_size<T>;
        constexpr std::size_t most = 8;
        constexpr std::size_t rest = width / count % most;
        segment_nodes<Cell, Segment>::each([&]<std::size_t N>() __attribute__((always_inline)) {
            if constexpr (p.graph.nodes[N].kind == node_kind::attended)
            {
                std::size_t j = 0;
                for (; j + most * count <= width; j += most * count)
                {
                    attend_lanes<N, count, most>(row, j);
                }
                if constexpr (rest > 0)
                {
                    attend_lanes<N, count, rest>(row, j);
                }
                if constexpr (width % count > 0)
                {
                    attend_lanes<N, width % count, 1>(row, width / count * count);
                }
            }
        });
    }

    /// Lanes of Count columns from column `first` on.
    template <std::size_t N, std::size_t Count, std::size_t Lanes>
    [[gnu::always_inline]] static void attend_lanes(const pass_row<Cell, Pass>& row, std::size_t first)
    {
        constexpr graph_node x = p.graph.nodes[N];
        std::array<lane_of<T, Count>, Lanes> sums;
        sums.fill(lane_of<T, Count>(T(0)));
        row.each_position([&](const auto& at) __attribute__((always_inline)) {
            each_index<Lanes>([&]<std::size_t I>() __attribute__((always_inline)) {
                lane<Cell, Pass, Count, Segment> here{at.places, at.in, at.where, first + I * Count};
                here.template evaluate<x.left>();
                here.template evaluate<x.right>();
                sums[I] += here.template value_of<x.left>() * here.template value_of<x.right>();
            });
        });
        each_index<Lanes>([&]<std::size_t I>() __attribute__((always_inline)) {
            T* const to = row.places.template row<p.equations[x.equation].value>(row.where) + first + I * Count;
            store_lane<Count>(to, sums[I]);
        });
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
