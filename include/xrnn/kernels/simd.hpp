// SPDX-License-Identifier: BSD-3-Clause
/// Lanes: numbers side by side in a SIMD register. The one place that includes xsimd.
///
/// A row of numbers is cut into whole batches of the machine's widest kind, and one lane for the rest: the narrowest
/// batch that holds it, of which the last elements are idle. So every element is computed in the same way, wherever in a
/// row it lies.
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 takes the undefined operands in its own AVX-512 intrinsics for mistakes, of xsimd's and of those who call them.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <xsimd/xsimd.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "../instruction_set.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T>
using batch = T;

template <class T, std::size_t Size>
using batch_of = std::conditional_t<Size == 1, T, void>;
#else
/// The widest lane that the machine has: one number where it has no SIMD for T.
template <class T>
using batch = std::conditional_t<xsimd::types::has_simd_register<T, xsimd::default_arch>::value, xsimd::batch<T>, T>;

/// A batch of exactly this size, or void.
template <class T, std::size_t Size>
using batch_of = std::conditional_t<std::is_same_v<batch<T>, T>, std::conditional_t<Size == 1, T, void>,
    typename xsimd::make_sized_batch<T, Size>::type>;
#endif

/// Elements of a batch.
template <class V, class T>
inline constexpr std::size_t size_of = sizeof(V) / sizeof(T);

template <class T>
inline constexpr std::size_t batch_size = size_of<batch<T>, T>;

/// The narrowest batch that holds Count elements, up to batch_size of them; a plain number where there is no SIMD.
template <class T, std::size_t Count>
constexpr auto find_lane()
{
    if constexpr (Count < batch_size<T> && !std::is_void_v<batch_of<T, Count>>)
    {
        return std::type_identity<batch_of<T, Count>>();
    }
    else if constexpr (Count < batch_size<T>)
    {
        return find_lane<T, Count + 1>();
    }
    else
    {
        return std::type_identity<batch<T>>();
    }
}

template <class T, std::size_t Count>
using lane_of = typename decltype(find_lane<T, Count>())::type;

/// The halves of a batch, and a batch of two halves.
template <std::size_t First, class Half, class V>
[[gnu::always_inline]] inline Half half_of(V v)
{
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))
    {
        using part = typename Half::register_type;
        return Half(reinterpret_cast<part>(__builtin_shufflevector(v.data, v.data, static_cast<int>(First + I)...)));
    }
    (std::make_index_sequence<Half::size>{});
}

template <class V, class Half>
[[gnu::always_inline]] inline V join(Half low, Half high)
{
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))
    {
        using whole = typename V::register_type;
        return V(reinterpret_cast<whole>(__builtin_shufflevector(low.data, high.data, static_cast<int>(I)...)));
    }
    (std::make_index_sequence<V::size>{});
}

/// Loads Count elements, which need not be aligned, into a batch; its other elements are zero.
template <std::size_t Count, class V, class T>
[[gnu::always_inline]] inline V load_part(const T* from)
{
    constexpr std::size_t size = size_of<V, T>;
    if constexpr (size == 1)
    {
        return *from;
    }
    else if constexpr (Count == size)
    {
        return V::load_unaligned(from);
    }
    else if constexpr (!std::is_void_v<batch_of<T, size / 2>>)
    {
        using half = batch_of<T, size / 2>;
        if constexpr (Count <= size / 2)
        {
            return join<V>(load_part<Count, half>(from), half(T(0)));
        }
        else
        {
            return join<V>(load_part<size / 2, half>(from), load_part<Count - size / 2, half>(from + size / 2));
        }
    }
    else
    {
        return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))
        {
            return V(typename V::register_type{(I < Count ? from[I < Count ? I : 0] : T(0))...});
        }
        (std::make_index_sequence<size>{});
    }
}

/// Stores the first Count elements of a batch.
template <std::size_t Count, class T, class V>
[[gnu::always_inline]] inline void store_lane(T* to, V v)
{
    constexpr std::size_t size = size_of<V, T>;
    if constexpr (size == 1)
    {
        *to = v;
    }
    else if constexpr (Count == size)
    {
        v.store_unaligned(to);
    }
    else if constexpr (!std::is_void_v<batch_of<T, size / 2>>)
    {
        using half = batch_of<T, size / 2>;
        store_lane<std::min(Count, size / 2)>(to, half_of<0, half>(v));
        if constexpr (Count > size / 2)
        {
            store_lane<Count - size / 2>(to + size / 2, half_of<size / 2, half>(v));
        }
    }
    else
    {
        std::array<T, size> elements;
        v.store_unaligned(elements.data());
        std::copy_n(elements.data(), Count, to);
    }
}

/// Loads Count elements into the narrowest lane that holds them.
template <std::size_t Count, class T>
[[gnu::always_inline]] inline lane_of<T, Count> load_lane(const T* from)
{
    return load_part<Count, lane_of<T, Count>>(from);
}

