// SPDX-License-Identifier: BSD-3-Clause
/// Products whose packed weights are bfloat16 or int8: for running a trained model a step at a time, whose speed is that
/// of reading its weights.
///
///     model<network, float, int8_weights> narrow;
///     narrow.edit([&](parameters<network>& p) { p = trained.all(); });
#pragma once

#include "bfloat16_pairs.hpp"
#include "int8_quads.hpp"
#include "narrow_products.hpp"

namespace xrnn
{

namespace detail::inline XRNN_INSTRUCTION_SET
{
    /// The interface of kernels/products.hpp, as far as a model needs it to run. Packing has pack, Format says how the
    /// packed weights are multiplied.
    template <class Packing, class Format>
    struct narrow_weights : narrow_products<narrow_weights<Packing, Format>, Format>
    {
        using only_runs = void;

        template <class T>
        static constexpr std::size_t packed_size(std::size_t k, std::size_t n)
        {
            return tiles::packed_size(k, n);
        }

        template <class T>
        static void pack(std::size_t k, std::size_t, std::size_t first, std::size_t count, const T* w, T* packed)
        {
            Packing::pack(k, first, count, w, packed);
        }

    private:
        using base = narrow_products<narrow_weights, Format>;
        using typename base::tiles;
        friend base;

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
