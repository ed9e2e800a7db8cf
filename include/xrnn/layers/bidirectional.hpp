// SPDX-License-Identifier: BSD-3-Clause
/// A layer that reads its sequence from both ends.
#pragma once

#include "layer.hpp"

namespace xrnn
{

namespace detail
{
    /// The first cell of a list that has a further input of every step, which nobody would turn round; void if none has.
    template <class Cells>
    struct cell_with_further_sequence
    {
        using type = void;
    };

    template <class Cell, class... Rest>
    struct cell_with_further_sequence<std::tuple<Cell, Rest...>>
    {
        template <class First, class... More>
        static constexpr bool reads(input_order<First, More...>)
        {
            return (is_input<More> || ...);
        }

        static constexpr bool found()
        {
            if constexpr (requires { reads(Cell::inputs); })
            {
                return reads(Cell::inputs);
            }
            else
            {
                return false;
            }
        }

        using type = typename std::conditional_t<found(), std::type_identity<Cell>,
            cell_with_further_sequence<std::tuple<Rest...>>>::type;
    };

    template <class Layer>
    constexpr auto find_mistake_of_bidirectional()
    {
        using in_layer = decltype(find_mistake_of_inner_layer<Layer>());
        if constexpr (!std::is_same_v<in_layer, no_mistake>)
        {
            return in_layer{};
        }
        else if constexpr (!std::is_void_v<typename cell_with_further_sequence<cells_of<Layer>>::type>)
        {
            return mistake<error::this_cell_reads_several_sequences_and_cannot_read_them_backwards<
                typename cell_with_further_sequence<cells_of<Layer>>::type>>{};
        }
        else
        {
            return no_mistake{};
        }
    }
} // namespace detail

/// y = [Layer(x) | backwards Layer(x)]: Schuster & Paliwal 1997. The second one has parameters of its own and reads each row
/// of x from its last step to its first; what it says of a step stands beside what the first one says of it, so y is twice
/// as wide as the output of Layer. Such a network needs whole sequences, so it runs in a workspace and not step by step.
/// Equation (50) of docs/mathematics.md.
template <class Layer>
struct bidirectional
{
    static_assert(
        sizeof(
            detail::checked<decltype(detail::find_mistake_of_bidirectional<Layer>()), bidirectional, detail::stand_in>)
        > 0);
    using layer = Layer;
};

namespace detail
{
    template <class Layer>
    struct composition<bidirectional<Layer>>
    {
        using parts = std::tuple<Layer, Layer>;
        using mistake = decltype(find_mistake_of_bidirectional<Layer>());
        static constexpr std::size_t input = layer_widths<Layer>::input;
        static constexpr std::size_t output = 2 * layer_widths<Layer>::output;
        static constexpr bool has_heads = false;

        template <class Builder, class Flow>
        static constexpr Flow connect(Builder& network, const Flow& in)
        {
            const Flow x = network.gather(in);
            Flow y = network.template add<Layer>(x);
            y.append(network.template add<Layer>(x.backwards()).backwards());
            return y;
        }
    };
} // namespace detail

} // namespace xrnn
