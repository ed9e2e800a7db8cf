// SPDX-License-Identifier: BSD-3-Clause
/// The lane type: a SIMD batch of T, or plain T. The one place that includes xsimd.
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 takes the undefined operands in its own AVX-512 intrinsics for mistakes, of xsimd's and of those who call them.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <xsimd/xsimd.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include "instruction_set.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
/// A machine without SIMD: the widest lane is one number.
template <class T>
using batch = T;
#else
/// The widest lane that the machine has: one number where it has no SIMD for T.
template <class T>
using batch = std::conditional_t<xsimd::types::has_simd_register<T, xsimd::default_arch>::value, xsimd::batch<T>, T>;
#endif

/// Elements of a batch.
template <class T>
inline constexpr std::size_t batch_size = sizeof(batch<T>) / sizeof(T);

/// Loads one lane, wide or plain, from memory that need not be aligned.
template <class V, class T>
[[gnu::always_inline]] inline V load_lane(const T* from)
{
    if constexpr (std::is_same_v<V, T>)
    {
        return *from;
    }
    else
    {
        return V::load_unaligned(from);
    }
}

template <class V, class T>
[[gnu::always_inline]] inline void store_lane(T* to, V v)
{
    if constexpr (std::is_same_v<V, T>)
    {
        *to = v;
    }
    else
    {
        v.store_unaligned(to);
    }
}

/// Calls f<V>(i) for the lanes of `size` elements: whole batches first, then plain numbers.
template <class T, class F>
[[gnu::always_inline]] inline void each_lane(std::size_t size, F&& f)
{
    std::size_t i = 0;
    for (; i + batch_size<T> <= size; i += batch_size<T>)
    {
        f.template operator()<batch<T>>(i);
    }
    for (; i < size; ++i)
    {
        f.template operator()<T>(i);
    }
}

/// The elements of a batch added up in their order, from `sum` on.
template <class T>
T add_elements(batch<T> v, T sum)
{
    std::array<T, batch_size<T>> elements;
    store_lane(elements.data(), v);
    for (const T e : elements)
    {
        sum += e;
    }
    return sum;
}

/// a * b + c: rounded once, wherever the machine can, for lanes of every width and for numbers alike.
template <class V>
[[gnu::always_inline]] inline V multiply_add(V a, V b, V c)
{
#if defined(__FMA__)
    if constexpr (std::is_arithmetic_v<V>)
    {
        return std::fma(a, b, c);
    }
    else if constexpr (sizeof(V) == 16)
    {
        if constexpr (std::is_same_v<typename V::value_type, float>)
        {
            return _mm_fmadd_ps(a, b, c);
        }
        else
        {
            return _mm_fmadd_pd(a, b, c);
        }
    }
    else if constexpr (sizeof(V) == 32)
    {
        if constexpr (std::is_same_v<typename V::value_type, float>)
        {
            return _mm256_fmadd_ps(a, b, c);
        }
        else
        {
            return _mm256_fmadd_pd(a, b, c);
        }
    }
#if defined(__AVX512F__)
    else if constexpr (std::is_same_v<typename V::value_type, float>)
    {
        return _mm512_fmadd_ps(a, b, c);
    }
    else
    {
        return _mm512_fmadd_pd(a, b, c);
    }
#endif
#elif defined(__FP_FAST_FMAF) || XSIMD_WITH_NEON64
    if constexpr (std::is_arithmetic_v<V>)
    {
        return std::fma(a, b, c);
    }
    else
    {
        return xsimd::fma(a, b, c);
    }
#else
    return a * b + c;
#endif
}

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
