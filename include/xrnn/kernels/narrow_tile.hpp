// SPDX-License-Identifier: BSD-3-Clause
/// Tiles of a product whose weights are packed in fewer bits than float; the sums are float.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "simd.hpp"
#include "write.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// As many 32-bit words as a batch has numbers.
using words [[gnu::vector_size(sizeof(batch<float>))]] = std::uint32_t;

/// Sums of a tile: a batch for each of its rows and batches of columns.
template <std::size_t Rows, std::size_t Batches>
using tile_sums = std::array<std::array<batch<float>, Batches>, Rows>;

/// Where a tile finds the left operand: operand m of row i is at data[i * row_stride + m * step].
template <class Operand>
struct tile_operand
{
    const Operand* data = nullptr;
    std::size_t row_stride = 0;
    std::size_t step = 1;
};

/// Tiles over weights in a Format, which says how they are packed:
///
/// - `group` rows of the weights are packed together, into one word for each column of a panel;
/// - a panel ends with a word for each column if it `is_scaled`: the column's factor, by which the sums are multiplied;
/// - `operand` is the type of the left operand's numbers, and a group needs `operands` of them;
/// - `tile_rows` rows make a tile;
/// - `add(sums, a, w, next)` adds the products of one group, whose words are at w, and for the panel after it at w + next.
///
/// Weights are words in the memory of floats. Like everywhere, the order of a sum does not depend on the rows.
template <class Format>
struct narrow_tiles
{
    using operand = typename Format::operand;

    /// Columns of a panel, as many as native_products has.
    static constexpr std::size_t panel = batch_size<float> * (sizeof(batch<float>) == 64 ? 4 : 2);

    /// Words of one panel of a matrix with k rows.
    static constexpr std::size_t panel_size(std::size_t k)
    {
        return ((k + Format::group - 1) / Format::group + (Format::is_scaled ? 1 : 0)) * panel;
    }

    static constexpr std::size_t packed_size(std::size_t k, std::size_t n)
    {
        return (n + panel - 1) / panel * panel_size(k);
    }

    /// c [rows, n] = (or +=) a w for `count` operands in each row of a. The panels of w begin `next` words apart.
    static void multiply(std::size_t rows, std::size_t count, std::size_t n, tile_operand<operand> a,
        const float* packed, std::size_t next, float* c, std::size_t ldc, kernels::write how)
    {
        if (rows == 1)
        {
            multiply_row(count, n, a, packed, next, c, how);
            return;
        }
        for (std::size_t j = 0; j < n; j += panel)
        {
            multiply_panel(rows, count, std::min(panel, n - j), a, packed + j / panel * next, next, c + j, ldc, how);
        }
    }

private:
    static constexpr std::size_t size = batch_size<float>;

    /// One row, in groups of up to Panels panels, so that there are enough sums to hide the latency of an addition.
    template <std::size_t Panels = 4>
    static void multiply_row(std::size_t count, std::size_t n, tile_operand<operand> a, const float* packed,
        std::size_t next, float* c, kernels::write how)
    {
        for (; n > (Panels - 1) * panel; c += Panels * panel)
        {
            const std::size_t columns = std::min(n, Panels * panel);
            tile<1, Panels>(count, columns, a, packed, next, c, 0, how);
            packed += Panels * next;
            n -= columns;
        }
        if constexpr (Panels > 1)
        {
            multiply_row<Panels - 1>(count, n, a, packed, next, c, how);
        }
    }

    /// One panel: whole tiles, and the rows that remain as a smaller one.
    template <std::size_t Rows = Format::tile_rows>
    static void multiply_panel(std::size_t rows, std::size_t count, std::size_t columns, tile_operand<operand> a,
        const float* packed, std::size_t next, float* c, std::size_t ldc, kernels::write how)
    {
        for (; rows >= Rows; rows -= Rows)
        {
            tile<Rows, 1>(count, columns, a, packed, next, c, ldc, how);
            a.data += Rows * a.row_stride;
            c += Rows * ldc;
        }
        if constexpr (Rows > 1)
        {
            multiply_panel<Rows - 1>(rows, count, columns, a, packed, next, c, ldc, how);
        }
    }

    /// A tile of Rows rows and Panels panels of columns, of which the first `columns` are stored.
    template <std::size_t Rows, std::size_t Panels>
    static void tile(std::size_t count, std::size_t columns, tile_operand<operand> a, const float* packed,
        std::size_t next, float* c, std::size_t ldc, kernels::write how)
    {
        constexpr std::size_t width = Panels * panel;
        if (columns == width)
        {
            whole_tile<Rows, Panels>(count, a, packed, next, c, ldc, how);
            return;
        }
        std::array<float, Rows * width> whole{};
        for (std::size_t i = 0; i < Rows && how == kernels::write::add; ++i)
        {
            std::copy_n(c + i * ldc, columns, whole.data() + i * width);
        }
        whole_tile<Rows, Panels>(count, a, packed, next, whole.data(), width, how);
        for (std::size_t i = 0; i < Rows; ++i)
        {
            std::copy_n(whole.data() + i * width, columns, c + i * ldc);
        }
    }

    template <std::size_t Rows, std::size_t Panels>
    static void whole_tile(std::size_t count, tile_operand<operand> a, const float* packed, std::size_t next, float* c,
        std::size_t ldc, kernels::write how)
    {
        constexpr std::size_t batches = Panels * panel / size;
        const bool adds = how == kernels::write::add;
        tile_sums<Rows, batches> sums;
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i)
        {
#pragma GCC unroll 16
            for (std::size_t j = 0; j < batches; ++j)
            {
                sums[i][j] = adds && !Format::is_scaled ? load_lane<batch<float>>(c + i * ldc + j * size)
                                                        : batch<float>(0.0f);
            }
        }
        const float* w = packed;
        std::size_t left = count;
        for (; left >= Format::operands; left -= Format::operands)
        {
            Format::add(sums, a, w, next);
            a.data += Format::operands * a.step;
            w += panel;
        }
        if (left > 0)
        {
            std::array<operand, Rows * Format::operands> last{};
            for (std::size_t i = 0; i < Rows; ++i)
            {
                for (std::size_t m = 0; m < left; ++m)
                {
                    last[i * Format::operands + m] = a.data[i * a.row_stride + m * a.step];
                }
            }
            Format::add(sums, tile_operand<operand>{last.data(), Format::operands, 1}, w, next);
            w += panel;
        }
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i)
        {
#pragma GCC unroll 16
            for (std::size_t j = 0; j < batches; ++j)
            {
                float* to = c + i * ldc + j * size;
                if constexpr (Format::is_scaled)
                {
                    const auto factor = load_lane<batch<float>>(w + j * size / panel * next + j * size % panel);
                    const auto before = adds ? load_lane<batch<float>>(to) : batch<float>(0.0f);
                    sums[i][j] = multiply_add(factor, sums[i][j], before);
                }
                store_lane(to, sums[i][j]);
            }
        }
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
