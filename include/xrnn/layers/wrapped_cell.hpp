// SPDX-License-Identifier: BSD-3-Clause
/// What a layer around another cell needs: the cell's input, names that it does not use, and its initial values.
#pragma once

#include "../language/mistakes.hpp"

#include "../language.hpp"
#include "layer.hpp"

namespace xrnn::detail
{

/// The type of the input that an expression reads, or void.
template <class E>
constexpr auto find_input()
{
    if constexpr (is_input<E>)
    {
        return std::type_identity<E>{};
    }
    else if constexpr (is_product<E> || is_columns<E>)
    {
        return find_input<typename E::operand>();
    }
    else if constexpr (is_unary<E> || is_reduced<E>)
    {
        return find_input<typename E::argument>();
    }
    else if constexpr (is_binary<E>)
    {
        using in_left = decltype(find_input<typename E::left>());
        return std::conditional_t<std::is_void_v<typename in_left::type>, decltype(find_input<typename E::right>()),
            in_left>{};
    }
    else
    {
        return std::type_identity<void>{};
    }
}

template <class... E>
struct input_of_list
{
    using type = void;
};

template <class First, class... More>
struct input_of_list<First, More...>
{
    using here = typename decltype(find_input<typename First::right_side>())::type;
    using type =
        typename std::conditional_t<std::is_void_v<here>, input_of_list<More...>, std::type_identity<here>>::type;
};

template <class List>
struct input_of_equations;

template <class... E>
struct input_of_equations<equation_list<E...>> : input_of_list<E...>
{
};

/// The inputs of a cell, in the order in which they are fed.
template <class Cell>
constexpr auto inputs_of()
{
    if constexpr (requires { Cell::inputs; })
    {
        return Cell::inputs;
    }
    else
    {
        return order(typename input_of_equations<std::remove_cvref_t<decltype(Cell::step)>>::type{});
    }
}

/// The symbol of a cell's first input.
template <class Cell>
using input_of = typename first_in_order<decltype(inputs_of<Cell>())>::type;

/// The name, followed by as many primes as it takes to differ from every name of the cell.
template <class Cell, name Name>
constexpr auto fresh_name()
{
    if constexpr (Cell::step.graph().find(Name.view()) == none)
    {
        return Name;
    }
    else
    {
        constexpr auto primed = [] {
            char longer[sizeof(Name.characters) + 1]{};
            for (std::size_t i = 0; i + 1 < sizeof(Name.characters); ++i)
            {
                longer[i] = Name.characters[i];
            }
            longer[sizeof(Name.characters) - 1] = '\'';
            return name(longer);
        }();
        return fresh_name<Cell, primed>();
    }
}

/// The initial values for a layer around a cell: those of the cell, and the ones given here.
template <class Cell, class... Values>
constexpr auto with_start_of(Values... values)
{
    if constexpr (requires { Cell::start; })
    {
        return initial(Cell::start, values...);
    }
    else
    {
        return initial(values...);
    }
}

template <class Cell>
constexpr auto find_mistake_of_wrapped_cell()
{
    using widths = layer_widths<Cell>;
    if constexpr (mistaken_layer<Cell>)
    {
        return known_mistake{};
    }
    else if constexpr (composed<Cell>)
    {
        return mistake<error::this_is_not_a_cell_put_highway_around_each_cell_inside<Cell>>{};
    }
    else if constexpr (!is_layer<Cell>)
    {
        return find_mistake_of_layer<Cell>();
    }
    else if constexpr (widths::input != widths::output)
    {
        return mistake<error::this_cell_has_unequal_widths_and_cannot_be_added_to_its_input<Cell,
            error::width<widths::input>, error::width<widths::output>>>{};
    }
    else
    {
        return no_mistake{};
    }
}

} // namespace xrnn::detail
