// SPDX-License-Identifier: BSD-3-Clause
/// What the symbols of a cell are made of, and the check that both sides of an equation fit.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "mistakes.hpp"
#include "name.hpp"

namespace xrnn
{

/// The base of everything that may appear on the right-hand side of an equation.
struct expression_base
{
};

template <class E>
concept expression = std::is_base_of_v<expression_base, std::remove_cvref_t<E>>;

template <detail::name Name, std::size_t... Width>
struct value;

template <detail::name Name, std::size_t... Width>
struct state;

namespace detail
{
    template <class E>
    concept number = std::is_arithmetic_v<std::remove_cvref_t<E>>;

    /// A number inside an expression. It is as wide as its neighbour: width 0 means "any".
    struct constant : expression_base
    {
        static constexpr std::size_t width = 0;
        static constexpr std::size_t nodes = 1;
        double number = 0;

        constexpr constant() = default;

        constexpr explicit constant(double n)
            : number(n)
        {
        }
    };

    /// Takes the place of a faulty expression, so that one mistake gives one error. It can be made of anything and fits
    /// everywhere.
    struct mistaken : expression_base
    {
        static constexpr std::size_t width = 0;
        static constexpr std::size_t nodes = 1;

        constexpr mistaken() = default;

        template <class... E>
        constexpr mistaken(const E&...)
        {
        }

        template <class... E>
        constexpr mistaken(expression_base, const E&...)
        {
        }
    };

    template <class Symbol, class Expression>
    struct equation
    {
        using symbol = Symbol;
        using right_side = Expression;
        Expression right;
    };

    template <class Parameter>
    struct initial_value
    {
        using parameter = Parameter;
        double number;
    };

    /// A named leaf: its spelling for messages, and one node.
    template <name Name>
    struct named_symbol : expression_base
    {
        static constexpr std::size_t nodes = 1;
        using spelling = spell<Name>;

        static constexpr std::string_view text() { return Name.view(); }
    };

    template <class E>
    constexpr auto lift(E e)
    {
        if constexpr (number<E>)
        {
            return constant(static_cast<double>(e));
        }
        else
        {
            return e;
        }
    }

    template <class E>
    using lifted = decltype(lift(std::declval<E>()));

    /// A matrix parameter, shared or not, which may be used only in dot.
    template <class E>
    inline constexpr bool is_matrix = requires
    {
        requires E::is_matrix;
    };

    /// One number for each row, which is as wide as its neighbour. Constants and scalars are the same for all rows, and
    /// none.
    template <class E>
    inline constexpr bool is_row_number = requires
    {
        requires E::is_number;
    };

    template <name Name>
    inline constexpr bool is_row_number<value<Name>> = true;
    template <name Name>
    inline constexpr bool is_row_number<state<Name>> = true;

    /// Whether a row number stands in an expression.
    template <class E>
    inline constexpr bool has_numbers = is_row_number<E>;
    template <class E>
        requires requires
        {
            E::has_numbers;
        }
    inline constexpr bool has_numbers<E> = E::has_numbers;

    /// Whether there is a row or a number for each position of a memory.
    template <class E>
    inline constexpr bool has_positions = requires
    {
        requires E::has_positions;
    };

    /// The sum over all positions, which is the whole right-hand side of an equation: positions.hpp.
    template <class Weights, class Rows>
    struct attended;

    template <class E>
    inline constexpr bool is_attended = false;
    template <class Weights, class Rows>
    inline constexpr bool is_attended<attended<Weights, Rows>> = true;

    template <class Symbol, class Right>
    constexpr auto find_mistake_of_sides()
    {
        using right = lifted<Right>;
        if constexpr (!expression<right>)
        {
            return mistake<error::the_right_side_of_this_equation_is_not_an_expression<typename Symbol::spelling>>{};
        }
        else if constexpr (is_matrix<right>)
        {
            return mistake<error::this_parameter_is_a_matrix_use_it_in_dot_only<typename right::spelling>>{};
        }
        else if constexpr (has_positions<right> && !has_positions<Symbol>)
        {
            return mistake<error::this_right_side_has_something_for_each_position_reduce_it_or_declare_positions<
                typename Symbol::spelling>>{};
        }
        else if constexpr (has_positions<Symbol> && !has_positions<right> && !std::is_same_v<right, mistaken>)
        {
            return mistake<
                error::this_symbol_has_positions_and_its_right_side_none_declare_a_value<typename Symbol::spelling>>{};
        }
        else if constexpr (is_row_number<Symbol> && right::width != 0)
        {
            return mistake<error::this_symbol_is_a_number_and_its_right_side_a_row_reduce_it_or_give_a_width<
                typename Symbol::spelling, error::width<right::width>>>{};
        }
        else if constexpr (right::width != Symbol::width && right::width != 0)
        {
            return mistake<error::the_two_sides_of_the_equation_have_different_widths<typename Symbol::spelling,
                error::width<Symbol::width>, error::width<right::width>>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    template <class Symbol, class Right>
    using checked_equation = checked<decltype(find_mistake_of_sides<Symbol, Right>()), equation<Symbol, lifted<Right>>,
        equation<Symbol, mistaken>>;

    /// The result of an equation for a symbol that cannot have one.
    template <class Sentence, class Symbol, class Right>
    using no_equation_of = checked<mistake<Sentence>, equation<Symbol, Right>, equation<Symbol, mistaken>>;
} // namespace detail

} // namespace xrnn
