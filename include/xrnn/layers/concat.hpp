// SPDX-License-Identifier: BSD-3-Clause
/// Layers side by side: all see the same input, and their outputs lie side by side, or are the outputs of the network.
#pragma once

#include "layer.hpp"

namespace xrnn
{

namespace detail
{
    template <class... Layers>
    using mistake_of_concat = typename first_mistake<decltype(find_mistake_of_inner_layer<Layers>())...,
        decltype(find_mistake_of_layers_side_by_side<Layers...>())>::type;

    template <class... Layers>
    using mistake_of_heads = typename first_mistake<decltype(find_mistake_of_layer<Layers>())...,
        decltype(find_mistake_of_layers_side_by_side<Layers...>())>::type;
} // namespace detail

/// y = [First(x) | Rest(x) | ...], as wide as all outputs together. The layers read the same width.
template <class First, class... Rest>
struct concat
{
    static_assert(sizeof(detail::checked<detail::mistake_of_concat<First, Rest...>, concat, detail::stand_in>) > 0);
    using layers = std::tuple<First, Rest...>;
};

/// Several outputs of one network, each with a loss of its own: output 0 is First(x), output 1 the next. To be put at the
/// end of a network.
template <class First, class... Rest>
struct heads
{
    static_assert(sizeof(detail::checked<detail::mistake_of_heads<First, Rest...>, heads, detail::stand_in>) > 0);
    using layers = std::tuple<First, Rest...>;
};

namespace detail
{
    template <class First, class... Rest>
    struct composition<concat<First, Rest...>>
    {
        using parts = std::tuple<First, Rest...>;
        using mistake = mistake_of_concat<First, Rest...>;
        static constexpr std::size_t input = layer_widths<First>::input;
        static constexpr std::size_t output = (layer_widths<First>::output + ... + layer_widths<Rest>::output);
        static constexpr bool has_heads = false;

        template <class Builder, class Flow>
        static constexpr Flow connect(Builder& network, const Flow& in)
        {
            const Flow x = network.gather(in);
            Flow y = network.template add<First>(x);
            (y.append(network.template add<Rest>(x)), ...);
            return y;
        }
    };

    template <class First, class... Rest>
    struct composition<heads<First, Rest...>>
    {
        using parts = std::tuple<First, Rest...>;
        using mistake = mistake_of_heads<First, Rest...>;
        static constexpr std::size_t input = layer_widths<First>::input;
        static constexpr std::size_t output = layer_widths<First>::output;
        static constexpr bool has_heads = true;

        template <class Builder, class Flow>
        static constexpr Flow connect(Builder& network, const Flow& in)
        {
            const Flow x = network.gather(in);
            network.give(network.template add<First>(x));
            (network.give(network.template add<Rest>(x)), ...);
            return {};
        }
    };
} // namespace detail

} // namespace xrnn
