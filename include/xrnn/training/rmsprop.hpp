// SPDX-License-Identifier: BSD-3-Clause
/// RMSProp: each parameter's rate is divided by a running root mean square of its gradients.
#pragma once

#include "optimiser.hpp"

namespace xrnn
{

/// s = decay s + (1 - decay) g^2 and w -= rate g / (sqrt(s) + epsilon): Tieleman & Hinton 2012 (lecture 6.5). Epsilon,
/// which the lecture does not name, is outside the root, as in PyTorch (whose defaults these are) and Torch 7;
/// TensorFlow has it inside. Karpathy's char-rnn has rate 0.002 and decay 0.95. The decay is in [0, 1), epsilon above
/// zero.
struct rmsprop
{
    double rate = 0.01;
    double decay = 0.99;
    double epsilon = 1e-8;

    static constexpr std::size_t memories = 1;

    template <class T>
    void check() const
    {
        detail::require_share("rmsprop: decay", decay);
        detail::require_positive<T>("rmsprop: epsilon", epsilon);
    }

    template <class T>
    auto at(std::uint64_t, double now) const
    {
        return [r = static_cast<T>(now), old = static_cast<T>(decay), fresh = static_cast<T>(1 - decay),
                   outside = static_cast<T>(epsilon)](auto w, auto g, auto& s) {
            using std::sqrt; // for numbers; xsimd's is found for batches
            s = old * s + fresh * g * g;
            return w - r * g / (sqrt(s) + outside);
        };
    }
};

} // namespace xrnn
