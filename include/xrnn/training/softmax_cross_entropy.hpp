// SPDX-License-Identifier: BSD-3-Clause
/// Softmax cross-entropy: the loss of a model that predicts one of several classes, such as the next character.
#pragma once

#include "loss.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "../kernels/simd.hpp"

namespace xrnn
{

namespace losses
{
    /// -log softmax(logits)[target] in nats, and its gradient softmax(logits) - onehot(target): equation (3) of
    /// docs/mathematics.md. The largest logit is subtracted first, so that exp does not overflow. A logit of minus
    /// infinity marks an impossible class: its probability and its gradient are exactly zero.
    struct softmax_cross_entropy
    {
        template <class T>
        static T row(std::span<const T> logits, id target, std::span<T> adjoint)
        {
            const T* z = logits.data();
            T* d = adjoint.data();
            const T largest = *std::max_element(logits.begin(), logits.end());
            detail::batch<T> sums(T(0));
            const T minus_infinity = -std::numeric_limits<T>::infinity();
            detail::each_batch<T>(logits.size(), [&](std::size_t k, auto part) {
                using std::exp; // for numbers; xsimd's is found for batches
                const auto e = exp(part.load(z + k, minus_infinity) - detail::batch<T>(largest));
                part.store(d + k, e);
                sums += e;
            });
            const T sum = detail::sum_of(sums);
            const detail::batch<T> scale(1 / sum);
            detail::each_batch<T>(logits.size(),
                [&](std::size_t k, auto part) { part.store(d + k, part.load(d + k, T(0)) * scale); });
            d[target] -= 1;
            return std::log(sum) + largest - z[target];
        }
    };
} // namespace losses

/// In nats. The targets are ids. The mean is over the rows that count.
inline constexpr loss_function<losses::softmax_cross_entropy> softmax_cross_entropy;

} // namespace xrnn
