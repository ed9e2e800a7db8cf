// SPDX-License-Identifier: BSD-3-Clause
/// Which layers of a network are one module of PyTorch.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "torch_layers.hpp"

namespace xrnn
{

/// A module by its name in the state_dict, "lstm" for the tensors lstm.weight_ih_l0 and so on; "" if their names have no
/// such beginning, as in the state_dict of a single module. `layers` says how many layers of the network it is; by
/// default as many as follow each other and can be one module: layers of one kind, all with the same number of units.
struct torch_module
{
    torch_module(const char* its_name, std::size_t its_layers = 0)
        : name(its_name)
        , layers(its_layers)
    {
    }

    torch_module(std::string its_name, std::size_t its_layers = 0)
        : name(std::move(its_name))
        , layers(its_layers)
    {
    }

    std::string name;
    std::size_t layers;
};

namespace detail
{
    [[noreturn]] inline void refuse_modules(const std::string& problem)
    {
        throw std::invalid_argument("xrnn: modules of PyTorch: " + problem);
    }

    /// How many layers, from the first on, can be one module.
    template <class T>
    std::size_t longest_module(const std::vector<torch_stacked_layer<T>>& layers, std::size_t first)
    {
        std::size_t next = first + 1;
        while (next < layers.size() && layers[next - 1].continues_with(layers[next]))
        {
            ++next;
        }
        return next - first;
    }

    /// Gives each layer the names of its module, in order. Throws std::invalid_argument if they do not fit.
    template <class T>
    void name_layers(std::vector<torch_stacked_layer<T>>& layers, const std::vector<torch_module>& modules)
    {
        std::size_t next = 0;
        for (std::size_t m = 0; m < modules.size(); ++m)
        {
            const auto& [name, wanted] = modules[m];
            if (next == layers.size())
            {
                refuse_modules("no layer is left for \"" + name + "\"; " + number_text(m) + " names are enough");
            }
            for (std::size_t before = 0; before < m; ++before)
            {
                if (modules[before].name == name)
                {
                    refuse_modules(
                        "\"" + name + "\" is there twice; name a module once, with the number of its layers");
                }
            }
            const std::size_t most = longest_module(layers, next);
            const std::size_t count = wanted == 0 ? most : wanted;
            if (count > most)
            {
                refuse_modules("\"" + name + "\" cannot have " + count_text(count, "layer") + "; from "
                    + layers[next].text() + " on, " + number_text(most)
                    + " can be one module, which has layers of one kind and width");
            }
            for (std::size_t k = 0; k < count; ++k)
            {
                torch_stacked_layer<T>& layer = layers[next + k];
                layer.prefix = name.empty() ? "" : name + ".";
                layer.suffix = layer.numbered ? "_l" + number_text(k) : "";
            }
            next += count;
        }
        if (next < layers.size())
        {
            refuse_modules("there is no name for " + layers[next].text() + "; name its module, too");
        }
    }
} // namespace detail

} // namespace xrnn