/// The elements of a batch combined by f, which takes batches and numbers, always in the same order.
template <class V, class F>
[[gnu::always_inline]] inline auto combine(V v, F&& f)
{
    if constexpr (std::is_arithmetic_v<V>)
    {
        return v;
    }
    else
    {
        using T = typename V::value_type;
        if constexpr (std::is_void_v<batch_of<T, V::size / 2>>)
        {
            std::array<T, V::size> e;
            v.store_unaligned(e.data());
            T all = e[0];
            for (std::size_t i = 1; i < e.size(); ++i)
            {
                all = f(all, e[i]);
            }
            return all;
        }
        else
        {
            using half = batch_of<T, V::size / 2>;
            return combine(f(half_of<0, half>(v), half_of<V::size / 2, half>(v)), f);
        }
    }
}

template <class V>
[[gnu::always_inline]] inline auto sum_of(V v)
{
    return combine(v, [](auto a, auto b) { return a + b; });
}

template <class V>
[[gnu::always_inline]] inline auto largest_of(V v)
{
    return combine(v, [](auto a, auto b) {
        using std::max;
        return max(a, b);
    });
}

/// Calls f<Count>(i) for the lanes of a row of Width elements, whose first element is i.
template <class T, std::size_t Width, class F>
[[gnu::always_inline]] inline void each_lane(F&& f)
{
    constexpr std::size_t whole = Width / batch_size<T> * batch_size<T>;
    if constexpr (whole > 0)
    {
        for (std::size_t i = 0; i < whole; i += batch_size<T>)
        {
            f.template operator()<batch_size<T>>(i);
        }
    }
    if constexpr (whole < Width)
    {
        f.template operator()<Width - whole>(whole);
    }
}

/// Calls f<Count>(first element) for the lanes of a row whose width is known at run time.
template <class T, class F>
[[gnu::always_inline]] inline void each_lane_of_any(std::size_t width, F&& f)
{
    std::size_t i = 0;
    for (; i + batch_size<T> <= width; i += batch_size<T>)
    {
        f.template operator()<batch_size<T>>(i);
    }
    for (; i < width; ++i)
    {
        f.template operator()<1>(i);
    }
}

/// Calls f(first element) for whole batches until there are `size` elements: behind them there must be room for a batch.
template <class T, class F>
[[gnu::always_inline]] inline void each_padded_batch(std::size_t size, F&& f)
{
    for (std::size_t i = 0; i < size; i += batch_size<T>)
    {
        f(i);
    }
}

/// A whole batch of a row.
template <class T>
struct whole_batch
{
    [[gnu::always_inline]] batch<T> load(const T* from, T) const { return load_lane<batch_size<T>>(from); }
    [[gnu::always_inline]] void store(T* to, batch<T> v) const { store_lane<batch_size<T>>(to, v); }
};

/// The last elements of a row, fewer than a batch: the others are loaded as a given number, and not stored.
template <class T>
struct part_of_batch
{
    std::size_t count;

#if defined(__AVX512F__)
    batch<T> load(const T* from, T other) const
    {
        if constexpr (std::is_same_v<T, float>)
        {
            return batch<T>(_mm512_mask_loadu_ps(_mm512_set1_ps(other), mask<__mmask16>(), from));
        }
        else
        {
            return batch<T>(_mm512_mask_loadu_pd(_mm512_set1_pd(other), mask<__mmask8>(), from));
        }
    }

    void store(T* to, batch<T> v) const
    {
        if constexpr (std::is_same_v<T, float>)
        {
            _mm512_mask_storeu_ps(to, mask<__mmask16>(), v.data);
        }
        else
        {
            _mm512_mask_storeu_pd(to, mask<__mmask8>(), v.data);
        }
    }

private:
    template <class Mask>
    Mask mask() const
    {
        return static_cast<Mask>((1u << count) - 1);
    }
#else
    batch<T> load(const T* from, T other) const
    {
        std::array<T, batch_size<T>> elements;
        std::fill(std::copy_n(from, count, elements.begin()), elements.end(), other);
        return load_lane<batch_size<T>>(elements.data());
    }

    void store(T* to, batch<T> v) const
    {
        std::array<T, batch_size<T>> elements;
        store_lane<batch_size<T>>(elements.data(), v);
        std::copy_n(elements.data(), count, to);
    }
#endif
};

/// Calls f(first element, whole_batch or part_of_batch) for the batches of a row whose size is known at run time only.
template <class T, class F>
void each_batch(std::size_t size, F&& f)
{
    const std::size_t whole = size / batch_size<T> * batch_size<T>;
    for (std::size_t i = 0; i < whole; i += batch_size<T>)
    {
        f(i, whole_batch<T>());
    }
    if (whole < size)
    {
        f(whole, part_of_batch<T>{size - whole});
    }
}

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
