// SPDX-License-Identifier: BSD-3-Clause
/// One segment of a cell on one lane of columns, in registers: what both directions share.
///
/// The nodes of a segment are visited in order (forward) or in reverse order (backward); each visit is a function
/// template that the compiler inlines, so a segment becomes straight-line code over V, the batch that holds Count columns.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "../kernels/activations.hpp"
#include "layout.hpp"
#include "pass.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// The nodes of a segment in order, and each node's number among them.
template <class Cell, std::size_t Segment>
struct segment_nodes
{
    static constexpr const auto& p = plan_of<Cell>;

    static constexpr bool contains(std::size_t node)
    {
        return p.equations[p.graph.nodes[node].equation].segment == Segment;
    }

    static constexpr auto list = [] {
        fixed_list<std::size_t, p.node_count> found;
        for (std::size_t n = 0; n < p.node_count; ++n)
        {
            if (contains(n))
            {
                found.push(n);
            }
        }
        return found;
    }();

    static constexpr auto number_of = [] {
        std::array<std::size_t, p.node_count> numbers{};
        for (std::size_t i = 0; i < list.size(); ++i)
        {
            numbers[list[i]] = i;
        }
        return numbers;
    }();

    /// Calls f<N>() for each node N, in order.
    template <class F>
    [[gnu::always_inline]] static void each(F&& f)
    {
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))
        {
            (f.template operator()<list[I]>(), ...);
        }
        (std::make_index_sequence<list.size()>{});
    }

    template <class F>
    [[gnu::always_inline]] static void each_reversed(F&& f)
    {
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))
        {
            (f.template operator()<list[list.size() - 1 - I]>(), ...);
        }
        (std::make_index_sequence<list.size()>{});
    }
};

template <class Cell, class Pass, std::size_t Count, std::size_t Segment>
struct lane
{
    static constexpr const auto& p = plan_of<Cell>;
    using T = typename Pass::value_type;
    using V = lane_of<T, Count>;
    using nodes = segment_nodes<Cell, Segment>;
    using lane_values = std::array<V, nodes::list.size()>;

    const layout<Cell, T, typename Pass::shape>& places;
    const Pass& in;
    std::size_t t;
    std::size_t b;
    std::size_t j; ///< the first column
    lane_values values{};

    template <std::size_t N>
    [[gnu::always_inline]] V& value_of()
    {
        return values[nodes::number_of[N]];
    }

    template <place Where, moment When = moment::after_step>
    [[gnu::always_inline]] T* at() const
    {
        return places.template row<Where, When>(t, b) + j;
    }

    /// The value of node N, computed from its arguments or read from memory.
    template <std::size_t N>
    [[gnu::always_inline]] void evaluate()
    {
        constexpr graph_node x = p.graph.nodes[N];
        if constexpr (p.nodes[N].silent)
        {
        }
        else if constexpr (x.kind == node_kind::constant)
        {
            value_of<N>() = V(static_cast<T>(x.number));
        }
        else if constexpr (x.kind == node_kind::unary)
        {
            value_of<N>() = node_type<Cell, N>::function::template f<V>(value_of<x.left>());
        }
        else if constexpr (x.kind == node_kind::binary)
        {
            if constexpr (p.nodes[x.left].silent)
            {
                value_of<N>() = value_of<x.right>();
            }
            else if constexpr (p.nodes[x.right].silent)
            {
                value_of<N>() = value_of<x.left>();
            }
            else
            {
                value_of<N>() = node_type<Cell, N>::function::template f<V>(value_of<x.left>(), value_of<x.right>());
            }
        }
        else
        {
            value_of<N>() = load_leaf<N>();
        }
    }

private:
    template <std::size_t N>
    [[gnu::always_inline]] V load_leaf() const
    {
        constexpr graph_node x = p.graph.nodes[N];
        constexpr graph_symbol s = p.graph.symbols[x.symbol];
        if constexpr (x.kind == node_kind::product)
        {
            return load_lane<Count>(at<p.sums[p.nodes[N].sum].value>());
        }
        else if constexpr (x.kind == node_kind::previous)
        {
            return load_lane<Count>(at<p.equations[s.equation].value, moment::before_step>());
        }
        else if constexpr (s.kind == symbol_kind::input)
        {
            return load_lane<Count>(in.x.dense + (t * in.rows + b) * in.x.stride + j);
        }
        else if constexpr (s.kind == symbol_kind::parameter)
        {
            return load_lane<Count>(in.parameters + p.parameter_of(x.symbol).offset + j);
        }
        else if constexpr (s.kind == symbol_kind::scalar)
        {
            return V(in.scalars[p.scalar_index(x.symbol)]);
        }
        else if constexpr (s.kind == symbol_kind::noise)
        {
            return draw_noise<N>();
        }
        else
        {
            return load_lane<Count>(at<p.equations[s.equation].value>());
        }
    }

    template <std::size_t N>
    V draw_noise() const
    {
        using symbol = node_type<Cell, N>;
        using distribution = typename symbol::distribution;
        if (!in.noise.on)
        {
            return V(static_cast<T>(distribution::outside_training));
        }
        std::array<T, Count> drawn;
        for (std::size_t i = 0; i < Count; ++i)
        {
            drawn[i] = distribution::template draw<T>(
                in.noise.template draw<symbol::often>(in.layer, p.graph.nodes[N].symbol, t, b, j + i));
        }
        return load_lane<Count>(drawn.data());
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
