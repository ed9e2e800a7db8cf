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
            const T largest = *std::max_element(logits.begin(), logits.end());
            detail::batch<T> sums(T(0));
            T sum = 0;
            detail::each_lane<T>(logits.size(), [&]<class V>(std::size_t k) {
                const V e = detail::activations::exp<V>(detail::load_lane<V>(z + k) - V(largest));
                detail::store_lane(d + k, e);
                if constexpr (std::is_same_v<V, T>)
                {
                    sum += e;
                }
                else
                {
                    sums += e;
                }
            });
            sum = detail::add_elements<T>(sums, sum);
            detail::each_lane<T>(logits.size(),
                [&]<class V>(std::size_t k) { detail::store_lane(d + k, V(detail::load_lane<V>(d + k) / V(sum))); });
            d[target] -= 1;
            return std::log(sum) + largest - z[target];
        }
    };
} // namespace losses

/// In nats. The targets are ids. The mean is over the rows that count.
inline constexpr loss_function<losses::softmax_cross_entropy> softmax_cross_entropy;

} // namespace xrnn
