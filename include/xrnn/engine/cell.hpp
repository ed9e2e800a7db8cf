// SPDX-License-Identifier: BSD-3-Clause
/// What the engine knows about a cell: that it has step and output, its plan, and the type of each node.
#pragma once

#include <algorithm>
#include <type_traits>

#include "../language/mistakes.hpp"

#include "../language/order.hpp"
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

template <class Symbol, class Graph>
constexpr std::size_t find_in(const Graph& graph)
{
    return graph.find(graph_builder<Graph>::template describe<Symbol>());
}

template <class Graph, class... Inputs>
constexpr auto find_inputs(const Graph& graph, input_order<Inputs...>)
{
    fixed_list<std::size_t, Graph::node_count> symbols;
    (symbols.push(find_in<Inputs>(graph)), ...);
    return symbols;
}

/// The symbols that a cell is fed, in its own order if it says one.
template <class Cell, class Graph>
constexpr auto find_inputs_of(const Graph& graph)
{
    if constexpr (requires { Cell::inputs; })
    {
        return find_inputs(graph, Cell::inputs);
    }
    else
    {
        return find_fed(graph);
    }
}

template <class Cell>
struct planned
{
    using output = std::remove_cvref_t<decltype(Cell::output)>;
    static constexpr auto graph = Cell::step.graph();
    static constexpr auto plan = make_plan(graph, graph.find(output::text()), find_inputs_of<Cell>(graph));
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
    if constexpr (find_in<Parameter>(Cell::step.graph()) != none)
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

/// A symbol of a graph by its number, for messages.
template <class Cell, std::size_t Symbol>
struct symbol_text_of
{
    static constexpr auto graph = Cell::step.graph();
    static constexpr std::string_view text() { return graph.symbols[Symbol].name; }
};

/// The first symbol that is fed and not listed; none if all are.
template <class Graph>
constexpr std::size_t find_unlisted(const Graph& graph, const fixed_list<std::size_t, Graph::node_count>& listed)
{
    for (const std::size_t s : find_fed(graph))
    {
        if (std::find(listed.begin(), listed.end(), s) == listed.end())
        {
            return s;
        }
    }
    return none;
}

template <class Cell, class Input>
constexpr auto find_mistake_of_listed_input()
{
    if constexpr (find_in<Input>(Cell::step.graph()) != none)
    {
        return no_mistake{};
    }
    else
    {
        return mistake<error::this_input_stands_in_order_but_no_equation_uses_it<typename Input::spelling>>{};
    }
}

template <class Cell, class List>
struct mistake_of_listed_inputs
{
    using type = known_mistake;
};

template <class Cell, class... Inputs>
struct mistake_of_listed_inputs<Cell, input_order<Inputs...>>
    : first_mistake<decltype(find_mistake_of_listed_input<Cell, Inputs>())...>
{
};

/// A cell with several inputs says their order, all of them and no others.
template <class Cell>
constexpr auto find_mistake_of_inputs()
{
    constexpr auto graph = Cell::step.graph();
    if constexpr (requires { Cell::inputs; })
    {
        using listed = typename mistake_of_listed_inputs<Cell, std::remove_cvref_t<decltype(Cell::inputs)>>::type;
        if constexpr (!std::is_same_v<listed, no_mistake>)
        {
            return listed{};
        }
        else if constexpr (constexpr std::size_t s = find_unlisted(graph, find_inputs_of<Cell>(graph)); s != none)
        {
            return mistake<error::this_input_is_missing_in_order_add_it<spell_text<symbol_text_of<Cell, s>>>>{};
        }
        else
        {
            return no_mistake{};
        }
    }
    else if constexpr (constexpr auto fed = find_fed(graph); fed.size() > 1)
    {
        return mistake<error::this_cell_has_several_inputs_give_it_inputs_equal_to_order_of_them<
            spell_text<symbol_text_of<Cell, fed[0]>>, spell_text<symbol_text_of<Cell, fed[1]>>>>{};
    }
    else
    {
        return no_mistake{};
    }
}

/// The first equation of a row for each position that does not run once a window; none if there is none.
template <class Graph>
constexpr std::size_t find_positions_at_every_step(const Graph& graph)
{
    const auto once = find_once(graph, none);
    for (std::size_t k = 0; k < Graph::equation_count; ++k)
    {
        if (graph.has_positions(k) && !graph.is_number(k) && !once[k])
        {
            return graph.equations[k].symbol;
        }
    }
    return none;
}

template <class Cell>
constexpr auto find_mistake_of_positions()
{
    constexpr std::size_t s = find_positions_at_every_step(Cell::step.graph());
    if constexpr (s != none)
    {
        return mistake<error::a_row_for_each_position_at_every_step_has_no_room_write_it_inside_sum<
            spell_text<symbol_text_of<Cell, s>>>>{};
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
        return
            typename first_mistake<decltype(find_mistake_of_inputs<Cell>()), decltype(find_mistake_of_output<Cell>()),
                decltype(find_mistake_of_start<Cell>()), decltype(find_mistake_of_positions<Cell>())>::type{};
    }
    else
    {
        return find_mistake_of_layer<Cell>();
    }
}

template <class Cell>
using checked_cell = checked<decltype(find_mistake_of_cell<Cell>()), Cell, stand_in>;

/// The plan of a cell.
template <class Cell>
inline constexpr const auto& plan_of = planned<typename checked_cell<Cell>::type>::plan;

/// Where a buffer of a cell begins in a pass of this shape; for the number of buffers, where they end.
template <class Cell, std::size_t Buffer, class Shape>
[[gnu::always_inline]] constexpr std::size_t start_of_buffer(const Shape& shape)
{
    constexpr buffer_start for_inference = plan_of<Cell>.start_of(Buffer, purpose::inference);
    constexpr buffer_start for_training = plan_of<Cell>.start_of(Buffer, purpose::training);
    return shape.why == purpose::training ? for_training.element(shape) : for_inference.element(shape);
}

template <class List>
struct right_sides_of;

template <class... Equations>
struct right_sides_of<equation_list<Equations...>>
{
    using type = right_sides<Equations...>;
};

template <class Cell, std::size_t N>
struct node_of
{
    static constexpr std::size_t equation = plan_of<Cell>.graph.nodes[N].equation;
    using sides = typename right_sides_of<std::remove_cvref_t<decltype(Cell::step)>>::type;
    using side = std::tuple_element_t<equation, sides>;
    using type = typename decltype(find_node_of_equation<N - plan_of<Cell>.graph.equations[equation].first, side::place,
        typename side::expression>())::type;
};

/// The type of node N of a cell's graph.
template <class Cell, std::size_t N>
using node_type = typename node_of<Cell, N>::type;

} // namespace xrnn::detail
