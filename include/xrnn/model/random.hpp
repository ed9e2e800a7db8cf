// SPDX-License-Identifier: BSD-3-Clause
/// Random numbers that do not depend on the standard library, except that normal() uses its log and cos.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "../engine/noise.hpp"

namespace xrnn
{

/// A counter mixed with a seed: the splitmix64 generator (Steele, Lea & Flood 2014).
class random_source
{
public:
    explicit constexpr random_source(std::uint64_t seed)
        : state_(detail::mix_bits(seed))
    {
    }

    constexpr std::uint64_t bits()
    {
        state_ += 0x9e3779b97f4a7c15u;
        return detail::mix_bits(state_);
    }

    /// In [0, 1).
    constexpr double uniform() { return detail::unit_interval(bits()); }

    /// In [low, high). The fused form is rounded once, on every machine.
    double uniform(double low, double high) { return std::fma(high - low, uniform(), low); }

    /// Normal with mean 0 and variance 1: the transformation of Box & Muller 1958.
    double normal()
    {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }

    /// Where the generator stands. Set it to continue from there.
    [[nodiscard]] constexpr std::uint64_t state() const noexcept { return state_; }
    constexpr void set_state(std::uint64_t state) noexcept { state_ = state; }

private:
    std::uint64_t state_;
};

} // namespace xrnn
