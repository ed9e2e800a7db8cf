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
#include <utility>

#include "range.hpp"
#include "simd.hpp"
#include "tile.hpp"
#include "transpose.hpp"
#include "write.hpp"

namespace xrnn::inline XRNN_INSTRUCTION_SET
{

/// Register-tiled products over xsimd. All matrices are row-major; k and K are inner sizes, n and N numbers of columns.
struct native_products
{
    /// Columns of a panel.
    template <class T>
    static constexpr std::size_t panel = detail::tile_columns<T>;

    /// Elements of the packed form of a [k, n] matrix: panels one after the other, the last one as narrow as its columns
    /// allow. A single column is not packed at all.
    template <class T>
    static constexpr std::size_t packed_size(std::size_t k, std::size_t n)
    {
        return n == 1 ? k : k * detail::lane_width<T>(n);
    }

    /// Packs w [k, count] as the columns from `first` on of a [k, n] matrix.
    template <class T>
    static void pack(std::size_t k, std::size_t n, std::size_t first, std::size_t count, const T* w, T* packed)
    {
        if (n == 1)
        {
            std::copy_n(w, k, packed);
            return;
        }
        for (std::size_t j = 0, length = 0; j < count; j += length)
        {
            length = std::min(count - j, panel<T> - (first + j) % panel<T>); // up to the panel's end
            const std::size_t width = panel_width<T>(n, first + j);
            T* to = packed + start<T>(k, first + j);
            for (std::size_t i = 0; i < k; ++i)
            {
                std::copy_n(w + i * count + j, length, to + i * width);
            }
        }
    }

    /// Packs the transpose of w [k, count] as the rows from `first` on of an [n, k] matrix.
    template <class T>
    static void pack_transposed(
        std::size_t k, std::size_t n, std::size_t first, std::size_t count, const T* w, T* packed)
    {
        if (k == 1)
        {
            std::copy_n(w, count, packed + first);
            return;
        }
        constexpr std::size_t block = detail::batch_size<T>;
        for (std::size_t i = 0; i < k; i += block)
        {
            const std::size_t width = panel_width<T>(k, i);
            T* to = packed + start<T>(n, i) + first * width;
            const std::size_t rows = std::min(block, k - i);
            std::size_t j = 0;
            for (; rows == block && j + block <= count; j += block)
            {
                detail::transpose_square(w + i * count + j, count, to + j * width, width);
            }
            for (; j < count; ++j)
            {
                for (std::size_t r = 0; r < rows; ++r)
                {
                    to[j * width + r] = w[(i + r) * count + j];
                }
            }
        }
    }

    /// c [rows, N] = (or +=) a [rows, K] w [K, N], where w is packed.
    template <class T, std::size_t K, std::size_t N>
    static void multiply(
        std::size_t rows, const T* a, std::size_t lda, const T* packed, T* c, std::size_t ldc, kernels::write how)
    {
        if constexpr (N == 1)
        {
            detail::may_write_anything();
            for (std::size_t i = 0; i < rows; ++i)
            {
                const T sum = detail::dot<T, K>(a + i * lda, packed);
                T* to = c + i * ldc;
                *to = how == kernels::write::add ? *to + sum : sum;
            }
        }
        else if (rows == 1)
        {
            multiply_row<T, K, N>({0, row_parts<T>(N)}, a, packed, c, how);
        }
        else
        {
            each_part<panel<T>, N>([&]<std::size_t Width>(std::size_t j) {
                detail::tile_rows<T, Width>(rows, K, a, lda, 1, packed + j * K, c + j, ldc, how);
            });
        }
    }

    /// The product of a single row and a matrix with n columns has this many parts. Threads may compute different parts
    /// at the same time.
    template <class T>
    static constexpr std::size_t row_parts(std::size_t n)
    {
        return n == 1 ? 1 : (n + row_part<T> - 1) / row_part<T>;
    }

