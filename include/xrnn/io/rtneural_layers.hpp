// SPDX-License-Identifier: BSD-3-Clause
/// The layers that RTNeural and xrnn have in common, and where RTNeural's files have their parameters.
///
/// They are Keras's layers, with the arrays of `get_weights`: kernel, recurrent kernel and bias, the gates side by side.
/// Keras orders them i, f, c, o and z, r, h, which are xrnn's i, f, g, o and z, r, n; its GRU (with reset_after, the
/// default) keeps the old state where z is near 1, as xrnn does, and has a second row of biases for the products with h.
#pragma once

#include "../cells/gru.hpp"
#include "../cells/lstm.hpp"
#include "../layers/dropout.hpp"
#include "../layers/linear.hpp"
#include "stacked_tensors.hpp"

namespace xrnn::detail
{

/// A cell that RTNeural does not have.
template <class Cell>
struct rtneural_layer
{
};

template <std::size_t In, std::size_t Hidden>
struct rtneural_layer<lstm<In, Hidden>>
{
    static constexpr std::string_view type = "lstm";
    static constexpr std::string_view activation = "tanh";
    static constexpr std::size_t bias_rows = 1;
    static constexpr auto parts = std::to_array<tensor_part>({
        {"W_i", "kernel", 0},
        {"W_f", "kernel", 1},
        {"W_g", "kernel", 2},
        {"W_o", "kernel", 3},
        {"U_i", "recurrent kernel", 0},
        {"U_f", "recurrent kernel", 1},
        {"U_g", "recurrent kernel", 2},
        {"U_o", "recurrent kernel", 3},
        {"b_i", "bias", 0},
        {"b_f", "bias", 1},
        {"b_g", "bias", 2},
        {"b_o", "bias", 3},
    });
};

template <std::size_t In, std::size_t Hidden>
struct rtneural_layer<gru<In, Hidden>>
{
    static constexpr std::string_view type = "gru";
    static constexpr std::string_view activation = "tanh";
    static constexpr std::size_t bias_rows = 2;
    static constexpr auto parts = std::to_array<tensor_part>({
        {"W_z", "kernel", 0},
        {"W_r", "kernel", 1},
        {"W_n", "kernel", 2},
        {"U_z", "recurrent kernel", 0},
        {"U_r", "recurrent kernel", 1},
        {"U_n", "recurrent kernel", 2},
        {"b_z", "bias", 0},
        {"b_r", "bias", 1},
        {"b_n", "bias", 2},
        {"b_z", "bias", 3},
        {"b_r", "bias", 4},
        {"c_n", "bias", 5},
    });
};

template <std::size_t In, std::size_t Out>
struct rtneural_layer<linear<In, Out>>
{
    static constexpr std::string_view type = "dense";
    static constexpr std::string_view activation = "";
    static constexpr std::size_t bias_rows = 1;
    static constexpr auto parts = std::to_array<tensor_part>({{"W", "kernel"}, {"b", "bias"}});
};

/// Not in the file: dropout does nothing where a network only runs.
struct rtneural_nothing
{
    static constexpr std::array<tensor_part, 0> parts{};
};

template <std::size_t Width, class Rate>
struct rtneural_layer<dropout<Width, Rate>> : rtneural_nothing
{
};

template <std::size_t Width, class Rate>
struct rtneural_layer<variational_dropout<Width, Rate>> : rtneural_nothing
{
};

/// A layer of a network that its file has, too.
template <class T>
struct rtneural_stacked_layer : stacked_layer<T>
{
    std::string_view type{};
    std::string_view activation{};
    std::size_t outputs = 0;
    std::size_t bias_rows = 1;

    /// The arrays of the layer, all zero; a GRU's bias has two rows.
    std::vector<stacked_tensor> tensors() const
    {
        std::vector<stacked_tensor> all = stacked_layer<T>::tensors();
        if (bias_rows > 1)
        {
            std::vector<std::size_t>& bias = all.back().shape;
            bias = {bias_rows, bias[0] / bias_rows};
        }
        return all;
    }
};

/// The layers of a network that its file has, too.
template <class Parameters>
auto rtneural_layers(Parameters& all)
{
    using cells = cells_of<typename Parameters::network>;
    using T = std::remove_reference_t<decltype(*all.data())>;
    const auto by_layer = parameters_by_layer(all);
    std::vector<rtneural_stacked_layer<T>> layers;
    each_index<std::tuple_size_v<cells>>([&]<std::size_t L>() {
        using cell = std::tuple_element_t<L, cells>;
        using layer = rtneural_layer<cell>;
        if constexpr (layer::parts.size() > 0)
        {
            static_assert(is_complete<cell>(layer::parts));
            layers.push_back({{L, layer::parts, stacking::columns, by_layer[L]}, layer::type, layer::activation,
                layer_widths<cell>::output, layer::bias_rows});
        }
    });
    return layers;
}

} // namespace xrnn::detail
