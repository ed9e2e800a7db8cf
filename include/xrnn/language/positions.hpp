// SPDX-License-Identifier: BSD-3-Clause
/// A remembered sequence, and what an equation says of each of its positions: the symbols of attention.
#pragma once

#include "mistakes.hpp"

#include "symbol_kinds.hpp"

namespace xrnn
{

/// A sequence that is fed once a window and remembered as a whole: a row for each of its positions, [T', rows, Width].
/// T' need not be the number of steps, and each row of the batch may have a length of its own. A cell names it in its
/// `inputs`, behind the input.
template <detail::name Name, std::size_t Width>
struct memory : detail::named_symbol<Name>
{
    static_assert(Width > 0, "xrnn: a memory has a width of at least 1");
    static constexpr bool has_positions = true;
    static constexpr std::size_t width = Width;

    template <class R>
    constexpr auto operator=(R) const
    {
        return typename detail::no_equation_of<
            error::an_input_cannot_have_an_equation_it_is_fed_from_outside<detail::spell<Name>>, memory, R>::type{};
    }
};

/// A quantity of each position of a memory. With a width it is a row for each position, and computed once a window:
/// [T', rows, Width]. Without a width it is a number for each position, at every step: [T, rows, T'].
template <detail::name Name, std::size_t... Width>
struct positions : detail::named_symbol<Name>
{
    static_assert(sizeof...(Width) <= 1 && ((Width > 0) && ...), "xrnn: positions have a width of at least 1, or none");
    static constexpr bool has_positions = true;
    static constexpr bool is_number = sizeof...(Width) == 0;
    static constexpr std::size_t width = (Width + ... + 0);

    template <class R>
    constexpr auto operator=(R right) const
    {
        return typename detail::checked_equation<positions, R>::type{detail::lift(right)};
    }
};

namespace detail
{
    template <name N, std::size_t W>
    inline constexpr bool is_memory<xrnn::memory<N, W>> = true;

    template <name N, std::size_t... W>
    inline constexpr bool is_positions<xrnn::positions<N, W...>> = true;

    /// The sum over all positions of a weight times a row.
    template <class Weights, class Rows>
    struct attended : expression_base
    {
        using left = Weights;
        using right = Rows;
        static constexpr std::size_t width = Rows::width;
        static constexpr std::size_t nodes = 3;
    };

    template <class Weights, class Rows>
    constexpr auto find_mistake_of_attend()
    {
        if constexpr (is_mistaken<Weights> || is_mistaken<Rows>)
        {
            return known_mistake{};
        }
        else if constexpr (!is_positions<Weights> || !is_row_number<Weights>)
        {
            return mistake<error::the_weights_of_attend_are_a_number_for_each_position_declare_them_as_positions<
                typename description<Weights>::type>>{};
        }
        else if constexpr (!is_memory<Rows> && !(is_positions<Rows> && Rows::width != 0))
        {
            return mistake<error::attend_reads_a_memory_or_positions_with_a_width<typename description<Rows>::type>>{};
        }
        else
        {
            return no_mistake{};
        }
    }
} // namespace detail

/// The sum over all positions j of a_j H_j, a row: what attention with the weights a reads from the memory H. It is the
/// whole right-hand side of an equation. Equation (83) of docs/mathematics.md.
template <expression Weights, expression Rows>
constexpr auto attend(Weights, Rows)
{
    return typename detail::checked<decltype(detail::find_mistake_of_attend<Weights, Rows>()),
        detail::attended<Weights, Rows>, detail::mistaken>::type{};
}

} // namespace xrnn
