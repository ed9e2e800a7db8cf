// SPDX-License-Identifier: BSD-3-Clause
/// Tiles of a product whose weights are packed in fewer bits than float; the sums are float.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "range.hpp"
#include "simd.hpp"
#include "write.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// As many 32-bit words as a batch has numbers.
using words [[gnu::vector_size(sizeof(batch<float>))]] = std::uint32_t;

/// Words lie in the memory of floats; a float that is written as one need not keep its bits.
inline void store_bits(float* to, std::uint32_t bits)
{
    std::memcpy(to, &bits, sizeof(bits));
}

/// Where a tile finds the left operand: operand m of row i is at data[i * row_stride + m * step].
template <class Operand>
struct tile_operand
{
    const Operand* data = nullptr;
    std::size_t row_stride = 0;
    std::size_t step = 1;
};

/// What float sums begin with and what becomes of them, for the formats below.
struct float_sums
{
    using sum = batch<float>;

    [[gnu::always_inline]] static sum start(const float* c, kernels::write how)
    {
        return how == kernels::write::add ? load_lane<batch_size<float>>(c) : sum(0.0f);
    }

    template <class Operand>
    [[gnu::always_inline]] static sum finish(sum s, const float*, const Operand*, const float*, kernels::write)
    {
        return s;
    }
};

/// Tiles over weights in a Format, which says how they are packed and multiplied:
///
/// - `group` rows of the weights are packed together, into one word for each column of a panel;
/// - after the last group a panel has `tail` more words for each column;
/// - `operand` is the type of the left operand's numbers; a group needs `operands` of them in each row;
/// - `tile_rows` rows of one panel make a tile, or one row of `row_panels` panels;
/// - `sum` is a batch of sums; start(c, how) makes one for the columns at c;
/// - add(sums, a, w, next) adds the products of a group, whose words are at w, and for the panel after it at w + next;
/// - finish(sum, tail, a, c, how) gives the result of a sum; tail is where the panel's tail has its columns, and a what
///   follows the last operand of its row.
///
/// Like everywhere, the order of a sum does not depend on the rows.
template <class Format>
struct narrow_tiles
{
    using operand = typename Format::operand;

    /// Columns of a panel, as many as native_products has.
    static constexpr std::size_t panel = batch_size<float> * (sizeof(batch<float>) == 64 ? 4 : 2);

    static constexpr std::size_t size = batch_size<float>;

    /// Words of one panel of a matrix with k rows.
    static constexpr std::size_t panel_size(std::size_t k)
    {
        return ((k + Format::group - 1) / Format::group + Format::tail) * panel;
    }

    static constexpr std::size_t packed_size(std::size_t k, std::size_t n)
    {
        return (n + panel - 1) / panel * panel_size(k);
    }

    /// Where the word of batch j of a row of panels begins, if the panels are `next` words apart.
    [[gnu::always_inline]] static constexpr std::size_t word(std::size_t j, std::size_t next)
    {
        return j * size / panel * next + j * size % panel;
    }

    /// A row's result has this many parts, of `row_panels` panels each.
    static constexpr std::size_t row_parts(std::size_t n) { return (n + row_part - 1) / row_part; }

    /// The columns of some parts of a row with n.
    static constexpr kernels::range row_columns(kernels::range parts, std::size_t n)
    {
        return {std::min(n, parts.begin * row_part), std::min(n, parts.end * row_part)};
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
    static constexpr std::size_t row_part = Format::row_panels * panel;

    /// One row, in groups of up to Panels panels, so that there are enough sums to hide the latency of an addition.
    template <std::size_t Panels = Format::row_panels>
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
        std::array<std::array<typename Format::sum, batches>, Rows> sums;
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i)
        {
#pragma GCC unroll 16
            for (std::size_t j = 0; j < batches; ++j)
            {
                sums[i][j] = Format::start(c + i * ldc + j * size, how);
            }
        }
        const float* w = packed;
        for (; count >= Format::operands; count -= Format::operands)
        {
            Format::add(sums, a, w, next);
            a.data += Format::operands * a.step;
            w += panel;
        }
        if (count > 0)
        {
            std::array<operand, Rows * Format::operands> last{};
            for (std::size_t i = 0; i < Rows; ++i)
            {
                for (std::size_t m = 0; m < count; ++m)
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
                store_lane<size>(to, Format::finish(sums[i][j], w + word(j, next), a.data + i * a.row_stride, to, how));
            }
        }
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
