// SPDX-License-Identifier: BSD-3-Clause
/// Normalisations of a row, as functions of equations: for cells of your own.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// The row a minus its mean, over its standard deviation, times gain, plus bias: Ba, Kiros & Hinton 2016. 1e-5 is added
/// to the variance, as in PyTorch, so that a row of equal elements has a derivative. a is as wide as gain and bias,
/// which are vector parameters. Give a its own equation: what has no name is computed in each place where it stands.
/// Equation (64) of docs/mathematics.md.
///
///     a = dot(x, W) + dot(prev(h), U),
///     h = tanh(layer_norm(a, g, b))
template <expression A, expression Gain, expression Bias>
constexpr auto layer_norm(A a, Gain gain, Bias bias)
{
    return (a - mean(a)) * (1 / sqrt(variance(a) + 1e-5)) * gain + bias;
}

/// The row a over the root of its mean square, times gain: Zhang & Sennrich 2019. 1e-5 is added to the mean square. a
/// is as wide as gain, a vector parameter, and has a name, as in layer_norm. Equation (65) of docs/mathematics.md.
template <expression A, expression Gain>
constexpr auto rms_norm(A a, Gain gain)
{
    return a * (1 / sqrt(mean(square(a)) + 1e-5)) * gain;
}

} // namespace xrnn
