// SPDX-License-Identifier: BSD-3-Clause
/// Stochastic gradient descent, with and without momentum.
#pragma once

#include "optimiser.hpp"

namespace xrnn
{

/// w -= rate g: Robbins & Monro 1951.
struct sgd
{
    double rate = 0.1;

    static constexpr std::size_t memories = 0;

    template <class T>
    auto at(std::uint64_t, double now) const
    {
        return [r = static_cast<T>(now)](auto w, auto g) { return w - r * g; };
    }
};

/// v = decay v + g and w -= rate v: the heavy ball of Polyak 1964, with the rate outside v, as in PyTorch. Sutskever et
/// al. 2013 have the rate inside; the two differ when the rate changes. The decay is in [0, 1).
struct momentum
{
    double rate = 0.1;
    double decay = 0.9;

    static constexpr std::size_t memories = 1;

    template <class T>
    void check() const
    {
        detail::require_share("momentum: decay", decay);
    }

    template <class T>
    auto at(std::uint64_t, double now) const
    {
        return [r = static_cast<T>(now), mu = static_cast<T>(decay)](auto w, auto g, auto& v) {
            v = mu * v + g;
            return w - r * v;
        };
    }
};

} // namespace xrnn
