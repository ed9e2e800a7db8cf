// SPDX-License-Identifier: BSD-3-Clause
/// order(...), the inputs of a cell that has several.
#pragma once

#include <array>

#include "equations.hpp"

namespace xrnn
{

namespace detail
{
    /// The inputs of a cell, in the order in which they are fed.
    template <class... Inputs>
    struct input_order
    {
        static constexpr std::size_t size = sizeof...(Inputs);
    };

    template <class List>
    struct first_in_order;

    template <class First, class... Rest>
    struct first_in_order<input_order<First, Rest...>>
    {
        using type = First;
    };

    /// The first of these symbols that stands among those before it, or none.
    template <class... Inputs>
    constexpr std::size_t find_repeated()
    {
        const std::array<std::string_view, sizeof...(Inputs)> names{Inputs::text()...};
        for (std::size_t i = 0; i < names.size(); ++i)
        {
            for (std::size_t k = 0; k < i; ++k)
            {
                if (names[i] == names[k])
                {
                    return i;
                }
            }
        }
        return none;
    }

    template <class... Inputs>
    constexpr auto find_mistake_of_order()
    {
        if constexpr (sizeof...(Inputs) == 0 || !(is_fed<Inputs> && ...))
        {
            return mistake<
                error::expected_an_input_held_or_memory_in_order<error::argument<first_misfit(is_fed<Inputs>...)>>>{};
        }
        else if constexpr (constexpr std::size_t repeated = find_repeated<Inputs...>(); repeated != none)
        {
            using again = std::tuple_element_t<repeated, std::tuple<Inputs...>>;
            return mistake<error::this_input_stands_twice_in_order_remove_one<typename again::spelling>>{};
        }
        else if constexpr (!is_input<std::tuple_element_t<0, std::tuple<Inputs...>>>)
        {
            using first = std::tuple_element_t<0, std::tuple<Inputs...>>;
            return mistake<
                error::the_first_in_order_is_fed_at_every_step_put_this_one_after_it<typename first::spelling>>{};
        }
        else
        {
            return no_mistake{};
        }
    }
} // namespace detail

/// In a cell with several inputs: `static constexpr auto inputs = order(y, context);`. The first is what the layer
/// before it gives; the others are fed from outside the network, after the network's own input, in this order.
template <class... Inputs>
constexpr auto order(Inputs...)
{
    return typename detail::checked<decltype(detail::find_mistake_of_order<Inputs...>()),
        detail::input_order<Inputs...>, detail::mistaken_list>::type{};
}

} // namespace xrnn
