// SPDX-License-Identifier: BSD-3-Clause
/// Which numbers are finite, by their bits: under -ffast-math a compiler assumes that all of them are, and may leave out
/// what only compares them.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace xrnn::detail
{

/// The bits of a number but for its sign. They rise with its magnitude: zero, subnormal and normal numbers, infinity,
/// NaN.
template <std::floating_point T>
constexpr auto magnitude_bits(T x)
{
    using bits = std::conditional_t<sizeof(T) == sizeof(std::uint32_t), std::uint32_t, std::uint64_t>;
    static_assert(sizeof(T) == sizeof(bits) && std::numeric_limits<T>::is_iec559, "xrnn: numbers are float or double");
    return static_cast<bits>(std::bit_cast<bits>(x) & (~bits(0) >> 1));
}

template <std::floating_point T>
constexpr bool is_nan(T x)
{
    return magnitude_bits(x) > magnitude_bits(std::numeric_limits<T>::infinity());
}

/// Neither NaN nor infinite.
template <std::floating_point T>
constexpr bool is_finite(T x)
{
    return magnitude_bits(x) < magnitude_bits(std::numeric_limits<T>::infinity());
}

} // namespace xrnn::detail
