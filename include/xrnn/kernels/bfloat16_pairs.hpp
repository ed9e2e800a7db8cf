// SPDX-License-Identifier: BSD-3-Clause
/// Weights packed as pairs of bfloat16: two rows of a column in one 32-bit word, the first row in its lower half.
#pragma once

#include <bit>

#include "multiply_add.hpp"
#include "narrow_tile.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

/// The bits of x rounded to bfloat16, the upper half of a float, to nearest and ties to even. What is smaller than the
/// smallest normal number becomes zero, a NaN stays one: what VCVTNEPS2BF16 does (Intel, Architecture Instruction Set
/// Extensions Programming Reference).
constexpr std::uint32_t bfloat16_bits(float x)
{
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
    const std::uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000)
    {
        return (bits | 0x00400000) & 0xffff0000;
    }
    if (magnitude < 0x00800000)
    {
        return bits & 0x80000000;
    }
    return (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000;
}

constexpr float round_to_bfloat16(float x)
{
    return std::bit_cast<float>(bfloat16_bits(x));
}

constexpr std::uint32_t bfloat16_pair(float first, float second)
{
    return bfloat16_bits(first) >> 16 | bfloat16_bits(second);
}

/// Pairs as weights of float operands. Of each pair the second row is added first, as the instruction in
/// kernels/bfloat16.hpp does.
struct bfloat16_pairs : float_sums
{
    using operand = float;
    static constexpr std::size_t group = 2;
    static constexpr std::size_t operands = 2;
    static constexpr std::size_t tail = 0;
    static constexpr std::size_t tile_rows = 4;
    static constexpr std::size_t row_panels = 4;

    template <std::size_t Rows, std::size_t Batches>
    [[gnu::always_inline]] static void add(
        std::array<std::array<sum, Batches>, Rows>& sums, tile_operand<float> a, const float* w, std::size_t next)
    {
#pragma GCC unroll 16
        for (std::size_t j = 0; j < Batches; ++j)
        {
            words pairs;
            std::memcpy(&pairs, w + narrow_tiles<bfloat16_pairs>::word(j, next), sizeof(pairs));
            const auto first = std::bit_cast<batch<float>>(pairs << 16);
            const auto second = std::bit_cast<batch<float>>(pairs & 0xffff0000);
#pragma GCC unroll 8
            for (std::size_t i = 0; i < Rows; ++i)
            {
                const float* x = a.data + i * a.row_stride;
                sums[i][j] = multiply_add(batch<float>(x[a.step]), second, sums[i][j]);
                sums[i][j] = multiply_add(batch<float>(x[0]), first, sums[i][j]);
            }
        }
    }
};

/// Packs matrices as pairs, for the functions of the same names of products.
struct bfloat16_packing
{
    static constexpr std::size_t panel = narrow_tiles<bfloat16_pairs>::panel;

    static constexpr std::size_t packed_size(std::size_t k, std::size_t n)
    {
        return narrow_tiles<bfloat16_pairs>::packed_size(k, n);
    }

    static void pack(std::size_t k, std::size_t first, std::size_t count, const float* w, float* packed)
    {
        for (std::size_t i = 0; i < k; i += 2)
        {
            const float* second = i + 1 < k ? w + (i + 1) * count : nullptr;
            for (std::size_t j = 0; j < count; ++j)
            {
                store_bits(packed + position(k, i, first + j),
                    bfloat16_pair(w[i * count + j], second == nullptr ? 0.0f : second[j]));
            }
        }
    }

    /// Rows of the packed matrix are columns of w. Another thread may pack the other half of the first and last pair.
    static void pack_transposed(
        std::size_t k, std::size_t n, std::size_t first, std::size_t count, const float* w, float* packed)
    {
        for (std::size_t row = first / 2 * 2; row < first + count; row += 2)
        {
            const bool has_first = row >= first;
            const bool has_second = row + 1 < first + count;
            for (std::size_t i = 0; i < k; ++i)
            {
                const float* from = w + i * count;
                float* to = packed + position(n, row, i);
                if (has_first && has_second)
                {
                    store_bits(to, bfloat16_pair(from[row - first], from[row + 1 - first]));
                }
                else
                {
                    store_half(to, has_first ? 0 : 1, from[has_first ? row - first : row + 1 - first]);
                }
                if (row + 1 == n)
                {
                    store_half(to, 1, 0.0f); // there is no such row
                }
            }
        }
    }

private:
    /// Writes one half of a pair: 0 is the lower one, of the first row.
    static void store_half(float* pair, std::size_t half, float x)
    {
        const auto bits = static_cast<std::uint16_t>(bfloat16_bits(x) >> 16);
        const std::size_t place = std::endian::native == std::endian::little ? half : 1 - half;
        std::memcpy(reinterpret_cast<char*>(pair) + place * sizeof(bits), &bits, sizeof(bits));
    }

    /// Where the pair of element (row, column) of a matrix with k rows lies.
    static constexpr std::size_t position(std::size_t k, std::size_t row, std::size_t column)
    {
        return column / panel * narrow_tiles<bfloat16_pairs>::panel_size(k) + row / 2 * panel + column % panel;
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
