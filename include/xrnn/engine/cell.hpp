// SPDX-License-Identifier: BSD-3-Clause
/// What the engine knows of a cell: that it has step and output, its plan, and the type of each node.
#pragma once

#include <type_traits>

#include "../language/equations.hpp"
#include "place_plan.hpp"

namespace xrnn
{

/// A type with equations `step` and an `output`.
template <class C>
concept cell = requires
{
    C::step.graph();
    C::output;
};

namespace detail
{
    template <class Cell>
    struct planned
    {
        using output = std::remove_cvref_t<decltype(Cell::output)>;
        static constexpr auto graph = Cell::step.graph();
        static constexpr std::size_t symbol = graph.find(output::text());
        static constexpr bool has_equation =
            symbol != none && graph.symbols[symbol < graph.symbol_count ? symbol : 0].equation != none;
    };

    template <class Cell>
    struct check_output : expect<planned<Cell>::has_equation,
                              error::the_output_of_a_cell_is_a_state_or_value_with_an_equation<
                                  typename planned<Cell>::output::spelling>>
    {
        static constexpr auto plan = make_plan(planned<Cell>::graph,
            planned<Cell>::has_equation ? planned<Cell>::symbol : planned<Cell>::graph.equations[0].symbol);
    };

    template <std::size_t N, class E>
    constexpr auto find_node()
    {
        if constexpr (N + 1 == E::nodes)
        {
            return std::type_identity<E>{};
        }
        else if constexpr (is_unary<E>)
        {
            return find_node<N, typename E::argument>();
        }
        else if constexpr (N < E::left::nodes)
        {
            return find_node<N, typename E::left>();
        }
        else
        {
            return find_node<N - E::left::nodes, typename E::right>();
        }
    }
} // namespace detail

/// The plan of a cell.
template <class Cell>
inline constexpr const auto& plan_of = detail::check_output<Cell>::plan;

namespace detail
{
    template <class Cell, std::size_t N>
    struct node_of
    {
        static constexpr std::size_t equation = plan_of<Cell>.graph.nodes[N].equation;
        using list = std::remove_cvref_t<decltype(Cell::step.list)>;
        using right_side = typename std::tuple_element_t<equation, list>::right_side;
        using type =
            typename decltype(find_node<N - plan_of<Cell>.graph.equations[equation].first, right_side>())::type;
    };
} // namespace detail

/// The type of node N of a cell's graph.
template <class Cell, std::size_t N>
using node_type = typename detail::node_of<Cell, N>::type;

} // namespace xrnn
