// SPDX-License-Identifier: BSD-3-Clause
/// One segment on one lane, forward: the equations.
#pragma once

#include "lane.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

template <class Cell, class Pass, std::size_t Count, std::size_t Segment>
struct forward_lane : lane<Cell, Pass, Count, Segment>
{
    using base = lane<Cell, Pass, Count, Segment>;
    using typename base::nodes;
    static constexpr const auto& p = plan_of<Cell>;

    [[gnu::always_inline]] void run()
    {
        nodes::each([&]<std::size_t N>() { visit<N>(); });
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
        else
        {
            this->template evaluate<N>();
        }
        if constexpr (p.graph.is_root(N))
        {
            store_lane<Count>(this->template at<p.equations[x.equation].value>(), this->template value_of<N>());
        }
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
