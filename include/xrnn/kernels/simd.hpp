// SPDX-License-Identifier: BSD-3-Clause
/// The lane type: xsimd::batch<T>, or plain T. The one place that includes xsimd.
#pragma once

#include <xsimd/xsimd.hpp>

#include <cstddef>
#include <type_traits>

namespace xrnn::detail
{

template <class T>
using batch = xsimd::batch<T>;

/// Elements of a batch.
template <class T>
inline constexpr std::size_t batch_size = batch<T>::size;

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
    for (; i + batch<T>::size <= size; i += batch<T>::size)
    {
        f.template operator()<batch<T>>(i);
    }
    for (; i < size; ++i)
    {
        f.template operator()<T>(i);
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

} // namespace xrnn::detail
