// SPDX-License-Identifier: BSD-3-Clause
/// Parameters in the tensors of another library, which stacks the gates of a layer in one matrix.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../model/parameters.hpp"
#include "file_error.hpp"

namespace xrnn
{

/// A row of a table that says where another library keeps the parameters of a cell: `parameter` is the part of that
/// number, counted from 0, of `tensor`. All parts of a tensor have one shape. A parameter that stands in several rows is
/// the sum of these parts.
struct tensor_part
{
    std::string_view parameter;
    std::string_view tensor;
    std::size_t part = 0;
};

} // namespace xrnn

namespace xrnn::detail
{

/// How the parts of a matrix are stacked. Vectors follow each other either way.
enum class stacking
{
    columns, ///< [In, parts * Out]: side by side, each as xrnn has it
    rows     ///< [parts * Out, In]: one below the other, each the transpose of what xrnn has
};

/// A tensor of another library.
struct stacked_tensor
{
    std::string_view name;
    std::vector<std::size_t> shape{};
    std::vector<double> numbers{}; ///< row-major
};

/// A parameter of a layer; rows is 0 for a vector.
template <class T>
struct layer_parameter
{
    std::string_view name;
    std::size_t rows = 0;
    std::size_t width = 0;
    std::span<T> numbers{};
};

/// The parameters of a network, layer by layer.
template <class Parameters>
auto parameters_by_layer(Parameters& all)
{
    using T = std::remove_reference_t<decltype(*all.data())>;
    std::vector<std::vector<layer_parameter<T>>> layers(std::tuple_size_v<cells_of<typename Parameters::network>>);
    all.for_each([&]<class Cell>(std::size_t layer, std::string_view name, std::size_t rows, std::size_t width,
                     std::span<T> numbers) {
        layers[layer].push_back({name, rows, width, numbers});
    });
    return layers;
}

constexpr std::size_t count_parts(std::span<const tensor_part> parts, std::string_view tensor)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(parts, [&](const tensor_part& p) { return p.tensor == tensor; }));
}

/// Whether no row of the table before this one has its parameter.
constexpr bool is_first(std::span<const tensor_part> parts, const tensor_part& row)
{
    return &*std::ranges::find(parts, row.parameter, &tensor_part::parameter) == &row;
}

/// Whether a table names each parameter of a cell and no other, and each part of a tensor once, all of one shape.
template <class Cell>
constexpr bool is_complete(std::span<const tensor_part> parts)
{
    constexpr const auto& g = plan_of<Cell>.graph;
    for (const plan_parameter& p : plan_of<Cell>.parameters)
    {
        if (std::ranges::count(parts, g.symbols[p.symbol].name, &tensor_part::parameter) == 0)
        {
            return false;
        }
    }
    for (const tensor_part& row : parts)
    {
        const std::size_t symbol = g.find(row.parameter);
        if (symbol == none || g.symbols[symbol].kind != symbol_kind::parameter
            || row.part >= count_parts(parts, row.tensor))
        {
            return false;
        }
        for (const tensor_part& other : parts)
        {
            const graph_symbol& s = g.symbols[symbol];
            const std::size_t beside = g.find(other.parameter);
            if (other.tensor == row.tensor
                && (beside == none || s.rows != g.symbols[beside].rows || s.width != g.symbols[beside].width
                    || (other.part == row.part && &other != &row)))
            {
                return false;
            }
        }
    }
    return true;
}

/// A layer of a network, and where another library has its parameters.
template <class T>
struct stacked_layer
{
    std::size_t number = 0; ///< in the network
    std::span<const tensor_part> parts{};
    stacking order = stacking::rows;
    std::vector<layer_parameter<T>> parameters{};

    /// The tensors in the order of the table, all zero.
    std::vector<stacked_tensor> tensors() const
    {
        std::vector<stacked_tensor> all;
        for (const tensor_part& row : parts)
        {
            if (std::ranges::find(all, row.tensor, &stacked_tensor::name) == all.end())
            {
                const layer_parameter<T>& p = parameter(row);
                const std::size_t count = count_parts(parts, row.tensor);
                std::vector<std::size_t> shape{count * p.width};
                if (p.rows > 0)
                {
                    shape.insert(order == stacking::rows ? shape.end() : shape.begin(), p.rows);
                }
                all.push_back({row.tensor, shape, std::vector<double>(count * p.numbers.size())});
            }
        }
        return all;
    }

    /// Sets the parameters from the tensors. Throws file_error, which names the path, if a number is too large for T.
    void take(std::vector<stacked_tensor>& tensors, const std::string& path) const
    {
        for (const tensor_part& row : parts)
        {
            const bool first = is_first(parts, row);
            each_element(row, tensors, [&](T& to, const double& from) {
                const double sum = first ? from : static_cast<double>(to) + from;
                if (is_finite(sum) && std::abs(sum) > static_cast<double>(std::numeric_limits<T>::max()))
                {
                    throw file_error(path,
                        "layer " + number_text(this->number) + " would get the number " + number_text(sum)
                            + ", which is too large for float; make a model of double");
                }
                to = static_cast<T>(sum);
            });
        }
    }

    /// Sets the tensors from the parameters. Of parts that are summed, the first is the parameter and the others zero.
    void give(std::vector<stacked_tensor>& tensors) const
    {
        for (const tensor_part& row : parts)
        {
            if (is_first(parts, row))
            {
                each_element(row, tensors, [](const T& from, double& to) { to = static_cast<double>(from); });
            }
        }
    }

private:
    const layer_parameter<T>& parameter(const tensor_part& row) const
    {
        return *std::ranges::find(parameters, row.parameter, &layer_parameter<T>::name);
    }

    /// Calls f(element of the parameter, the same in the tensor) for each element of a part.
    template <class F>
    void each_element(const tensor_part& row, std::vector<stacked_tensor>& tensors, const F& f) const
    {
        const layer_parameter<T>& p = parameter(row);
        const std::size_t in = std::max<std::size_t>(p.rows, 1);
        const std::size_t columns = count_parts(parts, row.tensor) * p.width;
        std::vector<double>& numbers = std::ranges::find(tensors, row.tensor, &stacked_tensor::name)->numbers;
        for (std::size_t i = 0; i < in; ++i)
        {
            for (std::size_t j = 0; j < p.width; ++j)
            {
                const std::size_t column = row.part * p.width + j;
                f(p.numbers[i * p.width + j],
                    numbers[order == stacking::rows ? column * in + i : i * columns + column]);
            }
        }
    }
};

} // namespace xrnn::detail
