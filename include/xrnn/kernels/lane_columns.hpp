// SPDX-License-Identifier: BSD-3-Clause
/// The columns of a lane: their numbers, and what stands in those that are idle.
#pragma once

#include "simd.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// The first Count elements of a batch, and another number in place of the rest.
template <std::size_t Count, class V, class T>
[[gnu::always_inline]] inline V fill_idle(V v, T other)
{
    constexpr std::size_t size = size_of<V, T>;
    if constexpr (Count == size)
    {
        return v;
    }
    else
    {
        return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))
        {
            using part = typename V::register_type;
            return V(reinterpret_cast<part>(
                __builtin_shufflevector(v.data, V(other).data, static_cast<int>(I < Count ? I : size + I)...)));
        }
        (std::make_index_sequence<size>{});
    }
}

/// 0, 1, 2, ...
template <class V, class T>
[[gnu::always_inline]] inline V first_columns()
{
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))
    {
        const std::array<T, size_of<V, T>> columns{static_cast<T>(I)...};
        return load_part<size_of<V, T>, V>(columns.data());
    }
    (std::make_index_sequence<size_of<V, T>>{});
}

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
