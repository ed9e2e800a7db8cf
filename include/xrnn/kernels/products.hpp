// SPDX-License-Identifier: BSD-3-Clause
/// The interface for matrix products, and xrnn's own implementation.
///
/// An implementation is a class with the static functions below; a model, and everything made from it, takes one as its
/// last template argument. native_products packs weights into panels of a few SIMD batches and keeps a tile of the
/// result in registers. blas_products (kernels/blas.hpp) calls xtensor-blas.
///
/// The order in which an element is summed depends only on its column and the inner size, never on the number of rows,
/// so a row's result is the same in any batch.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "simd.hpp"
#include "write.hpp"

namespace xrnn::inline XRNN_INSTRUCTION_SET
{

/// Register-tiled products over xsimd.
struct native_products
{
    /// Columns of a panel: as many batches as leave enough registers for six rows of accumulators.
    template <class T>
    static constexpr std::size_t panel = detail::batch_size<T>*(detail::batch_size<T> * sizeof(T) == 64 ? 4 : 2);

    /// Rows of a tile.
    static constexpr std::size_t tile_rows = 6;

    /// Elements of the packed form of a [k, n] matrix: panels one after the other, the last one padded with zeros.
    template <class T>
    static constexpr std::size_t packed_size(std::size_t k, std::size_t n)
    {
        return k * ((n + panel<T> - 1) / panel<T> * panel<T>);
    }

    /// Packs w [k, count] as the columns from `first` on of a [k, n] matrix whose packed form has been set to zero.
    template <class T>
    static void pack(std::size_t k, std::size_t, std::size_t first, std::size_t count, const T* w, T* packed)
    {
        for (std::size_t i = 0; i < k; ++i)
        {
            for (std::size_t j = 0, length = 0; j < count; j += length)
            {
                length = std::min(count - j, panel<T> - (first + j) % panel<T>); // up to the panel's end
                std::copy_n(w + i * count + j, length, packed + position<T>(k, i, first + j));
            }
        }
    }

    /// Packs the transpose of w [k, count] as the rows from `first` on of an [n, k] matrix whose packed form has been
    /// set to zero.
    template <class T>
    static void pack_transposed(
        std::size_t k, std::size_t n, std::size_t first, std::size_t count, const T* w, T* packed)
    {
        for (std::size_t i = 0; i < k; ++i)
        {
            for (std::size_t j = 0; j < count; ++j)
            {
                packed[position<T>(n, first + j, i)] = w[i * count + j];
            }
        }
    }

    /// c [rows, n] = (or +=) a [rows, k] w [k, n].
    template <class T>
    static void multiply(std::size_t rows, std::size_t k, std::size_t n, const T* a, std::size_t lda, const T* packed,
        T* c, std::size_t ldc, kernels::write how)
    {
        if (rows == 1)
        {
            multiply_row<T>(k, n, a, packed, c, how);
            return;
        }
        for (std::size_t j = 0; j < n; j += panel<T>)
        {
            multiply_panel(rows, k, std::min(panel<T>, n - j), a, lda, 1, packed + j * k, c + j, ldc, how);
        }
    }

    /// w [k, n] += a^T c, where a is [rows, k] and c is [rows, n]: in blocks of rows, each copied into a panel.
    template <class T>
    static void weight_gradient(
        std::size_t rows, std::size_t k, std::size_t n, const T* a, std::size_t lda, const T* c, std::size_t ldc, T* w)
    {
        constexpr std::size_t block = 16384 / sizeof(T) / panel<T>;
        alignas(64) std::array<T, block * panel<T>> copied;
        for (std::size_t r = 0; r < rows; r += block)
        {
            const std::size_t depth = std::min(block, rows - r);
            for (std::size_t j = 0; j < n; j += panel<T>)
            {
                const std::size_t count = std::min(panel<T>, n - j);
                for (std::size_t i = 0; i < depth; ++i)
                {
                    const T* from = c + (r + i) * ldc + j;
                    T* to = copied.data() + i * panel<T>;
                    std::fill(std::copy(from, from + count, to), to + panel<T>, T(0));
                }
                multiply_panel(k, depth, count, a + r * lda, 1, lda, copied.data(), w + j, n, kernels::write::add);
            }
        }
    }

private:
    /// Where element (row, column) of a matrix with k rows lies in its packed form.
    template <class T>
    static constexpr std::size_t position(std::size_t k, std::size_t row, std::size_t column)
    {
        return column / panel<T> * panel<T> * k + row * panel<T> + column % panel<T>;
    }

