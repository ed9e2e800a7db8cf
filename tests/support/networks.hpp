// SPDX-License-Identifier: BSD-3-Clause
/// Small helpers that several tests share.
#pragma once

#include <vector>

#include <xrnn/xrnn.hpp>

#include "informative.hpp"

namespace tests
{

/// Sets every parameter to a random number, biases too.
template <class Network, class T, class Products>
void randomise(xrnn::model<Network, T, Products>& m, std::uint64_t seed = 1, double scale = 0.5)
{
    xrnn::random_source random(seed);
    m.edit([&](auto& p) {
        for (T& x : p.span())
        {
            x = static_cast<T>(scale * random.normal());
        }
    });
}

template <class T>
xt::xtensor<T, 3> random_sequence(std::size_t steps, std::size_t rows, std::size_t width, std::uint64_t seed = 2)
{
    xrnn::random_source random(seed);
    xt::xtensor<T, 3> x(std::array<std::size_t, 3>{steps, rows, width});
    for (T& e : x)
    {
        e = static_cast<T>(random.normal());
    }
    return x;
}

/// All numbers of an xtensor expression, in row-major order.
template <class E>
auto numbers(const E& e)
{
    return std::vector<typename E::value_type>(e.begin(), e.end());
}

} // namespace tests
