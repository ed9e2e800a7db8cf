// SPDX-License-Identifier: BSD-3-Clause
/// One segment of a cell on one lane of columns, in registers: what both directions share.
///
/// The nodes of a segment are visited in order (forward) or in reverse order (backward); each visit is a function
/// template that the compiler inlines, so a segment becomes straight-line code over V, the batch that holds Count
/// columns.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "../kernels/activations.hpp"
#include "layout.hpp"
#include "pass.hpp"
#include "row_totals.hpp"

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

/// A row of a pass, or a position of it.
template <class Cell, class Pass, class Row = window_row>
struct pass_row
{
    const layout<Cell, typename Pass::value_type, typename Pass::shape>& places;
    const Pass& in;
    const Row& where;

    /// How many positions of a memory the row has.
    [[gnu::always_inline]] std::size_t positions() const { return in.remembered.length(in.user_row(where.b)); }

    /// How many columns a segment visits in it.
    template <std::size_t Segment>
    [[gnu::always_inline]] std::size_t width() const
    {
        constexpr plan_segment segment = plan_of<Cell>.segments[Segment];
        return segment.over == visits::positions ? positions() : segment.width;
    }

    /// Calls f(this row at a position) for each position.
    template <class F>
    [[gnu::always_inline]] void each_position(F&& f) const
    {
        const std::size_t user_row = in.user_row(where.b);
        const std::size_t count = in.remembered.length(user_row);
        position_row at{where};
        for (at.position = 0; at.position < count; ++at.position)
        {
            at.remembered = in.remembered.row(at.position, user_row);
            f(pass_row<Cell, Pass, position_row>{places, in, at});
        }
    }

    /// Calls f<Count>(first column) for lanes of all columns that a segment visits.
    template <std::size_t Segment, class F>
    [[gnu::always_inline]] void each_lane_of(F&& f) const
    {
        constexpr plan_segment segment = plan_of<Cell>.segments[Segment];
        if constexpr (segment.over == visits::positions)
        {
            each_lane_of_any<typename Pass::value_type>(positions(), f);
        }
        else
        {
            each_lane<typename Pass::value_type, segment.width>(f);
        }
    }
};

/// Which row of an input, or of its adjoint, a row of a pass reads.
template <class Cell, std::size_t Input, class Row>
[[gnu::always_inline]] constexpr std::size_t number_of_fed_row(const Row& row)
{
    constexpr plan_input input = plan_of<Cell>.inputs[Input];
    if constexpr (input.is_memory)
    {
        return row.remembered;
    }
    else
    {
        return input.held ? row.b : row.number;
    }
}

template <class Cell, class Pass, std::size_t Count, std::size_t Segment>
struct lane
{
    static constexpr const auto& p = plan_of<Cell>;
    using T = typename Pass::value_type;
    using V = lane_of<T, Count>;
    using nodes = segment_nodes<Cell, Segment>;
    using lane_values = std::array<V, nodes::list.size()>;
    using row_type = std::conditional_t<p.segments[Segment].repeats(), position_row, window_row>;

    const layout<Cell, T, typename Pass::shape>& places;
    const Pass& in;
    row_type row;
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
        return places.template row<Where, When>(row) + j;
    }

    /// The first column.
    template <place Where, moment When = moment::after_step>
    [[gnu::always_inline]] T* row_at() const
    {
        return places.template row<Where, When>(row);
    }

    /// Which row of an input, or of its adjoint, this lane is in.
    template <std::size_t Input>
    [[gnu::always_inline]] std::size_t row_of_input() const
    {
        return number_of_fed_row<Cell, Input>(row);
    }

    /// The columns of this lane, or the row's first number in all of them.
    template <bool Broadcast>
    [[gnu::always_inline]] V load_columns(const T* first) const
    {
        if constexpr (Broadcast)
        {
            return V(*first);
        }
        else
        {
            return load_lane<Count>(first + j);
        }
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
    template <std::size_t N, moment When>
    [[gnu::always_inline]] V load_value() const
    {
        constexpr place value = p.equations[p.graph.equation_of(p.graph.nodes[N].symbol)].value;
        constexpr place where{value.buffer, value.column + p.graph.nodes[N].first_column};
        return load_columns<p.nodes[N].broadcast>(row_at<where, When>());
    }

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
            return load_value<N, moment::before_step>();
        }
        else if constexpr (constexpr std::size_t i = p.input_number(x.symbol); i != none)
        {
            const feed<T>& fed = in.template fed<i>();
            return load_columns<p.nodes[N].broadcast>(fed.dense + row_of_input<i>() * fed.stride + x.first_column);
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
            return load_value<N, moment::after_step>();
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
            drawn[i] = distribution::template draw<T>(in.noise.template draw<symbol::often>(
                in.layer, p.graph.nodes[N].symbol, row.t, in.user_row(row.b), j + i));
        }
        return load_lane<Count>(drawn.data());
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
