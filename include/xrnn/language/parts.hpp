// SPDX-License-Identifier: BSD-3-Clause
/// Which parts of a right-hand side are computed by themselves.
///
/// A reduction is, because its row must be complete before anything reads its number; and what is made of numbers
/// inside a row, because it is enough to compute it once. Such a part is an equation without a name, before the one
/// that it stands in, and leaves a leaf there that reads it. Equal parts are one equation. So there are three kinds of
/// equations: rows made of rows, numbers reduced from rows, and numbers made of numbers.
#pragma once

#include <tuple>

#include "expressions.hpp"
#include "functions.hpp"

namespace xrnn::detail
{

/// Whether something is computed for an expression: not for a leaf, nor for stop().
template <class E>
inline constexpr bool is_computed = is_unary<E> || is_binary<E>;
template <class A>
inline constexpr bool is_computed<unary<functions::stop, A>> = false;

/// Where an expression stands: in a row, in a number of a row, or in a number of each position of a memory.
enum class standing
{
    in_row,
    in_number,
    in_positions
};

/// Is E, where it stands, an equation of its own?
template <standing In, class E>
inline constexpr bool is_part =
    is_reduced<
        E> || (In != standing::in_number && is_row_number<E> && is_computed<E> && (In == standing::in_row || !has_positions<E>));

/// Where a right-hand side stands: that of a row, or of a number.
template <bool Row, class E>
inline constexpr standing place_of_side = Row ? standing::in_row
    : has_positions<E>                        ? standing::in_positions
                                              : standing::in_number;

/// Where the argument of a reduction stands: a number of each position is reduced over the positions.
template <class Argument>
inline constexpr standing place_of_argument = Argument::width != 0 ? standing::in_row : standing::in_positions;

/// Whether the right-hand side of a number is a reduction.
template <standing In, class E>
inline constexpr bool reduces = In != standing::in_row&& is_reduced<E>;

/// Equal types are equal expressions, unless they hold constants, whose values are not in the type.
template <class E>
constexpr bool holds_constants()
{
    if constexpr (is_unary<E> || is_reduced<E>)
    {
        return holds_constants<typename E::argument>();
    }
    else if constexpr (is_binary<E>)
    {
        return holds_constants<typename E::left>() || holds_constants<typename E::right>();
    }
    else
    {
        return std::is_same_v<E, constant>;
    }
}

/// The right-hand side of an equation of the graph, and where it stands.
template <standing In, class E>
struct right_side
{
    static constexpr standing place = In;
    using expression = E;
};

template <class List, class E>
inline constexpr bool has_right_side = false;
template <class... Sides, class E>
inline constexpr bool
    has_right_side<std::tuple<Sides...>, E> = (std::is_same_v<Sides, right_side<place_of_side<false, E>, E>> || ...);

/// Whether a part has already been computed where it stands.
template <class List, class E>
constexpr bool is_known()
{
    if constexpr (has_right_side<List, E>)
    {
        return !holds_constants<E>();
    }
    else
    {
        return false;
    }
}

template <class List, class Side>
using appended = decltype(std::tuple_cat(std::declval<List>(), std::declval<std::tuple<Side>>()));

template <class List, standing In, class E>
constexpr auto with_right_side();

/// The list with the parts that stand in E, which is no part itself, or is the whole of a number.
template <class List, standing In, class E>
constexpr auto with_parts()
{
    if constexpr (!has_numbers<E>)
    {
        return List{};
    }
    else if constexpr (is_part<In, E>)
    {
        if constexpr (is_known<List, E>())
        {
            return List{};
        }
        else
        {
            return with_right_side<List, place_of_side<false, E>, E>();
        }
    }
    else if constexpr (is_unary<E>)
    {
        return with_parts<List, In, typename E::argument>();
    }
    else if constexpr (is_binary<E>)
    {
        return with_parts<decltype(with_parts<List, In, typename E::left>()), In, typename E::right>();
    }
    else
    {
        return List{};
    }
}

/// The list with the equation whose right-hand side is E, behind its parts.
template <class List, standing In, class E>
constexpr auto with_right_side()
{
    if constexpr (reduces<In, E>)
    {
        using argument = typename E::argument;
        return appended<decltype(with_parts<List, place_of_argument<argument>, argument>()), right_side<In, E>>{};
    }
    else
    {
        return appended<decltype(with_parts<List, In, E>()), right_side<In, E>>{};
    }
}

template <class List, class... Equations>
struct right_sides_behind
{
    using type = List;
};

template <class List, class First, class... Rest>
struct right_sides_behind<List, First, Rest...>
    : right_sides_behind<decltype(with_right_side<List,
                             place_of_side<!is_row_number<typename First::symbol>, typename First::right_side>,
                             typename First::right_side>()),
          Rest...>
{
};

/// The right-hand sides of all equations of a graph, as a tuple of right_side: the parts and the equations that were
/// written.
template <class... Equations>
using right_sides = typename right_sides_behind<std::tuple<>, Equations...>::type;

/// How many nodes E adds to the equation that it stands in: a part adds the leaf that reads it.
template <standing In, class E>
constexpr std::size_t nodes_in()
{
    if constexpr (!has_numbers<E>)
    {
        return E::nodes;
    }
    else if constexpr (is_part<In, E>)
    {
        return 1;
    }
    else if constexpr (is_unary<E>)
    {
        return nodes_in<In, typename E::argument>() + 1;
    }
    else if constexpr (is_binary<E>)
    {
        return nodes_in<In, typename E::left>() + nodes_in<In, typename E::right>() + 1;
    }
    else
    {
        return 1;
    }
}

/// How many nodes an equation has.
template <standing In, class E>
constexpr std::size_t nodes_of_equation()
{
    if constexpr (reduces<In, E>)
    {
        return nodes_in<place_of_argument<typename E::argument>, typename E::argument>() + 1;
    }
    else
    {
        return nodes_in<In, E>();
    }
}

/// The type of node N of what E adds to its equation.
template <std::size_t N, standing In, class E>
constexpr auto find_node()
{
    if constexpr (N + 1 == nodes_in<In, E>())
    {
        return std::type_identity<E>{};
    }
    else if constexpr (is_unary<E>)
    {
        return find_node<N, In, typename E::argument>();
    }
    else if constexpr (N < nodes_in<In, typename E::left>())
    {
        return find_node<N, In, typename E::left>();
    }
    else
    {
        return find_node<N - nodes_in<In, typename E::left>(), In, typename E::right>();
    }
}

/// The type of node N of an equation.
template <std::size_t N, standing In, class E>
constexpr auto find_node_of_equation()
{
    if constexpr (reduces<In, E> && N + 1 < nodes_of_equation<In, E>())
    {
        return find_node<N, place_of_argument<typename E::argument>, typename E::argument>();
    }
    else if constexpr (reduces<In, E>)
    {
        return std::type_identity<E>{};
    }
    else
    {
        return find_node<N, In, E>();
    }
}

} // namespace xrnn::detail
