// SPDX-License-Identifier: BSD-3-Clause
/// The symbols of a cell: empty types that carry a name and a width. Nothing here computes.
#pragma once

#include "mistakes.hpp"

#include "distributions.hpp"
#include "symbol_parts.hpp"

namespace xrnn
{

/// What is fed to the cell at every step: [rows, Width]. A cell with several inputs says their order: order.hpp.
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

/// An input that is fed once a window and stays the same at all its steps: [rows, Width]. Its products run once.
template <detail::name Name, std::size_t Width>
struct held : detail::named_symbol<Name>
{
    static_assert(Width > 0, "xrnn: a held input has a width of at least 1");
    static constexpr std::size_t width = Width;

    template <class R>
    constexpr auto operator=(R) const
    {
        return typename detail::no_equation_of<
            error::an_input_cannot_have_an_equation_it_is_fed_from_outside<detail::spell<Name>>, held, R>::type{};
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

/// A quantity of one step that is kept for the backward pass: [rows, Width]. Without a width it is one number for each
/// row, [rows, 1], and as wide as its neighbour.
template <detail::name Name, std::size_t... Width>
struct value : detail::named_symbol<Name>
{
    static_assert(sizeof...(Width) <= 1 && ((Width > 0) && ...), "xrnn: a value has a width of at least 1, or none");
    static constexpr std::size_t width = (Width + ... + 0);

    template <class R>
    constexpr auto operator=(R right) const
    {
        return typename detail::checked_equation<value, R>::type{detail::lift(right)};
    }
};

/// A quantity that is carried from step to step: [rows, Width]. prev(s) is its value before the step. Without a width
/// it is one number for each row, [rows, 1], and as wide as its neighbour.
template <detail::name Name, std::size_t... Width>
struct state : detail::named_symbol<Name>
{
    static_assert(sizeof...(Width) <= 1 && ((Width > 0) && ...), "xrnn: a state has a width of at least 1, or none");
    static constexpr std::size_t width = (Width + ... + 0);

    template <class R>
    constexpr auto operator=(R right) const
    {
        return typename detail::checked_equation<state, R>::type{detail::lift(right)};
    }
};

/// A number that is set at run time and not learned. It is as wide as its neighbour. Range has `lowest` and `limit`:
/// the number is at least the one and below the other.
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
        static constexpr bool is_number = is_row_number<State>;
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
