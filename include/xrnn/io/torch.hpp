// SPDX-License-Identifier: BSD-3-Clause
/// Models from and to PyTorch: a state_dict in a safetensors file. docs/other_libraries.md shows both ends.
#pragma once

#include "../language/mistakes.hpp"

#include <set>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "../model/model.hpp"
#include "safetensors.hpp"
#include "torch_modules.hpp"

namespace xrnn
{

namespace detail
{
    template <class Cell>
    constexpr auto find_mistake_of_torch_cell()
    {
        if constexpr (mistaken_layer<Cell>)
        {
            return known_mistake{};
        }
        else if constexpr (requires { torch_layer<Cell>::parts; })
        {
            if constexpr (is_complete<Cell>(torch_layer<Cell>::parts))
            {
                return no_mistake{};
            }
            else
            {
                return mistake<error::torch_layer_must_name_each_parameter_and_part_once<Cell>>{};
            }
        }
        else if constexpr (plan_of<Cell>.parameters.size() == 0)
        {
            return no_mistake{};
        }
        else
        {
            return mistake<error::pytorch_has_no_such_layer_specialise_torch_layer_for_it<Cell>>{};
        }
    }

    template <class Cells>
    struct mistake_of_torch;

    template <class... Cells>
    struct mistake_of_torch<std::tuple<Cells...>> : first_mistake<decltype(find_mistake_of_torch_cell<Cells>())...>
    {
    };

    /// The network, if PyTorch has all of its layers.
    template <class Network>
    using checked_torch_network = checked<typename first_mistake<decltype(find_mistake_of_chain<Network>()),
                                              typename mistake_of_torch<cells_of<Network>>::type>::type,
        Network, linear<1, 1>>;

    /// A state_dict that is being read.
    class torch_file
    {
    public:
        explicit torch_file(const std::string& path)
            : path_(path)
            , tensors_(safetensors::read(path))
        {
        }

        /// Reads the parameters of a layer.
        template <class T>
        void read(const torch_stacked_layer<T>& layer)
        {
            check_directions(layer);
            std::vector<stacked_tensor> all = layer.tensors();
            for (stacked_tensor& tensor : all)
            {
                if (!tensor.name.starts_with("bias") || has_bias(layer.prefix))
                {
                    read_tensor(layer, tensor);
                }
            }
            layer.take(all, path_);
        }

        /// Throws file_error if a tensor of the file has not been read.
        void check_all_read(const std::vector<torch_module>& modules) const
        {
            for (const safetensors::tensor& t : tensors_.tensors())
            {
                if (read_.contains(t.name))
                {
                    continue;
                }
                std::string names;
                for (const torch_module& m : modules)
                {
                    names += (names.empty() ? "" : ", ") + in_quotes(m.name);
                }
                fail("the tensor " + in_quotes(t.name) + " has no place in the network, whose modules are " + names
                    + "; give the network all layers of the model, or leave the tensor out of the file");
            }
        }

    private:
        [[noreturn]] void fail(const std::string& problem) const { throw file_error(path_, problem); }

        /// A module without biases (bias=False) has none in any layer; they are read as zero.
        bool has_bias(const std::string& prefix) const
        {
            return std::ranges::any_of(
                tensors_.tensors(), [&](const safetensors::tensor& t) { return t.name.starts_with(prefix + "bias"); });
        }

        /// Whether xrnn has what the module does with a layer.
        template <class T>
        void check_directions(const torch_stacked_layer<T>& layer) const
        {
            if (const std::string name = layer.tensor_name("weight_ih") + "_reverse"; tensors_.find(name) != nullptr)
            {
                fail("the tensor " + in_quotes(name)
                    + " belongs to a bidirectional module, and layers of xrnn run forward only");
            }
            if (const std::string name = layer.tensor_name("weight_hr"); tensors_.find(name) != nullptr)
            {
                fail("the tensor " + in_quotes(name)
                    + " belongs to a module with proj_size, which xrnn does not have; train it with proj_size=0");
            }
        }

