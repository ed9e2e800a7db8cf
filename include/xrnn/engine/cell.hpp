// SPDX-License-Identifier: BSD-3-Clause
/// What the engine knows about a cell: that it has step and output, its plan, and the type of each node.
#pragma once

#include <type_traits>

#include "../language/mistakes.hpp"

#include "../language/equations.hpp"
#include "../layers/stack.hpp"
#include "make_plan.hpp"

namespace xrnn::detail
{

/// A type with the equations `step` and an `output`.
template <class C>
concept cell = requires
{
    C::step.graph();
    C::output;
};

template <class Cell>
struct planned
{
    using output = std::remove_cvref_t<decltype(Cell::output)>;
    static constexpr auto graph = Cell::step.graph();
    static constexpr auto plan = make_plan(graph, graph.find(output::text()));
};

/// Whether this graph has an equation for the symbol S.
template <class S, class Graph>
constexpr bool has_equation(const Graph& graph)
{
    if constexpr (is_state<S> || is_value<S>)
    {
        const std::size_t symbol = graph.find(S::text());
        return symbol != none && graph.symbols[symbol].equation != none;
    }
    else
    {
        return false;
    }
}

template <class Cell>
constexpr auto find_mistake_of_output()
{
    using output = std::remove_cvref_t<decltype(Cell::output)>;
    if constexpr (has_equation<output>(Cell::step.graph()))
    {
        return no_mistake{};
    }
    else
    {
        return mistake<
            error::this_output_is_not_a_state_or_value_with_an_equation<typename description<output>::type>>{};
    }
}

template <class Cell, class Parameter>
constexpr auto find_mistake_of_initial_value()
{
    constexpr auto graph = Cell::step.graph();
    if constexpr (graph.find(graph_builder<decltype(graph)>::template describe<Parameter>()) != none)
    {
        return no_mistake{};
    }
    else
    {
        return mistake<
            error::this_parameter_has_an_initial_value_but_no_equation_uses_it<typename Parameter::spelling>>{};
    }
}

template <class Cell, class List>
struct mistake_of_start
{
    using type = known_mistake;
};

template <class Cell, class... Values>
struct mistake_of_start<Cell, initial_list<Values...>>
    : first_mistake<decltype(find_mistake_of_initial_value<Cell, typename Values::parameter>())...>
{
};

template <class Cell>
constexpr auto find_mistake_of_start()
{
    if constexpr (requires { Cell::start; })
    {
        return typename mistake_of_start<Cell, std::remove_cvref_t<decltype(Cell::start)>>::type{};
    }
    else
    {
        return no_mistake{};
    }
}

template <class Cell>
constexpr auto find_mistake_of_cell()
{
    if constexpr (cell<Cell>)
    {
        return typename first_mistake<decltype(find_mistake_of_output<Cell>()),
            decltype(find_mistake_of_start<Cell>())>::type{};
    }
    else
    {
        return find_mistake_of_layer<Cell>();
    }
}

template <class Cell>
using checked_cell = checked<decltype(find_mistake_of_cell<Cell>()), Cell, stand_in>;

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

/// The plan of a cell.
template <class Cell>
inline constexpr const auto& plan_of = planned<typename checked_cell<Cell>::type>::plan;

/// Where a buffer of a cell begins in a pass of this shape; for the number of buffers, where they end.
template <class Cell, std::size_t Buffer, class Shape>
[[gnu::always_inline]] constexpr std::size_t start_of_buffer(const Shape& shape)
{
    constexpr buffer_start for_inference = plan_of<Cell>.start_of(Buffer, purpose::inference);
    constexpr buffer_start for_training = plan_of<Cell>.start_of(Buffer, purpose::training);
    return (shape.why == purpose::training ? for_training : for_inference).element(shape.steps, shape.rows);
}

template <class Cell, std::size_t N>
struct node_of
{
    static constexpr std::size_t equation = plan_of<Cell>.graph.nodes[N].equation;
    using list = std::remove_cvref_t<decltype(Cell::step.list)>;
    using right_side = typename std::tuple_element_t<equation, list>::right_side;
    using type = typename decltype(find_node<N - plan_of<Cell>.graph.equations[equation].first, right_side>())::type;
};

/// The type of node N of a cell's graph.
template <class Cell, std::size_t N>
using node_type = typename node_of<Cell, N>::type;

} // namespace xrnn::detail
