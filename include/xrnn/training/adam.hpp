// SPDX-License-Identifier: BSD-3-Clause
/// Adam, and Adam with decoupled weight decay.
#pragma once

#include "optimiser.hpp"

namespace xrnn
{

/// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2 and w -= rate m' / (sqrt(v') + epsilon), with m' = m / (1
/// - beta1^n) and v' = v / (1 - beta2^n): Kingma & Ba 2015, their algorithm 1 and its defaults. Epsilon is outside the
/// root and is added after the correction, as in PyTorch. Both betas are in [0, 1), epsilon is above zero.
struct adam
{
    double rate = 0.001;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;

    static constexpr std::size_t memories = 2;

    template <class T>
    void check() const
    {
        detail::require_share("adam: beta1", beta1);
        detail::require_share("adam: beta2", beta2);
        detail::require_positive<T>("adam: epsilon", epsilon);
    }

    template <class T>
    auto at(std::uint64_t n, double now) const
    {
        const double correct_m = 1 / (1 - std::pow(beta1, static_cast<double>(n)));
        const double correct_v = 1 / std::sqrt(1 - std::pow(beta2, static_cast<double>(n)));
        return [r = static_cast<T>(now * correct_m), to_root = static_cast<T>(correct_v), b1 = static_cast<T>(beta1),
                   c1 = static_cast<T>(1 - beta1), b2 = static_cast<T>(beta2), c2 = static_cast<T>(1 - beta2),
                   outside = static_cast<T>(epsilon)](auto w, auto g, auto& m, auto& v) {
            using std::sqrt; // for numbers; xsimd's is found for batches
            m = b1 * m + c1 * g;
            v = b2 * v + c2 * g * g;
            return w - r * m / (sqrt(v) * to_root + outside);
        };
    }
};

/// Adam with decoupled weight decay: w is first multiplied by 1 - rate * weight_decay. Loshchilov & Hutter 2019, their
/// algorithm 2, with the rate in the decay, as in PyTorch. Biases decay, too, unless optimiser::set_rule gives them another
/// rule. Rate times decay is at most 1.
struct adamw
{
    double rate = 0.001;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0.01;

    static constexpr std::size_t memories = 2;

    template <class T>
    void check() const
    {
        as_adam().template check<T>();
        detail::require_not_negative("adamw: weight_decay", weight_decay);
        detail::require(rate * weight_decay <= 1, "adamw: rate * weight_decay", "at most 1", rate * weight_decay);
    }

    template <class T>
    auto at(std::uint64_t n, double now) const
    {
        return [keep = static_cast<T>(1 - now * weight_decay), step = as_adam().template at<T>(n, now)](
                   auto w, auto g, auto& m, auto& v) { return step(decltype(w)(keep * w), g, m, v); };
    }

private:
    adam as_adam() const { return {rate, beta1, beta2, epsilon}; }
};

} // namespace xrnn
