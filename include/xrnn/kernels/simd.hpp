// SPDX-License-Identifier: BSD-3-Clause
/// The lane type: xsimd::batch<T>, or plain T. The one place that includes xsimd.
#pragma once

#include <xsimd/xsimd.hpp>

#include <cstddef>
#include <type_traits>

namespace xrnn
{

template <class T>
using batch = xsimd::batch<T>;

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

/// a * b + c.
template <class V>
[[gnu::always_inline]] inline V multiply_add(V a, V b, V c)
{
    if constexpr (std::is_arithmetic_v<V>)
    {
        return a * b + c;
    }
    else
    {
        return xsimd::fma(a, b, c);
    }
}

} // namespace xrnn
