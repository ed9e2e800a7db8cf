// SPDX-License-Identifier: BSD-3-Clause
/// Squares of numbers turned over in registers.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "simd.hpp"

#if defined(__GNUC__) && !defined(__clang__)
// As in simd.hpp: g++ 12 warns about its own AVX-512 intrinsics.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// Swaps the blocks beside the diagonal of each square of 2 Block elements, then those of half the size.
template <std::size_t Block, class V>
[[gnu::always_inline]] inline void transpose(std::array<V, V::size>& rows)
{
    constexpr std::size_t size = V::size;
    using whole = typename V::register_type;
    [&]<std::size_t... J>(std::index_sequence<J...>) __attribute__((always_inline))
    {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < size; ++i)
        {
            if ((i & Block) == 0)
            {
                const auto a = rows[i].data;
                const auto b = rows[i + Block].data;
                rows[i] = V(reinterpret_cast<whole>(
                    __builtin_shufflevector(a, b, static_cast<int>((J & Block) == 0 ? J : size + J - Block)...)));
                rows[i + Block] = V(reinterpret_cast<whole>(
                    __builtin_shufflevector(a, b, static_cast<int>((J & Block) == 0 ? J + Block : size + J)...)));
            }
        }
    }
    (std::make_index_sequence<size>{});
    if constexpr (Block > 1)
    {
        transpose<Block / 2>(rows);
    }
}

/// Writes the transpose of a square of batch_size rows and columns; rows are `from_stride` and `to_stride` apart.
template <class T>
void transpose_square(const T* from, std::size_t from_stride, T* to, std::size_t to_stride)
{
    constexpr std::size_t size = batch_size<T>;
    if constexpr (size == 1)
    {
        *to = *from;
    }
    else
    {
        std::array<batch<T>, size> rows;
#pragma GCC unroll 16
        for (std::size_t i = 0; i < size; ++i)
        {
            rows[i] = batch<T>::load_unaligned(from + i * from_stride);
        }
        transpose<size / 2>(rows);
#pragma GCC unroll 16
        for (std::size_t i = 0; i < size; ++i)
        {
            rows[i].store_unaligned(to + i * to_stride);
        }
    }
}

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
