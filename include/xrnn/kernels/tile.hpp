// SPDX-License-Identifier: BSD-3-Clause
/// A tile of a matrix product: a few rows and columns of the result, kept in registers while the inner size runs by.
#pragma once

#include <array>
#include <cstddef>

#include "multiply_add.hpp"
#include "simd.hpp"
#include "write.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// Rows and columns of the largest tile: its sums, one row of weights and one broadcast number fill the registers. With
/// AVX-512 there are 32 of them, elsewhere mostly 16.
inline constexpr std::size_t most_tile_rows = 6;

template <class T>
inline constexpr std::size_t tile_columns = batch_size<T>*(batch_size<T> * sizeof(T) == 64 ? 4 : 2);

/// What a row of `columns` numbers takes if its last lane is a whole one.
template <class T>
constexpr std::size_t lane_width(std::size_t columns)
{
    std::size_t last = columns % batch_size<T>;
    if (last > 0)
    {
        constexpr std::size_t least = std::min(batch_size<T>, 16 / sizeof(T));
        std::size_t size = least;
        while (size < last)
        {
            size *= 2;
        }
        last = size;
    }
    return columns / batch_size<T> * batch_size<T> + last;
}

template <std::size_t Count, class T, class V>
[[gnu::always_inline]] inline void write_lane(T* to, V v, kernels::write how)
{
    store_lane<Count>(to, how == kernels::write::add ? load_part<Count, V>(to) + v : v);
}

/// Rows x Width sums: whole batches, and one lane for the last columns.
template <class T, std::size_t Rows, std::size_t Width>
struct tile
{
    static constexpr std::size_t size = batch_size<T>;
    static constexpr std::size_t batches = Width / size;
    static constexpr std::size_t rest = Width % size;
    using rest_lane = lane_of<T, rest == 0 ? size : rest>;

    /// Where batch j of row m of the weights is, in panels of tile_columns with k rows each.
    static constexpr std::size_t weight(std::size_t k, std::size_t m, std::size_t j)
    {
        const std::size_t first = j * size / tile_columns<T> * tile_columns<T>;
        const std::size_t width = std::min(tile_columns<T>, lane_width<T>(Width) - first);
        return first * k + m * width + j * size - first;
    }

    /// c [Rows, Width] = (or +=) a w with the inner size k. Element (i, m) of a is at a[i * row_stride + m * step].
    static void run(std::size_t k, const T* a, std::size_t row_stride, std::size_t step, const T* packed, T* c,
        std::size_t ldc, kernels::write how)
    {
        std::array<std::array<batch<T>, batches>, Rows> sums;
        std::array<rest_lane, Rows> last;
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i)
        {
#pragma GCC unroll 16
            for (std::size_t j = 0; j < batches; ++j)
            {
                sums[i][j] = batch<T>(T(0));
                if constexpr (Rows > 1)
                {
                    __builtin_prefetch(c + i * ldc + j * size, 1); // needed when the sums are complete
                }
            }
            if constexpr (rest > 0)
            {
                last[i] = rest_lane(T(0));
            }
        }
        for (std::size_t m = 0; m < k; ++m)
        {
            std::array<batch<T>, batches> w;
#pragma GCC unroll 16
            for (std::size_t j = 0; j < batches; ++j)
            {
                w[j] = load_lane<size>(packed + weight(k, m, j));
            }
#pragma GCC unroll 8
            for (std::size_t i = 0; i < Rows; ++i)
            {
                const T x = a[i * row_stride + m * step];
#pragma GCC unroll 16
                for (std::size_t j = 0; j < batches; ++j)
                {
                    sums[i][j] = multiply_add(batch<T>(x), w[j], sums[i][j]);
                }
                if constexpr (rest > 0)
                {
                    const auto v = load_lane<size_of<rest_lane, T>>(packed + weight(k, m, batches));
                    last[i] = multiply_add(rest_lane(x), v, last[i]);
                }
            }
        }
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i)
        {
#pragma GCC unroll 16
            for (std::size_t j = 0; j < batches; ++j)
            {
                write_lane<size>(c + i * ldc + j * size, sums[i][j], how);
            }
            if constexpr (rest > 0)
            {
                write_lane<rest>(c + i * ldc + batches * size, last[i], how);
            }
        }
    }
};

/// A tile of at most Rows rows.
template <class T, std::size_t Width, std::size_t Rows = most_tile_rows>
void tile_of(std::size_t rows, std::size_t k, const T* a, std::size_t row_stride, std::size_t step, const T* packed,
    T* c, std::size_t ldc, kernels::write how)
{
    if constexpr (Rows > 1)
    {
        if (rows < Rows)
        {
            tile_of<T, Width, Rows - 1>(rows, k, a, row_stride, step, packed, c, ldc, how);
            return;
        }
    }
    tile<T, Rows, Width>::run(k, a, row_stride, step, packed, c, ldc, how);
}

/// All rows of Width columns, in tiles whose numbers of rows differ by one at most.
template <class T, std::size_t Width>
void tile_rows(std::size_t rows, std::size_t k, const T* a, std::size_t row_stride, std::size_t step, const T* packed,
    T* c, std::size_t ldc, kernels::write how)
{
    for (std::size_t tiles = (rows + most_tile_rows - 1) / most_tile_rows; tiles > 0; --tiles)
    {
        const std::size_t now = (rows + tiles - 1) / tiles;
        tile_of<T, Width>(now, k, a, row_stride, step, packed, c, ldc, how);
        rows -= now;
        a += now * row_stride;
        c += now * ldc;
    }
}

/// The scalar product of two rows of K numbers.
template <class T, std::size_t K>
T dot(const T* a, const T* b)
{
    constexpr std::size_t size = batch_size<T>;
    constexpr std::size_t whole = K / size * size;
    if constexpr (size == 1)
    {
        T sum = 0;
        for (std::size_t i = 0; i < K; ++i)
        {
            sum = multiply_add(a[i], b[i], sum);
        }
        return sum;
    }
    else
    {
        // Several sums, so that an addition need not wait for the one before it.
        std::array<batch<T>, std::clamp<std::size_t>(whole / size, 1, 4)> sums;
        sums.fill(batch<T>(T(0)));
        for (std::size_t i = 0; i < whole; i += size)
        {
            batch<T>& sum = sums[i / size % sums.size()];
            sum = multiply_add(load_lane<size>(a + i), load_lane<size>(b + i), sum);
        }
        for (std::size_t i = 1; i < sums.size(); ++i)
        {
            sums[0] += sums[i];
        }
        if constexpr (whole < K)
        {
            const T tail = sum_of(load_lane<K - whole>(a + whole) * load_lane<K - whole>(b + whole));
            return whole > 0 ? sum_of(sums[0]) + tail : tail;
        }
        else
        {
            return sum_of(sums[0]);
        }
    }
}

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
