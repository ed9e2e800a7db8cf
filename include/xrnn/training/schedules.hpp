// SPDX-License-Identifier: BSD-3-Clause
/// Learning-rate schedules: the factor on an optimiser's rate as a function of the number of updates made so far. Any
/// such callable is a schedule. Constants that make no sense throw std::invalid_argument, when an optimiser is made or
/// when the schedule is called.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "requirements.hpp"

namespace xrnn
{

/// Always 1.
struct constant_rate
{
    double operator()(std::uint64_t) const { return 1; }
};

/// Multiplies the rate by `factor` after every `every` updates. `every` is at least 1, `factor` not negative.
struct step_decay
{
    std::uint64_t every = 1000;
    double factor = 0.5;

    void check() const
    {
        detail::require(every > 0, "step_decay: every", "at least 1", 0);
        detail::require_not_negative("step_decay: factor", factor);
    }

    double operator()(std::uint64_t n) const
    {
        check();
        return std::pow(factor, static_cast<double>(n / every));
    }
};

/// Multiplies the rate by `factor`, which is not negative, after each update.
struct exponential_decay
{
    double factor = 0.9999;

    void check() const { detail::require_not_negative("exponential_decay: factor", factor); }

    double operator()(std::uint64_t n) const
    {
        check();
        return std::pow(factor, static_cast<double>(n));
    }
};

/// Half a cosine from 1 at the first update to `last` after `updates` of them, and `last` from then on: Loshchilov &
/// Hutter 2017, their equation (5), without restarts. Before that, during the first `warm_up` of the `updates`, the
/// factor rises to 1 in equal steps (Goyal et al. 2017). `updates` is at least 1, `last` not negative.
struct cosine_decay
{
    std::uint64_t updates = 10000;
    std::uint64_t warm_up = 0;
    double last = 0;

    void check() const
    {
        detail::require(updates > 0, "cosine_decay: updates", "at least 1", 0);
        detail::require(
            warm_up <= updates, "cosine_decay: warm_up", "at most equal to updates", static_cast<double>(warm_up));
        detail::require_not_negative("cosine_decay: last", last);
    }

    double operator()(std::uint64_t n) const
    {
        check();
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
