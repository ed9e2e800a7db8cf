// SPDX-License-Identifier: BSD-3-Clause
/// Products of operands rounded to bfloat16, with float sums: about twice as fast as float where the machine has
/// AVX-512 BF16. Weights, states and gradients stay float.
#pragma once

#include "bfloat16_pairs.hpp"
#include "narrow_products.hpp"

namespace xrnn
{

namespace detail::inline XRNN_INSTRUCTION_SET
{
#if defined(__AVX512BF16__) && defined(__AVX512BW__)
    /// Pairs as weights of pairs, by VDPBF16PS: two fused multiply-adds, that of the second row first, each rounded to
    /// nearest even and with results below the smallest normal number set to zero (Intel, Architecture Instruction Set
    /// Extensions Programming Reference).
    struct bfloat16_dot : float_sums
    {
        using operand = std::uint32_t;
        static constexpr std::size_t group = 2;
        static constexpr std::size_t operands = 1;
        static constexpr std::size_t tail = 0;
        static constexpr std::size_t tile_rows = 6;
        static constexpr std::size_t row_panels = 4;

        template <std::size_t Rows, std::size_t Batches>
        [[gnu::always_inline]] static void add(
            std::array<std::array<sum, Batches>, Rows>& sums, tile_operand<operand> a, const float* w, std::size_t next)
        {
            std::array<words, Batches> pairs;
#pragma GCC unroll 16
            for (std::size_t j = 0; j < Batches; ++j)
            {
                std::memcpy(&pairs[j], w + narrow_tiles<bfloat16_dot>::word(j, next), sizeof(words));
            }
#pragma GCC unroll 8
            for (std::size_t i = 0; i < Rows; ++i)
            {
                const auto x = std::bit_cast<__m512bh>(_mm512_set1_epi32(static_cast<int>(a.data[i * a.row_stride])));
#pragma GCC unroll 16
                for (std::size_t j = 0; j < Batches; ++j)
                {
                    sums[i][j] = _mm512_dpbf16_ps(sums[i][j], x, std::bit_cast<__m512bh>(pairs[j]));
                }
            }
        }

        /// Neighbours in a row become pairs: (count + 1) / 2 of them.
        static void convert_row(const float* from, std::size_t count, operand* to)
        {
            for (; count > 0; to += 16)
            {
                const std::size_t now = std::min<std::size_t>(count, 32);
                const __m512 low = _mm512_maskz_loadu_ps(first_of(now), from);
                const __m512 high =
                    now > 16 ? _mm512_maskz_loadu_ps(first_of(now - 16), from + 16) : _mm512_setzero_ps();
                const auto pairs = std::bit_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low));
                _mm512_mask_storeu_epi32(to, first_of((now + 1) / 2), pairs);
                from += now;
                count -= now;
            }
        }

        /// Two rows, of which the second may be missing, become `count` pairs, as left operands and as weights.
        static void convert_rows(const float* first, const float* second, std::size_t count, operand* to, std::size_t)
        {
            pair_rows(first, second, count, to);
        }

        static void pair_rows(const float* first, const float* second, std::size_t count, std::uint32_t* to)
        {
            const __m512i order = _mm512_add_epi32(_mm512_set1_epi32(0x100000),
                _mm512_mullo_epi32(_mm512_set1_epi32(0x10001),
                    _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)));
            for (std::size_t i = 0; i < count; i += 16)
            {
                const __mmask16 here = first_of(count - i);
                const __m512 low = _mm512_maskz_loadu_ps(here, first + i);
                const __m512 high = second == nullptr ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(here, second + i);
                const auto halves = std::bit_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low));
                _mm512_mask_storeu_epi32(to + i, here, _mm512_permutexvar_epi16(order, halves));
            }
        }

    private:
        /// A mask of the first lanes.
        static __mmask16 first_of(std::size_t count)
        {
            return static_cast<__mmask16>(count >= 16 ? 0xffff : (1u << count) - 1);
        }
    };
