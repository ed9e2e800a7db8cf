// SPDX-License-Identifier: BSD-3-Clause
/// Softmax cross-entropy: the loss of a model that predicts one of several classes, such as the next character.
#pragma once

#include "loss.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "../kernels/activations.hpp"

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
            using V = detail::batch<T>;
            constexpr T none = -std::numeric_limits<T>::infinity(); // for the columns that fill up the last batch
            V most(none);
            detail::each_batch<T>(logits.size(), [&](std::size_t k, auto part) {
                using std::max; // for numbers; xsimd's is found for batches
                most = max(most, part.load(z + k, none));
            });
            const T largest = detail::largest_of(most);
            V sums(T(0));
            detail::each_batch<T>(logits.size(), [&](std::size_t k, auto part) {
                const V e = detail::activations::exp<V>(part.load(z + k, none) - V(largest));
                part.store(d + k, e);
                sums += e;
            });
            const T sum = detail::sum_of(sums);
            detail::each_batch<T>(logits.size(),
                [&](std::size_t k, auto part) { part.store(d + k, part.load(d + k, T(0)) / V(sum)); });
            d[target] -= 1;
            return std::log(sum) + largest - z[target];
        }
    };
} // namespace losses

/// In nats. The targets are ids. The mean is over the rows that count.
inline constexpr loss_function<losses::softmax_cross_entropy> softmax_cross_entropy;

} // namespace xrnn
