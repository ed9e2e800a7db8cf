// SPDX-License-Identifier: BSD-3-Clause
/// equations(...): the list of equations that makes a cell, and initial(...): where its parameters start.
#pragma once

#include <tuple>

#include "rules.hpp"

namespace xrnn
{

namespace detail
{
    template <class E>
    inline constexpr bool is_equation = false;
    template <class S, class E>
    inline constexpr bool is_equation<equation<S, E>> = true;

    template <bool AreEquations, class... E>
    struct check_equations
        : error::equations_takes_equations_of_the_form_symbol_equals_expression<columns<sizeof...(E)>>
    {
    };

    template <class... E>
    struct check_equations<true, E...> : keeps_the_rules<judged<E...>::result.what, judged<E...>>
    {
    };
} // namespace detail

/// The equations of one step, in order.
template <class... E>
struct equation_list
{
    std::tuple<E...> list;

    /// The equations as a table, constants included.
    constexpr auto graph() const
    {
        return std::apply([](const E&... e) { return make_graph(e...); }, list);
    }
};

/// The equations of one step, each used only after it stands. Breaches of the rules are compile errors: docs/design.md.
template <class... E>
constexpr auto equations(E... e)
{
    static_assert(sizeof(detail::check_equations<(detail::is_equation<E> && ...), E...>) > 0);
    return equation_list<E...>{{e...}};
}

/// What the named parameters of a cell start from; matrices not named here are drawn, vectors are zero.
template <class... Parameters>
struct initial_list
{
    std::tuple<initial_value<Parameters>...> list;

    /// Calls f(name, number) for each.
    template <class F>
    constexpr void for_each(F&& f) const
    {
        std::apply([&](const auto&... v) { (f(Parameters::text(), v.number), ...); }, list);
    }
};

/// Written in a cell as `static constexpr auto start = initial(b_f = 1);`.
template <class... Parameters>
constexpr auto initial(initial_value<Parameters>... values)
{
    return initial_list<Parameters...>{{values...}};
}

} // namespace xrnn
