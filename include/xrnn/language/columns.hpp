// SPDX-License-Identifier: BSD-3-Clause
/// Some columns of a named row: slice<First, Count>(v), a row, and pick<Index>(v), a number.
#pragma once

#include "symbol_kinds.hpp"

namespace xrnn
{

namespace detail
{
    /// Count columns of an operand from First on.
    template <class Operand, std::size_t First, std::size_t Count>
    struct slice_of : expression_base
    {
        using operand = Operand;
        static constexpr bool has_positions = detail::has_positions<Operand>;
        static constexpr std::size_t first = First;
        static constexpr std::size_t width = Count;
        static constexpr std::size_t nodes = 1;
    };

    /// One column of an operand, as a number.
    template <class Operand, std::size_t Index>
    struct pick_of : expression_base
    {
        using operand = Operand;
        static constexpr std::size_t first = Index;
        static constexpr bool is_number = true;
        static constexpr std::size_t width = 0;
        static constexpr std::size_t nodes = 1;
    };

    template <class E>
    inline constexpr bool is_columns = false;
    template <class A, std::size_t First, std::size_t Count>
    inline constexpr bool is_columns<slice_of<A, First, Count>> = true;
    template <class A, std::size_t Index>
    inline constexpr bool is_columns<pick_of<A, Index>> = true;

    template <class A, std::size_t First, std::size_t Count>
    constexpr auto find_mistake_of_columns()
    {
        if constexpr (is_mistaken<A>)
        {
            return known_mistake{};
        }
        else if constexpr (!is_operand<A> || is_row_number<A>)
        {
            return mistake<error::pick_and_slice_take_a_named_row_of_an_input_state_or_value<
                typename description<A>::type, error::width<A::width>>>{};
        }
        else if constexpr (Count == 0 || First >= A::width || Count > A::width - First)
        {
            return mistake<error::this_row_does_not_have_these_columns<typename A::spelling, error::width<A::width>,
                error::index<First>, error::count<Count>>>{};
        }
        else
        {
            return no_mistake{};
        }
    }
    /// A number for each position is made by a reduction, which visits the positions one after the other.
    template <class A, std::size_t Index>
    constexpr auto find_mistake_of_pick()
    {
        using in_columns = decltype(find_mistake_of_columns<A, Index, 1>());
        if constexpr (!std::is_same_v<in_columns, no_mistake>)
        {
            return in_columns{};
        }
        else if constexpr (has_positions<A>)
        {
            return mistake<error::pick_of_a_row_for_each_position_write_sum_of_a_slice_of_it<typename A::spelling>>{};
        }
        else
        {
            return no_mistake{};
        }
    }
} // namespace detail

/// The columns of a row from First on, Count of them, as a row: of an input, a state, a value or prev(state); or of each
/// position of a memory.
template <std::size_t First, std::size_t Count, expression A>
constexpr auto slice(A)
{
    return typename detail::checked<decltype(detail::find_mistake_of_columns<A, First, Count>()),
        detail::slice_of<A, First, Count>, detail::mistaken>::type{};
}

/// Column Index of a row, counted from 0, as a number of the row: of an input, a state, a value or prev(state).
template <std::size_t Index, expression A>
constexpr auto pick(A)
{
    return typename detail::checked<decltype(detail::find_mistake_of_pick<A, Index>()), detail::pick_of<A, Index>,
        detail::mistaken>::type{};
}

} // namespace xrnn
