// SPDX-License-Identifier: BSD-3-Clause
/// How far a step can stretch a state: the largest singular value of each recurrent matrix.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "model.hpp"
#include "named_states.hpp"
#include "recurrent_norm.hpp"

namespace xrnn
{

/// The largest singular value of a matrix [rows, columns], an xtensor expression: the most by which it can lengthen a
/// vector. By power iteration with W^T W (Golub & Van Loan, Matrix Computations, section 8.2), in double.
template <class Matrix>
double largest_singular_value(const Matrix& w)
{
    const std::size_t rows = w.shape()[0];
    const std::size_t columns = w.shape()[1];
    std::vector<double> x(columns);
    std::vector<double> y(rows);
    for (std::size_t j = 0; j < columns; ++j)
    {
        x[j] = 1 + 0.5 * std::sin(static_cast<double>(j)); // in no symmetry's way
    }
    double norm = 0;
    for (int iteration = 0; iteration < 1000; ++iteration)
    {
        const double before = norm;
        const double length = std::sqrt(std::inner_product(x.begin(), x.end(), x.begin(), 0.0));
        for (std::size_t i = 0; i < rows; ++i)
        {
            y[i] = 0;
            for (std::size_t j = 0; j < columns; ++j)
            {
                y[i] += static_cast<double>(w(i, j)) * x[j] / length;
            }
        }
        norm = std::sqrt(std::inner_product(y.begin(), y.end(), y.begin(), 0.0));
        if (norm == 0 || std::abs(norm - before) <= 1e-12 * norm)
        {
            break;
        }
        std::fill(x.begin(), x.end(), 0.0);
        for (std::size_t i = 0; i < rows; ++i)
        {
            for (std::size_t j = 0; j < columns; ++j)
            {
                x[j] += static_cast<double>(w(i, j)) * y[i];
            }
        }
    }
    return norm;
}

/// The norms of all recurrent matrices, layer by layer in the order of their equations.
template <class Network, class T, class Products>
std::vector<recurrent_norm> recurrent_norms(const model<Network, T, Products>& m)
{
    std::vector<recurrent_norm> norms;
    detail::each_index<std::tuple_size_v<cells_of<Network>>>([&]<std::size_t L>() {
        using cell = detail::cell_at<Network, L>;
        constexpr const auto& p = detail::plan_of<cell>;
        detail::each_index<p.dots.size()>([&]<std::size_t D>() {
            if constexpr (p.products[p.dots[D].product].of_previous)
            {
                constexpr detail::name name = detail::name_of_symbol<cell, p.dots[D].weight>();
                norms.push_back({L, std::string(name.view()), largest_singular_value(m.template get<name, L>())});
            }
        });
    });
    return norms;
}

} // namespace xrnn
