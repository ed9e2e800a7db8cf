// SPDX-License-Identifier: BSD-3-Clause
/// Random numbers as a function of the place where they are used, so that they do not depend on order or threads.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../language/distributions.hpp"

namespace xrnn
{

/// Makes a pass one of training, and selects its noise: the same numbers draw the same noise. Steps are counted from
/// first_step, so windows that continue each other can draw what one long window would; rows from first_row, so rows that
/// are part of a batch can draw what they would in the whole of it.
struct training
{
    std::uint64_t seed = 0;
    std::uint64_t update = 0;
    std::uint64_t first_step = 0;
    std::size_t first_row = 0;
};

} // namespace xrnn

namespace xrnn::detail
{

/// A bijective mixing of 64 bits: the finaliser of splitmix64 (Steele, Lea & Flood 2014).
constexpr std::uint64_t mix_bits(std::uint64_t z)
{
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/// The upper 53 bits as a number in [0, 1).
constexpr double unit_interval(std::uint64_t bits)
{
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

/// What the noise of one pass depends on. If it is off, every noise is what its distribution says.
struct noise_source
{
    bool on = false;
    std::uint64_t key = 0;
    std::uint64_t first_step = 0;
    std::size_t first_row = 0;

    constexpr noise_source() = default;

    constexpr explicit noise_source(const training& t)
        : on(true)
        , key(mix_bits(mix_bits(t.seed) ^ t.update))
        , first_step(t.first_step)
        , first_row(t.first_row)
    {
    }

    /// The number in [0, 1) for one element. Layer, symbol and column are far below 2^32, which leaves room beside them for
    /// the upper halves of the step and the row.
    template <drawn Often = drawn::every_step>
    constexpr double draw(
        std::size_t layer, std::size_t symbol, std::size_t step, std::size_t row, std::size_t column) const
    {
        const std::uint64_t t = Often == drawn::every_step ? first_step + step : 0;
        const std::uint64_t b = first_row + row;
        const std::uint64_t of_symbol = mix_bits(key ^ (layer << 16 ^ symbol ^ upper_half(t)));
        const std::uint64_t of_row = mix_bits(of_symbol ^ (t << 32 ^ b));
        return unit_interval(mix_bits(of_row ^ column ^ upper_half(b)));
    }

private:
    static constexpr std::uint64_t upper_half(std::uint64_t number) { return number >> 32 << 32; }
};

} // namespace xrnn::detail
