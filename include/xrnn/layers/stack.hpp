// SPDX-License-Identifier: BSD-3-Clause
/// Layers in sequence: the output of each is the input of the next. A stack is itself a layer.
#pragma once

#include <tuple>
#include <type_traits>

#include "../language/mistakes.hpp"

#include "../language/equations.hpp"

namespace xrnn
{

template <class First, class... Rest>
struct stack;

namespace detail
{
    template <class Layer>
    inline constexpr bool is_layer = requires
    {
        Layer::step.graph();
        Layer::output;
    };
    template <class... Layers>
    inline constexpr bool is_layer<stack<Layers...>> = true;

    /// A cell in whose equations the compiler has found a mistake.
    template <class Layer>
    concept mistaken_layer =
        !is_layer<Layer> && std::is_same_v<std::remove_cvref_t<decltype(Layer::step)>, mistaken_list>;

    /// Both are 0 if Layer is not a layer.
    template <class Layer>
    struct layer_widths
    {
        static constexpr std::size_t input = 0;
        static constexpr std::size_t output = 0;
    };

    template <class Layer>
        requires is_layer<Layer>
    struct layer_widths<Layer>
    {
        static constexpr auto graph = Layer::step.graph();
        static constexpr std::size_t input = graph.symbols[graph.find(symbol_kind::input)].width;
        static constexpr std::size_t output = std::remove_cvref_t<decltype(Layer::output)>::width;
    };

    template <class Layer>
    constexpr auto find_mistake_of_layer()
    {
        if constexpr (mistaken_layer<Layer>)
        {
            return known_mistake{};
        }
        else if constexpr (!is_layer<Layer>)
        {
            return mistake<error::this_type_is_not_a_layer_give_it_step_and_output<Layer>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

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
        if constexpr (out != in)
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

    /// Runs in place of a faulty network, so that one mistake gives one error.
    struct stand_in
    {
        static constexpr input<"x", 1> x{};
        static constexpr state<"h", 1> h{};
        static constexpr auto output = h;
        static constexpr auto step = equations(h = x);
    };
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

/// The cells of a network from input to output, nested stacks flattened. Their positions are the layer numbers that a
/// model takes.
template <class Network>
using cells_of = typename detail::cells_in<Network>::type;

} // namespace xrnn
