// SPDX-License-Identifier: BSD-3-Clause
/// Softmax cross-entropy: the loss of a model that predicts one of several classes, such as the next character.
#pragma once

#include "loss.hpp"

#include <cmath>

#include "../kernels/rows.hpp"

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
            T* d = adjoint.data();
            const T largest = detail::largest(logits);
            const T sum = detail::exponentials(
                logits, [largest](auto z) { return z - decltype(z)(largest); }, d);
            using V = detail::batch<T>;
            detail::each_batch<T>(
                logits.size(), [&](std::size_t k, auto part) { part.store(d + k, part.load(d + k, T(0)) / V(sum)); });
            d[target] -= 1;
            return std::log(sum) + largest - logits[target];
        }
    };
} // namespace losses

/// In nats. The targets are ids. The mean is over the rows that count.
inline constexpr loss_function<losses::softmax_cross_entropy> softmax_cross_entropy;

} // namespace xrnn
