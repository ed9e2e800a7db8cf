// SPDX-License-Identifier: BSD-3-Clause
/// Adagrad: the rate of each parameter falls with the sum of its squared gradients.
#pragma once

#include "optimiser.hpp"

namespace xrnn
{

/// s += g^2 and w -= rate g / (sqrt(s + epsilon_in_root) + epsilon): Duchi, Hazan & Singer 2011, who add their constant
/// outside the root, as PyTorch does (with this default). min-char-rnn has 1e-8 inside and nothing outside. Neither may
/// be negative, and one of them must be above zero, because s is 0 until a parameter has had a gradient.
struct adagrad
{
    double rate = 0.01;
    double epsilon = 1e-10;
    double epsilon_in_root = 0;

    static constexpr std::size_t memories = 1;

    template <class T>
    void check() const
    {
        detail::require_not_negative("adagrad: epsilon", epsilon);
        detail::require_not_negative("adagrad: epsilon_in_root", epsilon_in_root);
        detail::require_positive<T>(
            "adagrad: the larger of epsilon and epsilon_in_root", std::max(epsilon, epsilon_in_root));
    }

    template <class T>
    auto at(std::uint64_t, double now) const
    {
        return [r = static_cast<T>(now), outside = static_cast<T>(epsilon), inside = static_cast<T>(epsilon_in_root)](
                   auto w, auto g, auto& s) {
            using std::sqrt; // for numbers; xsimd's is found for batches
            s += g * g;
            return w - r * g / (sqrt(s + inside) + outside);
        };
    }
};

} // namespace xrnn
