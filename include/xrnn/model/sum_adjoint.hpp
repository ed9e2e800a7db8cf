// SPDX-License-Identifier: BSD-3-Clause
/// How far gradients reach back: after a backward pass, the adjoints of the sums of products that gates are functions of.
#pragma once

#include "named_states.hpp"
#include "workspace.hpp"

namespace xrnn
{

namespace detail
{
    /// The sum that stands in an equation, or none.
    template <class Cell>
    constexpr std::size_t sum_in_equation(std::size_t equation)
    {
        constexpr const auto& p = plan_of<Cell>;
        for (std::size_t n = p.graph.equations[equation].first; n <= p.graph.equations[equation].root; ++n)
        {
            if (p.nodes[n].sum != none)
            {
                return p.nodes[n].sum;
            }
        }
        return none;
    }

    /// How many times a sum is made for each row: at every step, at every position of a memory, or once.
    inline std::size_t times_made(const plan_sum& sum, const window_shape& window)
    {
        return sum.of_positions ? window.remembered.steps : sum.once ? 1 : window.steps;
    }

    struct sum_adjoints
    {
        template <class Workspace, class F>
        static void each(const Workspace& work, const F& f)
        {
            using network = typename Workspace::checked_network;
            work.check_adjoints();
            if (work.is_packed() || work.shape().remembered.order != nullptr)
            {
                throw std::logic_error(
                    "xrnn: each_sum_adjoint: the last window was packed; pass sequences of one length");
            }
            each_named_value<network>([&]<std::size_t Layer, name Name>() {
                using cell = cell_at<network, Layer>;
                constexpr std::size_t k = plan_of<cell>.graph.equation_of(symbol_of<cell, Name>);
                if constexpr (constexpr std::size_t s = sum_in_equation<cell>(k); s != none)
                {
                    constexpr plan_sum sum = plan_of<cell>.sums[s];
                    const auto places =
                        Workspace::network_engine::template places<Layer>(work.memory_.data(), work.shape());
                    f(Layer, Name.view(),
                        sequence_view(places.template row<sum.adjoint>(window_row()), times_made(sum, work.shape()),
                            work.pass_.rows, sum.width, decltype(places)::template stride<sum.adjoint>));
                }
            });
        }
    };
} // namespace detail

/// Calls f(layer, name, adjoint) for each state and value in whose equation products stand, after a backward pass: the adjoint
/// [T, B, Width] of the sum of these products (the first, if it has several) at every step, which for a gate i =
/// sigmoid(dot(x, W) + dot(prev(h), U) + b) is that of the argument of sigmoid. What runs once a window has one step, and
/// what runs at each position of a memory has T'. The views are valid until the next forward pass. Throws std::logic_error
/// unless the last window, of sequences of one length, has been passed back.
template <class Network, class T, class Products, class F>
void each_sum_adjoint(const workspace<Network, T, Products>& work, const F& f)
{
    detail::sum_adjoints::each(work, f);
}

} // namespace xrnn
