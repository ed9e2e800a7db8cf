// SPDX-License-Identifier: BSD-3-Clause
/// The modules of PyTorch that xrnn has as layers, and where their state_dict has the parameters.
///
/// Source: the documentation of torch.nn.RNN, LSTM, GRU, Linear and Embedding; docs/mathematics.md compares the letters.
#pragma once

#include <array>

#include "../cells/gru.hpp"
#include "../cells/lstm.hpp"
#include "../cells/rnn.hpp"
#include "../layers/embedding.hpp"
#include "../layers/linear.hpp"
#include "stacked_tensors.hpp"

namespace xrnn
{

/// Where PyTorch has the parameters of a cell. Specialise it for a cell of yours, with the members of the ones below:
///
/// - `module`: what kind of module it is, for messages and so that layers of one kind can share a module;
/// - `numbered`: whether the module may have several layers, whose tensors end with _l0, _l1 and so on;
/// - `transposed`: whether its matrices are [parts * Out, In], and not [In, parts * Out];
/// - `parts`: an array of tensor_part. Every parameter stands in it, and every part of a tensor once.
template <class Cell>
struct torch_layer
{
};

/// The gates are stacked in the order i, f, g, o; the two biases of a gate are added.
template <std::size_t In, std::size_t Hidden>
struct torch_layer<lstm<In, Hidden>>
{
    static constexpr std::string_view module = "LSTM";
    static constexpr bool numbered = true;
    static constexpr bool transposed = true;
    static constexpr auto parts = std::to_array<tensor_part>({
        {"W_i", "weight_ih", 0},
        {"W_f", "weight_ih", 1},
        {"W_g", "weight_ih", 2},
        {"W_o", "weight_ih", 3},
        {"U_i", "weight_hh", 0},
        {"U_f", "weight_hh", 1},
        {"U_g", "weight_hh", 2},
        {"U_o", "weight_hh", 3},
        {"b_i", "bias_ih", 0},
        {"b_f", "bias_ih", 1},
        {"b_g", "bias_ih", 2},
        {"b_o", "bias_ih", 3},
        {"b_i", "bias_hh", 0},
        {"b_f", "bias_hh", 1},
        {"b_g", "bias_hh", 2},
        {"b_o", "bias_hh", 3},
    });
};

/// The gates are stacked in the order r, z, n; the two biases of r and z are added, those of n are b_n and c_n.
template <std::size_t In, std::size_t Hidden>
struct torch_layer<gru<In, Hidden>>
{
    static constexpr std::string_view module = "GRU";
    static constexpr bool numbered = true;
    static constexpr bool transposed = true;
    static constexpr auto parts = std::to_array<tensor_part>({
        {"W_r", "weight_ih", 0},
        {"W_z", "weight_ih", 1},
        {"W_n", "weight_ih", 2},
        {"U_r", "weight_hh", 0},
        {"U_z", "weight_hh", 1},
        {"U_n", "weight_hh", 2},
        {"b_r", "bias_ih", 0},
        {"b_z", "bias_ih", 1},
        {"b_n", "bias_ih", 2},
        {"b_r", "bias_hh", 0},
        {"b_z", "bias_hh", 1},
        {"c_n", "bias_hh", 2},
    });
};

namespace detail
{
    struct torch_rnn
    {
        static constexpr bool numbered = true;
        static constexpr bool transposed = true;
        static constexpr auto parts = std::to_array<tensor_part>({
            {"W_xh", "weight_ih"},
            {"W_hh", "weight_hh"},
            {"b_h", "bias_ih"},
            {"b_h", "bias_hh"},
        });
    };
} // namespace detail

template <std::size_t In, std::size_t Hidden>
struct torch_layer<rnn<In, Hidden>> : detail::torch_rnn
{
    static constexpr std::string_view module = "RNN";
};

/// An RNN with nonlinearity="relu".
template <std::size_t In, std::size_t Hidden>
struct torch_layer<relu_rnn<In, Hidden>> : detail::torch_rnn
{
    static constexpr std::string_view module = "RNN with relu";
};

template <std::size_t In, std::size_t Out>
struct torch_layer<linear<In, Out>>
{
    static constexpr std::string_view module = "Linear";
    static constexpr bool numbered = false;
    static constexpr bool transposed = true;
    static constexpr auto parts = std::to_array<tensor_part>({{"W", "weight"}, {"b", "bias"}});
};

template <std::size_t Vocabulary, std::size_t Width>
struct torch_layer<embedding<Vocabulary, Width>>
{
    static constexpr std::string_view module = "Embedding";
    static constexpr bool numbered = false;
    static constexpr bool transposed = false;
    static constexpr auto parts = std::to_array<tensor_part>({{"E", "weight"}});
};

namespace detail
{
    /// A layer with parameters, and the module in which PyTorch has it.
    template <class T>
    struct torch_stacked_layer : stacked_layer<T>
    {
        std::string_view module{};
        bool numbered = false;
        std::size_t inputs = 0;
        std::size_t outputs = 0;
        std::string prefix{}; ///< of the names of its tensors
        std::string suffix{};

        std::string tensor_name(std::string_view tensor) const { return prefix + std::string(tensor) + suffix; }

        /// For messages.
        std::string text() const
        {
            return "layer " + number_text(this->number) + " of the network (" + std::string(module) + ")";
        }

        /// Whether one module of PyTorch can have this layer and, after it, the other.
        bool continues_with(const torch_stacked_layer& next) const
        {
            return numbered && module == next.module && next.inputs == outputs && next.outputs == outputs;
        }
    };

    /// The layers with parameters.
    template <class Parameters>
    auto torch_layers(Parameters& all)
    {
        using cells = cells_of<typename Parameters::network>;
        using T = std::remove_reference_t<decltype(*all.data())>;
        const auto by_layer = parameters_by_layer(all);
        std::vector<torch_stacked_layer<T>> layers;
        each_index<std::tuple_size_v<cells>>([&]<std::size_t L>() {
            using cell = std::tuple_element_t<L, cells>;
            using layer = torch_layer<cell>;
            if constexpr (requires { layer::parts; })
            {
                constexpr stacking order = layer::transposed ? stacking::rows : stacking::columns;
                layers.push_back({{L, layer::parts, order, by_layer[L]}, layer::module, layer::numbered,
                    layer_widths<cell>::input, layer_widths<cell>::output});
            }
        });
        return layers;
    }
} // namespace detail

} // namespace xrnn
