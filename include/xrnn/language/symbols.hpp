// SPDX-License-Identifier: BSD-3-Clause
/// The symbols of a cell: empty types that carry a name and a width. Nothing here computes.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

#include "distributions.hpp"
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

/// What is fed to the cell at every step: [rows, Width]. A cell has exactly one input.
template <detail::name Name, std::size_t Width>
struct input : detail::named_symbol<Name>
{
    static_assert(Width > 0, "xrnn: an input has a width of at least 1");
    static constexpr std::size_t width = Width;

    template <class R>
    constexpr auto operator=(R) const
    {
        return typename detail::no_equation_of<
            error::an_input_cannot_have_an_equation_it_is_fed_from_outside<detail::spell<Name>>, input, R>::type{};
    }
};

/// What is learned: a matrix [Rows, Columns] for dot, or a vector [Width] used elementwise.
template <detail::name Name, std::size_t Rows, std::size_t... Columns>
struct parameter : detail::named_symbol<Name>
{
    static_assert(sizeof...(Columns) <= 1, "xrnn: a parameter is a vector or a matrix");
    static_assert(Rows > 0 && ((Columns > 0) && ...), "xrnn: a parameter has at least one element");
    static constexpr bool is_matrix = sizeof...(Columns) == 1;
    static constexpr std::size_t rows = Rows;
    static constexpr std::size_t width = (Columns + ... + (is_matrix ? 0 : Rows));

    /// In initial(...): the initial value of every element.
    template <detail::number N>
    constexpr detail::initial_value<parameter> operator=(N n) const
    {
        return {static_cast<double>(n)};
    }

    template <expression R>
    constexpr auto operator=(R) const
    {
        return
            typename detail::no_equation_of<error::a_parameter_cannot_have_an_equation_use_a_value<detail::spell<Name>>,
                parameter, R>::type{};
    }
};

/// A quantity of one step that is kept for the backward pass: [rows, Width].
template <detail::name Name, std::size_t Width>
struct value : detail::named_symbol<Name>
{
    static_assert(Width > 0, "xrnn: a value has a width of at least 1");
    static constexpr std::size_t width = Width;

    template <class R>
    constexpr auto operator=(R right) const
    {
        return typename detail::checked_equation<value, R>::type{detail::lift(right)};
    }
};

/// A quantity that is carried from step to step: [rows, Width]. prev(s) is its value before the step.
template <detail::name Name, std::size_t Width>
struct state : detail::named_symbol<Name>
{
    static_assert(Width > 0, "xrnn: a state has a width of at least 1");
    static constexpr std::size_t width = Width;

    template <class R>
    constexpr auto operator=(R right) const
    {
        return typename detail::checked_equation<state, R>::type{detail::lift(right)};
    }
};

/// A number that is set at run time and not learned. It is as wide as its neighbour. Range has `lowest` and `limit`: the
/// number is at least the one and below the other.
template <detail::name Name, class Range = any_number>
struct scalar : detail::named_symbol<Name>
{
    static constexpr std::size_t width = 0;
    using range = Range;

    template <class R>
    constexpr auto operator=(R) const
    {
        return typename detail::no_equation_of<error::a_scalar_cannot_have_an_equation_use_a_value<detail::spell<Name>>,
            scalar, R>::type{};
    }
};

/// Random numbers, drawn independently for every row and column during training, and for every step unless Often says
/// otherwise. Distribution has `template <class T> static T draw(double uniform)`, where uniform is in [0, 1), and
/// `static constexpr double outside_training`, which takes the place of a draw then: the mean, for a mask.
template <detail::name Name, std::size_t Width, class Distribution, drawn Often = drawn::every_step>
struct noise : detail::named_symbol<Name>
{
    static_assert(Width > 0, "xrnn: a noise has a width of at least 1");
    static constexpr std::size_t width = Width;
    static constexpr drawn often = Often;
    using distribution = Distribution;

    template <class R>
    constexpr auto operator=(R) const
    {
        return typename detail::no_equation_of<error::a_noise_cannot_have_an_equation_use_a_value<detail::spell<Name>>,
            noise, R>::type{};
    }
};

namespace detail
{
    template <class State>
    struct previous : expression_base
    {
        static constexpr std::size_t width = State::width;
        static constexpr std::size_t nodes = 1;
        using symbol = State;
        using spelling = typename State::spelling;

        template <class R>
        constexpr auto operator=(R) const
        {
            return
                typename detail::no_equation_of<error::prev_cannot_have_an_equation_write_one_for_the_state<spelling>,
                    State, R>::type{};
        }
    };

    template <class Parameter>
    struct tied : expression_base
    {
        static constexpr std::size_t nodes = 1;
        using symbol = Parameter;
        static constexpr bool is_matrix = Parameter::is_matrix;
        static constexpr std::size_t rows = Parameter::rows;
        static constexpr std::size_t width = Parameter::width;
        using spelling = typename Parameter::spelling;
    };
} // namespace detail

} // namespace xrnn
