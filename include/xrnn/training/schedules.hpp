// SPDX-License-Identifier: BSD-3-Clause
/// Learning-rate schedules: the factor on an optimiser's rate, as a function of the updates made before. Any callable of
/// that form is a schedule.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace xrnn
{

/// Always 1.
struct constant_rate
{
    double operator()(std::uint64_t) const { return 1; }
};

/// Times `factor` after every `every` updates.
struct step_decay
{
    std::uint64_t every = 1000;
    double factor = 0.5;

    double operator()(std::uint64_t n) const
    {
        return std::pow(factor, static_cast<double>(n / std::max<std::uint64_t>(every, 1)));
    }
};

/// Times `factor` after each update.
struct exponential_decay
{
    double factor = 0.9999;

    double operator()(std::uint64_t n) const { return std::pow(factor, static_cast<double>(n)); }
};

/// Half a cosine from 1 at the first update to `last` after `updates` of them, and `last` from then on: Loshchilov &
/// Hutter 2017, their equation (5), without restarts. The first `warm_up` updates, part of the `updates`, rise in equal
/// steps to 1 before it (Goyal et al. 2017).
struct cosine_decay
{
    std::uint64_t updates = 10000;
    std::uint64_t warm_up = 0;
    double last = 0;

    double operator()(std::uint64_t n) const
    {
        if (n < warm_up)
        {
            return static_cast<double>(n + 1) / static_cast<double>(warm_up);
        }
        if (n >= updates)
        {
            return last;
        }
        const double done = static_cast<double>(n - warm_up) / static_cast<double>(updates - warm_up);
        return last + (1 - last) * 0.5 * (1 + std::cos(std::numbers::pi * done));
    }
};

} // namespace xrnn