        template <class T>
        void read_tensor(const torch_stacked_layer<T>& layer, stacked_tensor& tensor)
        {
            const std::string name = layer.tensor_name(tensor.name);
            const safetensors::tensor* found = tensors_.find(name);
            if (found == nullptr)
            {
                fail("there is no tensor " + in_quotes(name) + " in this file, which " + layer.text()
                    + " needs; name the modules as in the model, and give the file all of its layers");
            }
            if (found->shape != tensor.shape)
            {
                fail("the tensor " + in_quotes(name) + " has the shape " + shape_text(found->shape) + ", and "
                    + layer.text() + " needs " + shape_text(tensor.shape)
                    + "; give the network the kinds and widths of the model's layers");
            }
            tensors_.get<T>(name, tensor.shape).copy_to(std::span(tensor.numbers));
            read_.insert(name);
        }

        std::string path_;
        safetensors tensors_;
        std::set<std::string> read_{};
    };

    /// The tensors of a state_dict, with their numbers.
    template <class T>
    class torch_tensors
    {
    public:
        void add(const torch_stacked_layer<const T>& layer)
        {
            std::vector<stacked_tensor> all = layer.tensors();
            layer.give(all);
            for (const stacked_tensor& tensor : all)
            {
                std::vector<T>& numbers = numbers_.emplace_back();
                for (const double x : tensor.numbers)
                {
                    numbers.push_back(static_cast<T>(x));
                }
                tensors_.emplace_back(layer.tensor_name(tensor.name), tensor.shape, std::span<const T>(numbers));
            }
        }

        void write(const std::string& path) const { safetensors::write(path, {{"format", "pt"}}, tensors_); }

    private:
        std::vector<std::vector<T>> numbers_{}; // a vector that moves keeps its numbers where they are
        std::vector<safetensors::tensor> tensors_{};
    };
} // namespace detail

/// Reads the parameters of a model from the state_dict of a PyTorch model, stored as a safetensors file. `modules` names
/// the modules of the layers with parameters, in order: {"lstm", "out"}. They are RNN, LSTM, GRU, Linear and Embedding,
/// for `rnn` and `relu_rnn`, `lstm`, `gru`, `linear` and `embedding`, and what torch_layer is specialised for. Layers
/// without parameters have no name. The biases of a module with bias=False become zero.
///
/// F32 and, for a model of double, F64. Throws std::invalid_argument if the names do not fit the network, and file_error,
/// which names the tensor, if the file does not fit: a tensor is missing, has another shape or type, or is left over.
/// What throws has changed nothing.
template <class Network, class T, class Products>
void load_torch(const std::string& path, model<Network, T, Products>& m, const std::vector<torch_module>& modules)
{
    using network = typename detail::checked_torch_network<Network>::type;
    if constexpr (std::is_same_v<network, Network>)
    {
        parameters<Network, T> loaded;
        auto layers = detail::torch_layers(loaded);
        detail::name_layers(layers, modules);
        detail::torch_file file(path);
        for (const auto& layer : layers)
        {
            file.read(layer);
        }
        file.check_all_read(modules);
        m.edit([&](parameters<Network, T>& p) { p = std::move(loaded); });
    }
}

/// Writes the parameters of a model as a safetensors file that PyTorch loads with load_state_dict, whole or not at all,
/// and load_torch with the same `modules`. Where PyTorch adds two biases, bias_ih is xrnn's bias and bias_hh is zero.
/// Throws std::invalid_argument if the names do not fit the network, and file_error if the file cannot be written.
template <class Network, class T, class Products>
void save_torch(const std::string& path, const model<Network, T, Products>& m, const std::vector<torch_module>& modules)
{
    using network = typename detail::checked_torch_network<Network>::type;
    if constexpr (std::is_same_v<network, Network>)
    {
        auto layers = detail::torch_layers(m.all());
        detail::name_layers(layers, modules);
        detail::torch_tensors<T> tensors;
        for (const auto& layer : layers)
        {
            tensors.add(layer);
        }
        tensors.write(path);
    }
}

} // namespace xrnn