#endif

    /// The same by two fused multiply-adds of rounded floats, for other machines. Equal bits, unless a number below the
    /// smallest normal one, 2^-126, turns up in a sum: such numbers are kept here, so that each term may differ by 2^-126.
    struct bfloat16_emulation : bfloat16_pairs
    {
        static void convert_row(const float* from, std::size_t count, operand* to)
        {
            std::transform(from, from + count, to, round_to_bfloat16);
        }

        static void convert_rows(
            const float* first, const float* second, std::size_t count, operand* to, std::size_t next)
        {
            convert_row(first, count, to);
            if (second == nullptr)
            {
                std::fill_n(to + next, count, 0.0f);
            }
            else
            {
                convert_row(second, count, to + next);
            }
        }

        static void pair_rows(const float* first, const float* second, std::size_t count, std::uint32_t* to)
        {
            for (std::size_t i = 0; i < count; ++i)
            {
                to[i] = bfloat16_pair(first[i], second == nullptr ? 0.0f : second[i]);
            }
        }
    };

    /// The interface of kernels/products.hpp. How is bfloat16_dot or bfloat16_emulation.
    template <class How>
    struct basic_bfloat16_products : narrow_products<basic_bfloat16_products<How>, How>
    {
        template <class T>
        static constexpr std::size_t packed_size(std::size_t k, std::size_t n)
        {
            return bfloat16_packing::packed_size(k, n);
        }

        template <class T>
        static void pack(std::size_t k, std::size_t, std::size_t first, std::size_t count, const T* w, T* packed)
        {
            bfloat16_packing::pack(k, first, count, w, packed);
        }

        template <class T>
        static void pack_transposed(
            std::size_t k, std::size_t n, std::size_t first, std::size_t count, const T* w, T* packed)
        {
            bfloat16_packing::pack_transposed(k, n, first, count, w, packed);
        }

        template <class T>
        static constexpr std::size_t panel_count(std::size_t n)
        {
            return (n + tiles::panel - 1) / tiles::panel;
        }

        template <class T, std::size_t K, std::size_t N>
        static void weight_gradient(kernels::range some, std::size_t rows, const T* a, std::size_t lda, const T* c,
            std::size_t ldc, T* w, kernels::write how)
        {
            const kernels::range columns{some.begin * tiles::panel, std::min(N, some.end * tiles::panel)};
            gradient_of_columns(columns, rows, K, N, a, lda, c, ldc, w, how);
        }

    private:
        using operand = typename How::operand;
        using base = narrow_products<basic_bfloat16_products, How>;
        using typename base::tiles;
        friend base;

        /// In blocks of rows and of the inner size, whose left operands are converted on the stack.
        static void multiply_columns(std::size_t rows, std::size_t k, std::size_t n, const float* a, std::size_t lda,
            const float* packed, float* c, std::size_t ldc, kernels::write how)
        {
            constexpr std::size_t size = 8192;
            constexpr std::size_t most_rows = 64;
            constexpr std::size_t in_operand = 2 / How::operands;
            alignas(64) std::array<operand, size> converted;
            const std::size_t most_inner = size / std::clamp<std::size_t>(rows, 1, most_rows) / How::operands * 2;
            for (std::size_t m = 0; m < k; m += most_inner)
            {
                const std::size_t inner = std::min(most_inner, k - m);
                const std::size_t count = (inner + in_operand - 1) / in_operand;
                const std::size_t most = size / count;
                for (std::size_t r = 0; r < rows; r += most)
                {
                    const std::size_t height = std::min(most, rows - r);
                    for (std::size_t i = 0; i < height; ++i)
                    {
                        How::convert_row(a + (r + i) * lda + m, inner, converted.data() + i * count);
                    }
                    tiles::multiply(height, count, n, {converted.data(), count, 1}, packed + m / 2 * tiles::panel,
                        tiles::panel_size(k), c + r * ldc, ldc, m == 0 ? how : kernels::write::add);
                }
            }
        }

        // The block of a gradient: pairs of rows, panels of the right operand and columns of the left one, a multiple of
        // the rows of a tile and of a batch.
        static constexpr std::size_t depth = 64;
        static constexpr std::size_t panels = 2;
        static constexpr std::size_t most_columns = 48;

        /// In blocks of rows, which become pairs along the rows.
        static void gradient_of_columns(kernels::range wanted, std::size_t rows, std::size_t k, std::size_t n,
            const float* a, std::size_t lda, const float* c, std::size_t ldc, float* w, kernels::write how)
        {
            alignas(64) std::array<float, depth * panels * tiles::panel> right;
            alignas(64) std::array<operand, depth * How::operands * most_columns> left;
            for (std::size_t r = 0; r < rows; r += 2 * depth)
            {
                const std::size_t height = std::min(2 * depth, rows - r);
                for (std::size_t j = wanted.begin; j < wanted.end; j += panels * tiles::panel)
                {
                    const std::size_t width = std::min(panels * tiles::panel, wanted.end - j);
                    convert_right(height, width, c + r * ldc + j, ldc, right.data());
                    for (std::size_t i = 0; i < k; i += most_columns)
                    {
                        const std::size_t columns = std::min(most_columns, k - i);
                        const std::size_t count = convert_left(height, columns, a + r * lda + i, lda, left.data());
                        tiles::multiply(columns, count, width, {left.data(), 1, most_columns}, right.data(),
                            depth * tiles::panel, w + i * n + j, n, how);
                    }
                }
                how = kernels::write::add;
            }
        }

        /// Rows of c as the panels of a packed matrix.
        static void convert_right(std::size_t rows, std::size_t width, const float* c, std::size_t ldc, float* to)
        {
            alignas(64) std::array<std::uint32_t, tiles::panel> pairs{};
            for (std::size_t j = 0; j < width; j += tiles::panel)
            {
                const std::size_t count = std::min(tiles::panel, width - j);
                std::fill(pairs.begin() + static_cast<std::ptrdiff_t>(count), pairs.end(), 0);
                for (std::size_t i = 0; i < rows; i += 2)
                {
                    const float* first = c + i * ldc + j;
                    How::pair_rows(first, i + 1 < rows ? first + ldc : nullptr, count, pairs.data());
                    std::memcpy(to + (j / tiles::panel * depth + i / 2) * tiles::panel, pairs.data(), sizeof(pairs));
                }
            }
        }

        /// Columns of a as left operands; returns how many there are for each.
        static std::size_t convert_left(
            std::size_t rows, std::size_t columns, const float* a, std::size_t lda, operand* to)
        {
            operand* const begin = to;
            for (std::size_t i = 0; i < rows; i += 2)
            {
                const float* first = a + i * lda;
                How::convert_rows(first, i + 1 < rows ? first + lda : nullptr, columns, to, most_columns);
                to += How::operands * most_columns;
            }
            return static_cast<std::size_t>(to - begin) / most_columns;
        }
    };

#if defined(__AVX512BF16__) && defined(__AVX512BW__)
    using bfloat16_product = bfloat16_dot;
#else
    using bfloat16_product = bfloat16_emulation;
#endif
} // namespace detail::inline XRNN_INSTRUCTION_SET

using bfloat16_products = detail::basic_bfloat16_products<detail::bfloat16_product>;

} // namespace xrnn
