// SPDX-License-Identifier: BSD-3-Clause
/// Layers in sequence: the output of each is the input of the next. A stack is itself a layer.
#pragma once

#include "../language/mistakes.hpp"

#include "layer.hpp"

namespace xrnn
{

namespace detail
{
    template <class Last>
    constexpr auto find_mistake_of_neighbours()
    {
        return no_mistake{};
    }

    template <class Left, class Right, class... Rest>
    constexpr auto find_mistake_of_neighbours()
    {
        constexpr std::size_t out = layer_widths<Left>::output;
        constexpr std::size_t in = layer_widths<Right>::input;
        if constexpr (has_heads<Left>())
        {
            return find_mistake_of_inner_layer<Left>();
        }
        else if constexpr (out != in)
        {
            return mistake<
                error::neighbouring_layers_have_different_widths<Left, error::width<out>, Right, error::width<in>>>{};
        }
        else
        {
            return find_mistake_of_neighbours<Right, Rest...>();
        }
    }

    template <class... Layers>
    using mistake_of_stack = typename first_mistake<decltype(find_mistake_of_layer<Layers>())...,
        decltype(find_mistake_of_neighbours<Layers...>())>::type;
} // namespace detail

/// First takes the input, and each layer feeds the next. Widths are checked when the type is used.
template <class First, class... Rest>
struct stack
{
    static_assert(sizeof(detail::checked<detail::mistake_of_stack<First, Rest...>, stack, detail::stand_in>) > 0);
    using layers = std::tuple<First, Rest...>;
};

namespace detail
{
    template <class First, class... Rest>
    struct composition<stack<First, Rest...>>
    {
        using parts = std::tuple<First, Rest...>;
        using mistake = mistake_of_stack<First, Rest...>;
        using last = std::tuple_element_t<sizeof...(Rest), parts>;
        static constexpr std::size_t input = layer_widths<First>::input;
        static constexpr std::size_t output = layer_widths<last>::output;
        static constexpr bool has_heads = detail::has_heads<last>();

        template <class Builder, class Flow>
        static constexpr Flow connect(Builder& network, const Flow& x)
        {
            Flow y = network.template add<First>(x);
            ((y = network.template add<Rest>(y)), ...);
            return y;
        }
    };
} // namespace detail

} // namespace xrnn
