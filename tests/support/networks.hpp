// SPDX-License-Identifier: BSD-3-Clause
/// Small helpers that several tests share.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
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

/// Ids below a bound [steps, rows], each as likely as the others.
inline xt::xtensor<xrnn::id, 2> random_ids(std::size_t steps, std::size_t rows, xrnn::id below, std::uint64_t seed)
{
    xrnn::random_source random(seed);
    xt::xtensor<xrnn::id, 2> ids(std::array<std::size_t, 2>{steps, rows});
    std::generate(ids.begin(), ids.end(), [&] { return static_cast<xrnn::id>(random.bits() % below); });
    return ids;
}

/// Normally distributed gradients.
template <class Network, class T>
xrnn::parameters<Network, T> random_gradients(std::uint64_t seed)
{
    xrnn::parameters<Network, T> g;
    xrnn::random_source random(seed);
    for (T& x : g.span())
    {
        x = static_cast<T>(random.normal());
    }
    return g;
}

/// All numbers of an xtensor expression, in row-major order.
template <class E>
auto numbers(const E& e)
{
    return std::vector<typename E::value_type>(e.begin(), e.end());
}

/// All numbers of parameters or of a hidden state.
template <class Owner>
auto copy_of(const Owner& owner)
{
    return std::vector(owner.data(), owner.data() + owner.size());
}

/// Puts numbers behind others.
void append(std::vector<float>& all, const auto& more)
{
    all.insert(all.end(), more.begin(), more.end());
}

} // namespace tests
