// SPDX-License-Identifier: BSD-3-Clause
/// What all products with packed weights of fewer bits share: whole products and single rows, which Products makes of its
/// own multiply_columns. Machinery of bfloat16.hpp and narrow_weights.hpp.
#pragma once

#include "narrow_tile.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// Part of the interface of kernels/products.hpp. Format says how packed weights are multiplied.
template <class Products, class Format>
struct narrow_products
{
    /// The numbers of a network that takes these products.
    using number = float;

    template <class T, std::size_t K, std::size_t N>
    static void multiply(
        std::size_t rows, const T* a, std::size_t lda, const T* packed, T* c, std::size_t ldc, kernels::write how)
    {
        Products::multiply_columns(rows, K, N, a, lda, packed, c, ldc, how);
    }

    template <class T>
    static constexpr std::size_t row_parts(std::size_t n)
    {
        return tiles::row_parts(n);
    }

    template <class T, std::size_t K, std::size_t N>
    static void multiply_row(kernels::range parts, const T* a, const T* packed, T* c, kernels::write how)
    {
        const kernels::range columns = tiles::row_columns(parts, N);
        Products::multiply_columns(1, K, columns.size(), a, K,
            packed + columns.begin / tiles::panel * tiles::panel_size(K), c + columns.begin, N, how);
    }

protected:
    using tiles = narrow_tiles<Format>;
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
