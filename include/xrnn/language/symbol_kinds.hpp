// SPDX-License-Identifier: BSD-3-Clause
/// Which kind of symbol a type is, and what may be wrapped around a symbol: prev(s) and shared(W).
#pragma once

#include "mistakes.hpp"

#include "symbols.hpp"

namespace xrnn
{

namespace detail
{
    template <class E>
    inline constexpr bool is_input = false;
    template <name N, std::size_t W>
    inline constexpr bool is_input<input<N, W>> = true;

    template <class E>
    inline constexpr bool is_held = false;
    template <name N, std::size_t W>
    inline constexpr bool is_held<held<N, W>> = true;

    template <class E>
    inline constexpr bool is_memory = false;

    template <class E>
    inline constexpr bool is_positions = false;

    /// What is fed from outside, at every step or once a window.
    template <class E>
    inline constexpr bool is_fed = is_input<E> || is_held<E> || is_memory<E>;

    template <class E>
    inline constexpr bool is_state = false;
    template <name N, std::size_t... W>
    inline constexpr bool is_state<state<N, W...>> = true;

    template <class E>
    inline constexpr bool is_value = false;
    template <name N, std::size_t... W>
    inline constexpr bool is_value<value<N, W...>> = true;

    template <class E>
    inline constexpr bool is_scalar = false;
    template <name N, class R>
    inline constexpr bool is_scalar<scalar<N, R>> = true;

    template <class E>
    inline constexpr bool is_noise = false;
    template <name N, std::size_t W, class D, drawn Often>
    inline constexpr bool is_noise<noise<N, W, D, Often>> = true;

    template <class E>
    inline constexpr bool is_previous = false;
    template <class S>
    inline constexpr bool is_previous<previous<S>> = true;

    template <class E>
    inline constexpr bool is_plain_parameter = false;
    template <name N, std::size_t... S>
    inline constexpr bool is_plain_parameter<parameter<N, S...>> = true;

    template <class E>
    inline constexpr bool is_tied = false;
    template <class P>
    inline constexpr bool is_tied<tied<P>> = true;

    template <class E>
    inline constexpr bool is_parameter = is_plain_parameter<E> || is_tied<E>;

    /// What may be the operand of dot: anything that has a name, and therefore a place in memory.
    template <class E>
    inline constexpr bool is_operand = is_fed<E> || is_state<E> || is_value<E> || is_positions<E> || is_previous<E>;

    template <class E>
    inline constexpr bool has_spelling = requires
    {
        typename E::spelling;
    };

    template <class E>
    inline constexpr bool is_mistaken = std::is_same_v<E, mistaken>;

    /// What an operand is called in a message: its name, if it has one.
    template <class E>
    struct description
    {
        using type = error::an_expression;
    };

    template <>
    struct description<constant>
    {
        using type = error::a_number;
    };

    template <class E>
        requires has_spelling<E>
    struct description<E>
    {
        using type = typename E::spelling;
    };

    template <class E>
    constexpr auto find_mistake_of_prev()
    {
        if constexpr (is_state<E>)
        {
            return no_mistake{};
        }
        else if constexpr (is_mistaken<E>)
        {
            return known_mistake{};
        }
        else if constexpr (has_spelling<E> && !is_previous<E>)
        {
            return mistake<error::this_symbol_is_not_a_state_declare_it_as_one_to_use_prev<typename E::spelling>>{};
        }
        else
        {
            return mistake<error::prev_of_an_expression_apply_it_to_a_state<error::width<E::width>>>{};
        }
    }

    template <class E>
    constexpr auto find_mistake_of_shared()
    {
        if constexpr (is_plain_parameter<E>)
        {
            return no_mistake{};
        }
        else if constexpr (is_mistaken<E>)
        {
            return known_mistake{};
        }
        else if constexpr (has_spelling<E> && !is_tied<E>)
        {
            return mistake<error::this_symbol_is_not_a_parameter_so_it_cannot_be_shared<typename E::spelling>>{};
        }
        else
        {
            return mistake<error::shared_of_an_expression_apply_it_to_a_parameter<error::width<E::width>>>{};
        }
    }
} // namespace detail

/// The value of a state before the step, wherever it is written in the equations.
template <expression S>
constexpr auto prev(S)
{
    return typename detail::checked<decltype(detail::find_mistake_of_prev<S>()), detail::previous<S>,
        detail::mistaken>::type{};
}

/// A parameter that is used in several places; its gradient is the sum over them. To be written at every use.
template <expression P>
constexpr auto shared(P)
{
    return typename detail::checked<decltype(detail::find_mistake_of_shared<P>()), detail::tied<P>,
        detail::mistaken>::type{};
}

} // namespace xrnn
