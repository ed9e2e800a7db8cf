// SPDX-License-Identifier: BSD-3-Clause
/// Products whose packed weights are bfloat16 or int8: for running a trained model a step at a time, whose speed is that
/// of reading its weights.
///
///     model<network, float, int8_weights> narrow;
///     narrow.edit([&](parameters<network>& p) { p = trained.all(); });
#pragma once

#include "bfloat16_pairs.hpp"
#include "int8_quads.hpp"

namespace xrnn
{

namespace detail::inline XRNN_INSTRUCTION_SET
{
    /// The interface of kernels/products.hpp, as far as a model needs it to run. Packing has pack, Format says how the
    /// packed weights are multiplied.
    template <class Packing, class Format>
    struct narrow_weights
    {
        template <class T>
        static constexpr std::size_t packed_size(std::size_t k, std::size_t n)
        {
            static_assert(std::is_same_v<T, float>,
                "xrnn: narrow weights are those of a network of float; a network of double takes native_products");
            return tiles::packed_size(k, n);
        }

        template <class T>
        static void pack(std::size_t k, std::size_t, std::size_t first, std::size_t count, const T* w, T* packed)
        {
            Packing::pack(k, first, count, w, packed);
        }

        template <class T, std::size_t K, std::size_t N>
        static void multiply(
            std::size_t rows, const T* a, std::size_t lda, const T* packed, T* c, std::size_t ldc, kernels::write how)
        {
            multiply_columns(rows, K, N, a, lda, packed, c, ldc, how);
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
            multiply_columns(1, K, columns.size(), a, K, packed + columns.begin / tiles::panel * tiles::panel_size(K),
                c + columns.begin, N, how);
        }

        template <class T>
        static void pack_transposed(std::size_t, std::size_t, std::size_t, std::size_t, const T*, T*)
        {
            refuse_training<T>();
        }

        template <class T>
        static constexpr std::size_t panel_count(std::size_t)
        {
            return 1;
        }

        template <class T, std::size_t, std::size_t>
        static void weight_gradient(
            kernels::range, std::size_t, const T*, std::size_t, const T*, std::size_t, T*, kernels::write)
        {
            refuse_training<T>();
        }

    private:
        using tiles = narrow_tiles<Format>;

        static void multiply_columns(std::size_t rows, std::size_t k, std::size_t n, const float* a, std::size_t lda,
            const float* packed, float* c, std::size_t ldc, kernels::write how)
        {
            if constexpr (std::is_same_v<typename Format::operand, float>)
            {
                tiles::multiply(rows, k, n, {a, lda, 1}, packed, tiles::panel_size(k), c, ldc, how);
            }
            else if (Format::row_size(k) > size)
            {
                narrow_tiles<int8_quads>::multiply(rows, k, n, {a, lda, 1}, packed, tiles::panel_size(k), c, ldc, how);
            }
            else
            {
                multiply_converted(rows, k, n, a, lda, packed, c, ldc, how);
            }
        }

        /// Words for converted rows. The rare row that does not fit stays float; for those that do, sums of 32 bits are
        /// enough.
        static constexpr std::size_t size = 8192;

        /// In blocks of rows, which are converted on the stack.
        static void multiply_converted(std::size_t rows, std::size_t k, std::size_t n, const float* a, std::size_t lda,
            const float* packed, float* c, std::size_t ldc, kernels::write how)
        {
            const std::size_t row_size = Format::row_size(k);
            alignas(64) std::array<typename Format::operand, size> converted;
            const std::size_t most = size / row_size;
            for (std::size_t r = 0; r < rows; r += most)
            {
                const std::size_t height = std::min(most, rows - r);
                for (std::size_t i = 0; i < height; ++i)
                {
                    Format::convert_row(a + (r + i) * lda, k, converted.data() + i * row_size);
                }
                tiles::multiply(height, row_size - 1, n, {converted.data(), row_size, 1}, packed, tiles::panel_size(k),
                    c + r * ldc, ldc, how);
            }
        }

        template <class T>
        static void refuse_training()
        {
            static_assert(sizeof(T) == 0,
                "xrnn: a model with narrow weights only runs; train one with native_products or bfloat16_products and "
                "copy its parameters");
        }
    };
} // namespace detail::inline XRNN_INSTRUCTION_SET

/// Weights rounded to bfloat16 (8 significant bits), half the bytes of float; what they are multiplied with stays float.
using bfloat16_weights = detail::narrow_weights<detail::bfloat16_packing, detail::bfloat16_pairs>;

/// Weights rounded to whole numbers from -127 to 127 times a factor for each column, its largest magnitude by 127: a
/// quarter of the bytes of float. A column with a weight that is not finite gives NaN. Where the machine has AVX-512
/// VNNI, each row that they are multiplied with is rounded to whole numbers from -32767 to 32767 times its own factor, and
/// one with a number that is not finite gives NaN; elsewhere it stays float.
using int8_weights = detail::narrow_weights<detail::int8_packing, detail::int8_format>;

} // namespace xrnn
