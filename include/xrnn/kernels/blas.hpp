// SPDX-License-Identifier: BSD-3-Clause
/// Products through xtensor-blas. Link xrnn::blas. Including this header costs seconds of compile time.
///
/// With OpenBLAS, results depend on its number of threads; xrnn's promise of equal bits does not cover it.
#pragma once

#include <xtensor-blas/xblas.hpp>

#include <algorithm>
#include <cstddef>

#include "range.hpp"
#include "write.hpp"

namespace xrnn
{

/// The interface of kernels/products.hpp implemented with xtensor-blas: the weights of a run side by side, row-major.
struct blas_products
{
    template <class T>
    static constexpr std::size_t packed_size(std::size_t k, std::size_t n)
    {
        return k * n;
    }

    template <class T>
    static void pack(std::size_t k, std::size_t n, std::size_t first, std::size_t count, const T* w, T* packed)
    {
        for (std::size_t i = 0; i < k; ++i)
        {
            std::copy_n(w + i * count, count, packed + i * n + first);
        }
    }

    template <class T>
    static void pack_transposed(std::size_t k, std::size_t, std::size_t first, std::size_t count, const T* w, T* packed)
    {
        for (std::size_t i = 0; i < k; ++i)
        {
            for (std::size_t j = 0; j < count; ++j)
            {
                packed[(first + j) * k + i] = w[i * count + j];
            }
        }
    }

    template <class T, std::size_t K, std::size_t N>
    static void multiply(
        std::size_t rows, const T* a, std::size_t lda, const T* packed, T* c, std::size_t ldc, kernels::write how)
    {
        gemm(cxxblas::NoTrans, rows, N, K, a, lda, packed, N, how, c, ldc);
    }

    /// A row is not divided.
    template <class T>
    static constexpr std::size_t row_parts(std::size_t)
    {
        return 1;
    }

    template <class T, std::size_t K, std::size_t N>
    static void multiply_row(kernels::range parts, const T* a, const T* packed, T* c, kernels::write how)
    {
        multiply<T, K, N>(parts.size(), a, K, packed, c, N, how);
    }

    /// The whole gradient is one panel, which BLAS may divide among threads of its own.
    template <class T>
    static constexpr std::size_t panel_count(std::size_t)
    {
        return 1;
    }

    template <class T, std::size_t K, std::size_t N>
    static void weight_gradient(kernels::range panels, std::size_t rows, const T* a, std::size_t lda, const T* c,
        std::size_t ldc, T* w, kernels::write how)
    {
        if (panels.size() > 0)
        {
            gemm(cxxblas::Trans, K, N, rows, a, lda, c, ldc, how, w, N);
        }
    }

private:
    using index = xt::blas_index_t;

    template <class T>
    static void gemm(cxxblas::Transpose trans_a, std::size_t m, std::size_t n, std::size_t k, const T* a,
        std::size_t lda, const T* b, std::size_t ldb, kernels::write how, T* c, std::size_t ldc)
    {
        const auto i = [](std::size_t size) { return static_cast<index>(size); };
        cxxblas::gemm<index>(cxxblas::RowMajor, trans_a, cxxblas::NoTrans, i(m), i(n), i(k), T(1), a, i(lda), b, i(ldb),
            how == kernels::write::add ? T(1) : T(0), c, i(ldc));
    }
};

} // namespace xrnn
