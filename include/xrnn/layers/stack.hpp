// SPDX-License-Identifier: BSD-3-Clause
/// Layers one behind the other: the output of each is the input of the next. A stack is a layer.
#pragma once

#include <tuple>
#include <type_traits>

#include "../language/graph.hpp"
#include "../language/mistakes.hpp"

namespace xrnn
{

namespace detail
{
    template <class Layer>
    struct layer_widths : error::this_type_is_no_layer_it_needs_step_and_output_or_must_be_a_stack<Layer>
    {
        static constexpr std::size_t input = 0;
        static constexpr std::size_t output = 0;
    };

    template <class Layer>
        requires requires
        {
            Layer::step.graph();
            Layer::output;
        }
    struct layer_widths<Layer>
    {
        static constexpr auto graph = Layer::step.graph();
        static constexpr std::size_t input = graph.symbols[graph.find(symbol_kind::input)].width;
        static constexpr std::size_t output = std::remove_cvref_t<decltype(Layer::output)>::width;
    };

    template <class Left, class Right>
    struct check_neighbours : expect<layer_widths<Left>::output == layer_widths<Right>::input,
                                  error::neighbouring_layers_have_different_widths<Left,
                                      width<layer_widths<Left>::output>, Right, width<layer_widths<Right>::input>>>
    {
    };

    template <class... Layers>
    struct check_all_neighbours
    {
    };

    template <class Left, class Right, class... Rest>
    struct check_all_neighbours<Left, Right, Rest...>
    {
        static_assert(sizeof(check_neighbours<Left, Right>) > 0);
        static_assert(sizeof(check_all_neighbours<Right, Rest...>) > 0);
    };
} // namespace detail

/// First is fed, and each layer feeds the next. Their widths are checked when the type is used.
template <class First, class... Rest>
struct stack
{
    static_assert(sizeof(detail::check_all_neighbours<First, Rest...>) > 0);
    using layers = std::tuple<First, Rest...>;
};

namespace detail
{
    template <class... Layers>
    struct layer_widths<stack<Layers...>>
    {
        static constexpr std::size_t input = layer_widths<std::tuple_element_t<0, std::tuple<Layers...>>>::input;
        static constexpr std::size_t output =
            layer_widths<std::tuple_element_t<sizeof...(Layers) - 1, std::tuple<Layers...>>>::output;
    };

    template <class Layer>
    struct cells_in
    {
        using type = std::tuple<Layer>;
    };

    template <class... Layers>
    struct cells_in<stack<Layers...>>
    {
        using type = decltype(std::tuple_cat(std::declval<typename cells_in<Layers>::type>()...));
    };
} // namespace detail

/// The cells of a network from the input to the output, nested stacks flattened. Their numbers here are the layer
/// numbers that a model takes.
template <class Network>
using cells_of = typename detail::cells_in<Network>::type;

} // namespace xrnn