    /// Some parts of c [N] = (or +=) a [K] w [K, N].
    template <class T, std::size_t K, std::size_t N>
    static void multiply_row(kernels::range parts, const T* a, const T* packed, T* c, kernels::write how)
    {
        each_part<row_part<T>, N>([&]<std::size_t Width>(std::size_t j) {
            if (parts.contains(j / row_part<T>))
            {
                detail::tile<T, 1, Width>::run(K, a, 0, 1, packed + j * K, c + j, 0, how);
            }
        });
    }

    /// The gradient of a [k, n] matrix has this many panels of columns. Threads may compute different panels at the same
    /// time.
    template <class T>
    static constexpr std::size_t panel_count(std::size_t n)
    {
        return (n + panel<T> - 1) / panel<T>;
    }

    /// Some panels of the columns of w [K, N] = (or +=) a^T c, where a is [rows, K] and c is [rows, N]: in blocks of rows
    /// that stay in the second cache while all panels use them.
    template <class T, std::size_t K, std::size_t N>
    static void weight_gradient(kernels::range panels, std::size_t rows, const T* a, std::size_t lda, const T* c,
        std::size_t ldc, T* w, kernels::write how)
    {
        constexpr std::size_t block = std::max<std::size_t>(gradient_depth<T>, 524288 / sizeof(T) / K);
        for (std::size_t r = 0; r < rows; r += block)
        {
            const std::size_t depth = std::min(block, rows - r);
            each_part<panel<T>, N>([&]<std::size_t Width>(std::size_t j) {
                if (panels.contains(j / panel<T>))
                {
                    gradient_of_columns<T, K, N, Width>(depth, a + r * lda, lda, c + r * ldc + j, ldc, w + j, how);
                }
            });
            how = kernels::write::add;
        }
    }

private:
    /// Columns of a row's result that are computed together: enough to hide the latency of an addition.
    template <class T>
    static constexpr std::size_t row_part = 4 * panel<T>;

    /// Calls f<Width>(first column) for the parts of N columns: as many of the given size as there are, then the rest.
    template <std::size_t Size, std::size_t N, class F>
    [[gnu::always_inline]] static void each_part(F&& f)
    {
        constexpr std::size_t whole = N / Size * Size;
        if constexpr (whole > 0)
        {
            for (std::size_t j = 0; j < whole; j += Size)
            {
                f.template operator()<Size>(j);
            }
        }
        if constexpr (whole < N)
        {
            f.template operator()<N - whole>(whole);
        }
    }

    /// The width in memory of the panel that column j of n belongs to.
    template <class T>
    static constexpr std::size_t panel_width(std::size_t n, std::size_t j)
    {
        return std::min(panel<T>, detail::lane_width<T>(n) - j / panel<T> * panel<T>);
    }

    /// Where column j of a matrix with k rows begins in its packed form.
    template <class T>
    static constexpr std::size_t start(std::size_t k, std::size_t j)
    {
        return j / panel<T> * panel<T> * k + j % panel<T>;
    }

    /// Rows whose panel of columns stays in the first cache.
    template <class T>
    static constexpr std::size_t gradient_depth = 16384 / sizeof(T) / panel<T>;

    template <class T, std::size_t K, std::size_t N, std::size_t Width>
    static void gradient_of_columns(
        std::size_t rows, const T* a, std::size_t lda, const T* c, std::size_t ldc, T* w, kernels::write how)
    {
        constexpr std::size_t width = detail::lane_width<T>(Width);
        alignas(64) std::array<T, gradient_depth<T> * width> copied;
        for (std::size_t r = 0; r < rows; r += gradient_depth<T>)
        {
            const std::size_t depth = std::min(gradient_depth<T>, rows - r);
            for (std::size_t i = 0; i < depth; ++i)
            {
                detail::each_lane<T, Width>([&]<std::size_t Count>(std::size_t j) __attribute__((always_inline)) {
                    const auto v = detail::load_lane<Count>(c + (r + i) * ldc + j);
                    detail::store_lane<detail::size_of<decltype(v), T>>(copied.data() + i * width + j, v);
                });
            }
            detail::tile_rows<T, Width>(K, depth, a + r * lda, 1, lda, copied.data(), w, N, how);
            how = kernels::write::add;
        }
    }
};

} // namespace xrnn::inline XRNN_INSTRUCTION_SET
