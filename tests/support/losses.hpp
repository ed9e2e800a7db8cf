// SPDX-License-Identifier: BSD-3-Clause
/// What the tests of losses share: a small window of outputs, which of its rows count, and a loss of a user's.
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include <xrnn/xrnn.hpp>

namespace tests
{

constexpr std::size_t T = 3, B = 2, K = 5; // steps, rows and width of every window here
using tensor = xt::xtensor<double, 3>;

/// A user's entry by the row, with a row of numbers for a target: -sum_k target_k log softmax(z)_k.
struct soft_cross_entropy
{
    template <class Number>
    static Number row(std::span<const Number> z, std::span<const Number> target, std::span<Number> adjoint)
    {
        Number sum = 0, all = 0, loss = 0;
        for (std::size_t k = 0; k < z.size(); ++k)
        {
            sum += std::exp(z[k]);
            all += target[k];
        }
        for (std::size_t k = 0; k < z.size(); ++k)
        {
            loss -= target[k] * (z[k] - std::log(sum));
            adjoint[k] = all * std::exp(z[k]) / sum - target[k];
        }
        return loss;
    }
};
inline constexpr xrnn::loss_function<soft_cross_entropy> soft_cross_entropy_loss;

/// Which rows of a window count.
inline const std::vector<char> some{1, 0, 1, 0, 0, 1};

inline tensor window(double fill = 0)
{
    tensor x(std::array<std::size_t, 3>{T, B, K});
    x.fill(fill);
    return x;
}

} // namespace tests
