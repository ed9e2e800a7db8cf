// SPDX-License-Identifier: BSD-3-Clause
/// equations(...), the list of equations that makes a cell, and initial(...), the initial values of its parameters.
#pragma once

#include <tuple>

#include "rules.hpp"

namespace xrnn
{

namespace detail
{
    /// Takes the place of a faulty list, so that one mistake gives one error.
    struct mistaken_list
    {
        template <class... E>
        constexpr explicit mistaken_list(const E&...)
        {
        }
    };

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

    /// Initial values of some parameters of a cell. Matrices that are not named here are drawn, vectors are zero.
    template <class... Values>
    struct initial_list
    {
        std::tuple<Values...> list;

        /// Calls f(name, number) for each.
        template <class F>
        constexpr void for_each(F&& f) const
        {
            std::apply([&](const auto&... v) { (f(Values::parameter::text(), v.number), ...); }, list);
        }
    };

    template <class E>
    inline constexpr bool is_equation = false;
    template <class S, class E>
    inline constexpr bool is_equation<equation<S, E>> = true;

    template <class E>
    inline constexpr bool is_initial_value = false;
    template <class P>
    inline constexpr bool is_initial_value<initial_value<P>> = true;

    template <class E>
    inline constexpr bool is_mistaken_equation = std::is_same_v<E, mistaken_list>;
    template <class S>
    inline constexpr bool is_mistaken_equation<equation<S, mistaken>> = true;

    template <class E, template <class...> class List>
    inline constexpr bool is_list = false;
    template <class... E, template <class...> class List>
    inline constexpr bool is_list<List<E...>, List> = true;

    /// The first argument that is not what it should be, counted from 1; also 1 if there are no arguments.
    template <class... Fits>
    constexpr std::size_t first_misfit(Fits... fits)
    {
        std::size_t before = 0;
        bool all = true;
        ((all = all && fits, before += all), ...);
        return before + 1;
    }

    /// Equations, or lists of them: what equations() accepts.
    template <class E>
    inline constexpr bool adds_equations = is_equation<E> || is_list<E, equation_list>;

    template <class... E>
    constexpr auto find_mistake_of_equations()
    {
        if constexpr ((is_mistaken_equation<E> || ...))
        {
            return known_mistake{};
        }
        else if constexpr (sizeof...(E) == 0 || !(adds_equations<E> && ...))
        {
            return mistake<error::expected_an_equation_symbol_equals_expression<
                error::argument<first_misfit(adds_equations<E>...)>>>{};
        }
        else if constexpr ((is_equation<E> && ...))
        {
            return find_mistake_of_rules<E...>();
        }
        else
        {
            return no_mistake{}; // the rules are checked when the lists have been joined
        }
    }

    template <class E>
    inline constexpr bool adds_initial_values = is_initial_value<E> || is_list<E, initial_list>;

    template <class... E>
    constexpr auto find_mistake_of_initial()
    {
        if constexpr ((is_mistaken_equation<E> || ...))
        {
            return known_mistake{};
        }
        else if constexpr (!(adds_initial_values<E> && ...))
        {
            return mistake<error::expected_an_initial_value_parameter_equals_number<
                error::argument<first_misfit(adds_initial_values<E>...)>>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    /// What an argument of equations() or initial() adds: a list adds its members, everything else adds itself.
    template <class E>
    constexpr auto members(const E& e)
    {
        if constexpr (requires { e.list; })
        {
            return e.list;
        }
        else
        {
            return std::tuple<E>(e);
        }
    }
} // namespace detail

/// The equations of one step. Each may use only what precedes it. A list of equations may stand among them, so cells
/// compose, as in layers/residual.hpp. Breaking a rule is a compile error: docs/design.md.
template <class... E>
constexpr auto equations(E... e)
{
    using found = detail::checked<decltype(detail::find_mistake_of_equations<E...>()), detail::equation_list<E...>,
        detail::mistaken_list>;
    if constexpr ((detail::is_list<E, detail::equation_list> || ...)
        && !std::is_same_v<typename found::type, detail::mistaken_list>)
    {
        return std::apply([](auto... all) { return equations(all...); }, std::tuple_cat(detail::members(e)...));
    }
    else
    {
        return typename found::type{std::tuple<E...>(e...)};
    }
}

/// In a cell: `static constexpr auto start = initial(b_f = 1);`. It may contain the list of another cell.
template <class... Values>
constexpr auto initial(Values... values)
{
    using found = detail::checked<decltype(detail::find_mistake_of_initial<Values...>()),
        detail::initial_list<Values...>, detail::mistaken_list>;
    if constexpr ((detail::is_list<Values, detail::initial_list> || ...)
        && !std::is_same_v<typename found::type, detail::mistaken_list>)
    {
        return std::apply([](auto... all) { return initial(all...); }, std::tuple_cat(detail::members(values)...));
    }
    else
    {
        return typename found::type{std::tuple<Values...>(values...)};
    }
}

} // namespace xrnn
