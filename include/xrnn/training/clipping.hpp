// SPDX-License-Identifier: BSD-3-Clause
/// Gradient clipping: by value and by norm.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "../model/finite.hpp"
#include "../model/message.hpp"
#include "../model/parameters.hpp"

namespace xrnn
{

namespace detail
{
    /// Throws std::invalid_argument unless the limit is above zero as a T, too.
    template <class T>
    void check_limit(double limit)
    {
        if (is_nan(limit) || !(static_cast<T>(limit) > 0))
        {
            throw std::invalid_argument(
                "xrnn: gradients cannot be clipped to " + number_text(limit) + "; the limit must be above zero");
        }
    }
} // namespace detail

/// The Euclidean norm of all gradients together, added up in double and in one order. Not finite if a gradient is not,
/// or if one is above 1e154, whose square overflows.
template <class Network, class T>
[[nodiscard]] double norm(const parameters<Network, T>& gradients)
{
    std::array<double, 16> sums{}; // independent, so that they can be added side by side
    const T* g = gradients.data();
    const std::size_t whole = gradients.size() / sums.size() * sums.size();
    for (std::size_t i = 0; i < whole; i += sums.size())
    {
        for (std::size_t k = 0; k < sums.size(); ++k)
        {
            sums[k] += static_cast<double>(g[i + k]) * static_cast<double>(g[i + k]);
        }
    }
    double sum = 0;
    for (std::size_t i = whole; i < gradients.size(); ++i)
    {
        sum += static_cast<double>(g[i]) * static_cast<double>(g[i]);
    }
    for (const double part : sums)
    {
        sum += part;
    }
    return std::sqrt(sum);
}

/// Moves every gradient outside [-limit, limit] to the nearer end, as in min-char-rnn. NaN and infinity stay, so that
/// the optimiser sees them. Throws std::invalid_argument unless the limit is above zero.
template <class Network, class T>
void clip_value(parameters<Network, T>& gradients, double limit)
{
    detail::check_limit<T>(limit);
    const T most = static_cast<T>(limit);
    for (T& g : gradients.span())
    {
        const T clipped = std::min(std::max(g, -most), most);
        g = detail::is_finite(g) ? clipped : g;
    }
}

/// If the norm of all gradients together is above the limit, they are multiplied by limit / norm: Pascanu, Mikolov &
/// Bengio 2013, their algorithm 1. Returns the norm before; if that is not finite, nothing is changed, so that the
/// optimiser sees it. Throws std::invalid_argument unless the limit is above zero.
template <class Network, class T>
double clip_norm(parameters<Network, T>& gradients, double limit)
{
    detail::check_limit<T>(limit);
    const double before = norm(gradients);
    if (before > limit && detail::is_finite(before))
    {
        const double factor = limit / before; // which may be too small for a float
        for (T& g : gradients.span())
        {
            g = static_cast<T>(factor * static_cast<double>(g));
        }
    }
    return before;
}

} // namespace xrnn