    /// One row of the result, in groups of up to Panels panels, so that there are enough sums to hide the latency of an
    /// addition.
    template <class T, std::size_t Panels = 4>
    static void multiply_row(std::size_t k, std::size_t n, const T* a, const T* packed, T* c, kernels::write how)
    {
        for (; n > (Panels - 1) * panel<T>; c += Panels * panel<T>)
        {
            const std::size_t columns = std::min(n, Panels * panel<T>);
            tile<T, 1, Panels>(k, columns, a, 0, 1, packed, c, 0, how);
            packed += Panels * panel<T> * k;
            n -= columns;
        }
        if constexpr (Panels > 1)
        {
            multiply_row<T, Panels - 1>(k, n, a, packed, c, how);
        }
    }

    /// One panel of the result. Element (i, m) of a is at a[i * row_stride + m * step].
    template <class T>
    static void multiply_panel(std::size_t rows, std::size_t k, std::size_t columns, const T* a, std::size_t row_stride,
        std::size_t step, const T* packed, T* c, std::size_t ldc, kernels::write how)
    {
        const std::size_t tiled = rows / tile_rows * tile_rows;
        for (std::size_t i = 0; i < tiled; i += tile_rows)
        {
            tile<T, tile_rows>(k, columns, a + i * row_stride, row_stride, step, packed, c + i * ldc, ldc, how);
        }
        for (std::size_t i = tiled; i < rows; ++i)
        {
            tile<T, 1>(k, columns, a + i * row_stride, row_stride, step, packed, c + i * ldc, ldc, how);
        }
    }

    /// A tile of Rows rows and Panels panels of columns, of which the first `columns` are stored.
    template <class T, std::size_t Rows, std::size_t Panels = 1>
    static void tile(std::size_t k, std::size_t columns, const T* a, std::size_t row_stride, std::size_t step,
        const T* packed, T* c, std::size_t ldc, kernels::write how)
    {
        constexpr std::size_t size = detail::batch_size<T>;
        constexpr std::size_t width = Panels * panel<T>;
        constexpr std::size_t batches = width / size;
        if (columns < width)
        {
            std::array<T, Rows * width> whole{};
            for (std::size_t i = 0; i < Rows && how == kernels::write::add; ++i)
            {
                std::copy_n(c + i * ldc, columns, whole.data() + i * width);
            }
            tile<T, Rows, Panels>(k, width, a, row_stride, step, packed, whole.data(), width, how);
            for (std::size_t i = 0; i < Rows; ++i)
            {
                std::copy_n(whole.data() + i * width, columns, c + i * ldc);
            }
            return;
        }
        std::array<std::array<detail::batch<T>, batches>, Rows> sums;
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i)
        {
#pragma GCC unroll 16
            for (std::size_t j = 0; j < batches; ++j)
            {
                sums[i][j] = how == kernels::write::add ? detail::load_lane<detail::batch<T>>(c + i * ldc + j * size)
                                                        : detail::batch<T>(T(0));
            }
        }
        for (std::size_t m = 0; m < k; ++m)
        {
            std::array<detail::batch<T>, batches> w;
#pragma GCC unroll 16
            for (std::size_t j = 0; j < batches; ++j)
            {
                w[j] = detail::load_lane<detail::batch<T>>(
                    packed + (j * size / panel<T> * k + m) * panel<T> + j * size % panel<T>);
            }
#pragma GCC unroll 8
            for (std::size_t i = 0; i < Rows; ++i)
            {
                const detail::batch<T> x(a[i * row_stride + m * step]);
#pragma GCC unroll 16
                for (std::size_t j = 0; j < batches; ++j)
                {
                    sums[i][j] = detail::multiply_add(x, w[j], sums[i][j]);
                }
            }
        }
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i)
        {
#pragma GCC unroll 16
            for (std::size_t j = 0; j < batches; ++j)
            {
                detail::store_lane(c + i * ldc + j * size, sums[i][j]);
            }
        }
    }
};

} // namespace xrnn::inline XRNN_INSTRUCTION_SET
