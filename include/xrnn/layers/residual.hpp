// SPDX-License-Identifier: BSD-3-Clause
/// A cell, or several layers, whose input is added to their output.
#pragma once

#include "wrapped_cell.hpp"

namespace xrnn
{

/// y = x + Cell(x): He et al. 2016; between recurrent layers Wu et al. 2016 (GNMT). Cell may be any cell whose input
/// and output have the same width, and keeps its names; y is called y' if the cell already has a y. Input and output
/// [rows, Width]. Equation (42) of docs/mathematics.md. Around a stack or another composition of layers, y has no name, and
/// the layers keep their numbers.
template <class Cell>
struct residual
{
    using cell =
        typename detail::checked<decltype(detail::find_mistake_of_wrapped_cell<Cell>()), Cell, detail::stand_in>::type;
    static constexpr detail::input_of<cell> x{};
    static constexpr value<detail::fresh_name<cell, "y">(), detail::input_of<cell>::width> y{};

    static constexpr auto inputs = detail::inputs_of<cell>();
    static constexpr auto output = y;
    static constexpr auto start = detail::with_start_of<cell>();
    static constexpr auto step = equations(cell::step, y = x + cell::output);
};

namespace detail
{
    template <class Layer>
    constexpr auto find_mistake_of_residual()
    {
        using in_layer = decltype(find_mistake_of_inner_layer<Layer>());
        using widths = layer_widths<Layer>;
        if constexpr (!std::is_same_v<in_layer, no_mistake>)
        {
            return in_layer{};
        }
        else if constexpr (widths::input != widths::output)
        {
            return mistake<error::this_layer_has_unequal_widths_and_cannot_be_added_to_its_input<Layer,
                error::width<widths::input>, error::width<widths::output>>>{};
        }
        else
        {
            return no_mistake{};
        }
    }
} // namespace detail

template <detail::composed Layer>
struct residual<Layer>
{
    static_assert(
        sizeof(detail::checked<decltype(detail::find_mistake_of_residual<Layer>()), residual, detail::stand_in>) > 0);
    using layer = Layer;
};

namespace detail
{
    template <composed Layer>
    struct composition<residual<Layer>>
    {
        using parts = std::tuple<Layer>;
        using mistake = decltype(find_mistake_of_residual<Layer>());
        static constexpr std::size_t input = layer_widths<Layer>::input;
        static constexpr std::size_t output = layer_widths<Layer>::output;
        static constexpr bool has_heads = false;

        template <class Builder, class Flow>
        static constexpr Flow connect(Builder& network, const Flow& in)
        {
            const Flow x = network.gather(in);
            return x.plus(network.template add<Layer>(x));
        }
    };
} // namespace detail

} // namespace xrnn
