// SPDX-License-Identifier: BSD-3-Clause
/// Binary cross-entropy: the loss of a model that answers several yes-or-no questions.
#pragma once

#include "loss.hpp"

#include <cmath>

namespace xrnn
{

namespace losses
{
    /// -(t log p + (1 - t) log(1 - p)) in nats, with p = sigmoid(z) of the logit z and a target t in [0, 1]. In the
    /// form max(z, 0) - t z + log(1 + exp(-|z|)) nothing overflows; the gradient is p - t. Equation (39) of
    /// docs/mathematics.md.
    struct binary_cross_entropy
    {
        template <class T>
        static bool accepts(T target)
        {
            return target >= 0 && target <= 1;
        }

        template <class T>
        static T f(T z, T target)
        {
            return std::max(z, T(0)) - target * z + std::log1p(std::exp(-std::abs(z)));
        }

        template <class T>
        static T df(T z, T target)
        {
            return 1 / (1 + std::exp(-z)) - target;
        }
    };
} // namespace losses

/// The outputs are logits, the targets numbers in [0, 1]. The mean is over elements.
inline constexpr loss_function<losses::binary_cross_entropy> binary_cross_entropy;

} // namespace xrnn
