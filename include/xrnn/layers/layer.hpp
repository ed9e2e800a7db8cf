// SPDX-License-Identifier: BSD-3-Clause
/// What a layer is: a cell, or a composition of layers, such as a stack. Their widths, and the cells inside.
#pragma once

#include <tuple>
#include <type_traits>

#include "../language/mistakes.hpp"

#include "../language/order.hpp"

namespace xrnn
{

namespace detail
{
    /// Specialised for each kind of layer that is made of other layers. It has
    ///
    ///   - `parts`, the std::tuple of the layers inside,
    ///   - `mistake`, what is wrong with the way in which they are put together,
    ///   - `input` and `output`, its widths, and `has_heads`, whether it has several outputs and so ends a network,
    ///   - `connect(builder, flow)`, which adds the parts to the table of a network (engine/flow.hpp).
    template <class Layer>
    struct composition;

    template <class Layer>
    concept composed = requires
    {
        typename composition<Layer>::parts;
    };

    /// Two networks, the second of which begins where the first one has ended. Such a composition is a whole network, and
    /// in place of `connect` it has
    ///
    ///   - `encoder` and `decoder`, its parts,
    ///   - `carried()`, the list of the states that go from one to the other (layers/carried_states.hpp), and
    ///     `remembers(name)`, whether a memory of the decoder holds what the encoder gives,
    ///   - `input`, `output` and `has_heads`, which are those of the decoder.
    template <class Network>
    concept encoder_decoder = composed<Network> && requires
    {
        typename composition<Network>::encoder;
        typename composition<Network>::decoder;
    };

    template <class Layer>
    concept cell_like = requires
    {
        Layer::step.graph();
        Layer::output;
    };

    template <class Layer>
    concept is_layer = composed<Layer> || cell_like<Layer>;

    /// A cell in whose equations the compiler has found a mistake.
    template <class Layer>
    concept mistaken_layer =
        !is_layer<Layer> && std::is_same_v<std::remove_cvref_t<decltype(Layer::step)>, mistaken_list>;

    /// The width of a cell's first input.
    template <class Cell>
    constexpr std::size_t width_of_input()
    {
        if constexpr (requires { Cell::inputs; })
        {
            if constexpr (is_list<std::remove_cvref_t<decltype(Cell::inputs)>, input_order>)
            {
                return first_in_order<std::remove_cvref_t<decltype(Cell::inputs)>>::type::width;
            }
        }
        constexpr auto graph = Cell::step.graph();
        return graph.symbols[graph.find(symbol_kind::input)].width;
    }

    /// Both are 0 if Layer is not a layer.
    template <class Layer>
    struct layer_widths
    {
        static constexpr std::size_t input = 0;
        static constexpr std::size_t output = 0;
    };

    template <class Layer>
        requires(!composed<Layer>)
    &&cell_like<Layer> struct layer_widths<Layer>
    {
        static constexpr std::size_t input = width_of_input<Layer>();
        using output_symbol = std::remove_cvref_t<decltype(Layer::output)>;
        static constexpr std::size_t output = is_row_number<output_symbol> ? 1 : output_symbol::width;
    };

    template <composed Layer>
    struct layer_widths<Layer>
    {
        static constexpr std::size_t input = composition<Layer>::input;
        static constexpr std::size_t output = composition<Layer>::output;
    };

    template <class Layer>
    constexpr bool has_heads()
    {
        if constexpr (composed<Layer>)
        {
            return composition<Layer>::has_heads;
        }
        else
        {
            return false;
        }
    }

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
        else if constexpr (encoder_decoder<Layer>)
        {
            return mistake<error::seq2seq_is_a_whole_network_and_no_layer_of_another<Layer>>{};
        }
        else
        {
            return no_mistake{};
        }
    }

    /// Something follows this layer, or takes its output.
    template <class Layer>
    constexpr auto find_mistake_of_inner_layer()
    {
        if constexpr (has_heads<Layer>())
        {
            return mistake<error::heads_have_several_outputs_put_them_at_the_end_of_the_network<Layer>>{};
        }
        else
        {
            return find_mistake_of_layer<Layer>();
        }
    }

    /// Layers that see the same x.
    template <class Last>
    constexpr auto find_mistake_of_layers_side_by_side()
    {
        return no_mistake{};
    }

    template <class First, class Second, class... Rest>
    constexpr auto find_mistake_of_layers_side_by_side()
    {
        constexpr std::size_t first = layer_widths<First>::input;
        constexpr std::size_t second = layer_widths<Second>::input;
        if constexpr (first != second)
        {
            return mistake<error::layers_side_by_side_read_different_widths<First, error::width<first>, Second,
                error::width<second>>>{};
        }
        else
        {
            return find_mistake_of_layers_side_by_side<Second, Rest...>();
        }
    }

    /// Runs in place of a faulty network, so that one mistake gives one error.
    struct stand_in
    {
        static constexpr input<"x", 1> x{};
        static constexpr state<"h", 1> h{};
        static constexpr auto output = h;
        static constexpr auto step = equations(h = x);
    };

    /// The network, if it is one; the compiler reports what is wrong with the composition otherwise.
    template <class Layer>
    using checked_composition = checked<typename composition<Layer>::mistake, Layer, stand_in>;

    template <class Layer>
    struct cells_in
    {
        using type = std::tuple<Layer>;
    };

    template <class Parts>
    struct cells_in_parts;

    template <class... Parts>
    struct cells_in_parts<std::tuple<Parts...>>
    {
        using type = decltype(std::tuple_cat(std::declval<typename cells_in<Parts>::type>()...));
    };

    template <composed Layer>
    struct cells_in<Layer> : cells_in_parts<typename composition<Layer>::parts>
    {
    };
} // namespace detail

/// The cells of a network in the order in which they run, everything nested flattened. Their positions are the layer
/// numbers that a model takes.
template <class Network>
using cells_of = typename detail::cells_in<Network>::type;

} // namespace xrnn
