// SPDX-License-Identifier: BSD-3-Clause
/// What oneDNN and the yardsticks lack beside their products, as plain loops that the compiler vectorises with -ffast-math.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "../workloads.hpp"

namespace benchmarks
{

inline float sigmoid(float x)
{
    return 1 / (1 + std::exp(-x));
}

/// The same as std::tanh to rounding, but vectorised.
inline float tangent(float x)
{
    return 2 / (1 + std::exp(-2 * x)) - 1;
}

/// Turns logits into probabilities; faster if their number is known.
template <std::size_t Width>
void softmax(std::span<float, Width> z)
{
    const float most = *std::max_element(z.begin(), z.end());
    float sum = 0;
    for (float& x : z)
    {
        x = std::exp(x - most);
        sum += x;
    }
    const float factor = 1 / sum;
    for (float& x : z)
    {
        x *= factor;
    }
}

/// Turns a row of logits into the adjoints of `share` times its loss, and returns the loss.
template <std::size_t Width>
float softmax_cross_entropy(std::span<float, Width> z, std::size_t target, float share)
{
    softmax(z);
    const float loss = -std::log(z[target]);
    z[target] -= 1;
    for (float& d : z)
    {
        d *= share;
    }
    return loss;
}

/// The same for logits [rows, width], of which there are `count` rows in all. Returns the sum of the losses.
inline double softmax_cross_entropy(
    std::span<float> logits, const std::vector<std::uint32_t>& targets, std::size_t width, std::size_t count)
{
    double loss = 0;
    for (std::size_t i = 0; i < targets.size(); ++i)
    {
        loss += softmax_cross_entropy(logits.subspan(i * width, width), targets[i], 1 / static_cast<float>(count));
    }
    return loss;
}

/// The column sums of m [rows, sums.size()].
inline void sum_columns(std::span<const float> m, std::span<float> sums)
{
    std::fill(sums.begin(), sums.end(), 0.0f);
    for (std::size_t i = 0; i < m.size(); i += sums.size())
    {
        for (std::size_t j = 0; j < sums.size(); ++j)
        {
            sums[j] += m[i + j];
        }
    }
}

/// Copies the bias into every row of m, for a product to be added.
inline void fill_rows(std::span<float> m, std::span<const float> bias)
{
    for (std::size_t i = 0; i < m.size(); i += bias.size())
    {
        std::copy(bias.begin(), bias.end(), m.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

/// y += x W, where W is [x.size(), y.size()].
inline void add_product(std::span<const float> x, const float* w, std::span<float> y)
{
    for (std::size_t i = 0; i < x.size(); ++i, w += y.size())
    {
        for (std::size_t j = 0; j < y.size(); ++j)
        {
            y[j] += x[i] * w[j];
        }
    }
}

/// One update of some parameters by a rule, without clipping.
inline void update(rule r, std::size_t size, float* w, const float* g, float* memory)
{
    constexpr auto tiny = static_cast<float>(epsilon);
    switch (r)
    {
    case rule::sgd:
        for (std::size_t i = 0; i < size; ++i)
        {
            w[i] -= static_cast<float>(sgd_rate) * g[i];
        }
        break;
    case rule::adagrad:
        for (std::size_t i = 0; i < size; ++i)
        {
            memory[i] += g[i] * g[i];
            w[i] -= static_cast<float>(adagrad_rate) * g[i] / std::sqrt(memory[i] + tiny);
        }
        break;
    case rule::rmsprop:
        constexpr auto decay = static_cast<float>(rmsprop_decay);
        for (std::size_t i = 0; i < size; ++i)
        {
            memory[i] = decay * memory[i] + (1 - decay) * g[i] * g[i];
            w[i] -= static_cast<float>(rmsprop_rate) * g[i] / std::sqrt(memory[i] + tiny);
        }
        break;
    }
}

} // namespace benchmarks
