// SPDX-License-Identifier: BSD-3-Clause
/// Weights packed as quads of int8: four rows of a column in one 32-bit word, the first row in its lowest byte, and a
/// factor for each column.
#pragma once

#include <bit>
#include <cmath>
#include <limits>

#include "../model/finite.hpp"
#include "multiply_add.hpp"
#include "narrow_tile.hpp"

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

using integer_words [[gnu::vector_size(sizeof(batch<float>))]] = std::int32_t;
using float_words [[gnu::vector_size(sizeof(batch<float>))]] = float;

[[gnu::always_inline]] inline batch<float> to_float(integer_words v)
{
    return std::bit_cast<batch<float>>(__builtin_convertvector(v, float_words));
}

/// Quads as weights of float operands. The tail of a panel has the factors of its columns, and then the sums of their
/// weights.
struct int8_quads
{
    using sum = batch<float>;
    using operand = float;
    static constexpr std::size_t group = 4;
    static constexpr std::size_t operands = 4;
    static constexpr std::size_t tail = 2;
    static constexpr std::size_t tile_rows = 4;
    static constexpr std::size_t row_panels = 4;

    [[gnu::always_inline]] static sum start(const float*, kernels::write) { return sum(0.0f); }

    template <std::size_t Rows, std::size_t Batches>
    [[gnu::always_inline]] static void add(
        std::array<std::array<sum, Batches>, Rows>& sums, tile_operand<float> a, const float* w, std::size_t next)
    {
#pragma GCC unroll 16
        for (std::size_t j = 0; j < Batches; ++j)
        {
            words quads;
            std::memcpy(&quads, w + narrow_tiles<int8_quads>::word(j, next), sizeof(quads));
#pragma GCC unroll 4
            for (std::size_t m = 0; m < group; ++m)
            {
                const batch<float> weights = to_float(std::bit_cast<integer_words>(quads << (24 - 8 * m)) >> 24);
#pragma GCC unroll 8
                for (std::size_t i = 0; i < Rows; ++i)
                {
                    const batch<float> x(a.data[i * a.row_stride + m * a.step]);
                    sums[i][j] = multiply_add(x, weights, sums[i][j]);
                }
            }
        }
    }

    [[gnu::always_inline]] static batch<float> finish(
        sum s, const float* factors, const float*, const float* c, kernels::write how)
    {
        const auto factor = load_lane<batch_size<float>>(factors);
        return how == kernels::write::add ? multiply_add(s, factor, load_lane<batch_size<float>>(c)) : s * factor;
    }
};

#if defined(__AVX512VNNI__) && defined(__AVX512VL__)
/// Quads as weights of 16-bit whole numbers, by VPDPBUSD: a row of the left operand is rounded to multiples of its
/// largest magnitude by 32767. With 32768 added, each is two bytes without a sign; four high bytes are an operand, and
/// the four low ones the next. The row's factor follows the last operand.
struct int8_dot
{
    struct sum
    {
        __m512i high;
        __m512i low;
    };
    using operand = std::uint32_t;
    static constexpr std::size_t group = 4;
    static constexpr std::size_t operands = 2;
    static constexpr std::size_t tail = 2;
    static constexpr std::size_t tile_rows = 3;
    static constexpr std::size_t row_panels = 2;

    /// Words of a converted row of k numbers.
    static constexpr std::size_t row_size(std::size_t k) { return (k + 3) / 4 * 2 + 1; }

    [[gnu::always_inline]] static sum start(const float*, kernels::write)
    {
        return {_mm512_setzero_si512(), _mm512_setzero_si512()};
    }

    template <std::size_t Rows, std::size_t Batches>
    [[gnu::always_inline]] static void add(
        std::array<std::array<sum, Batches>, Rows>& sums, tile_operand<operand> a, const float* w, std::size_t next)
    {
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i)
        {
            const __m512i high = _mm512_set1_epi32(static_cast<int>(a.data[i * a.row_stride]));
            const __m512i low = _mm512_set1_epi32(static_cast<int>(a.data[i * a.row_stride + a.step]));
#pragma GCC unroll 16
            for (std::size_t j = 0; j < Batches; ++j)
            {
                const __m512i quads = _mm512_loadu_si512(w + narrow_tiles<int8_dot>::word(j, next));
                sums[i][j].high = _mm512_dpbusd_epi32(sums[i][j].high, high, quads);
                sums[i][j].low = _mm512_dpbusd_epi32(sums[i][j].low, low, quads);
            }
        }
    }

    /// 256 times the sum of the high bytes, without the 128 that was added to each, and the sum of the low ones.
    [[gnu::always_inline]] static batch<float> finish(
        sum s, const float* tail_words, const operand* a, const float* c, kernels::write how)
    {
        const __m512i weights = _mm512_loadu_si512(tail_words + narrow_tiles<int8_dot>::panel);
        const __m512i high = _mm512_sub_epi32(s.high, _mm512_slli_epi32(weights, 7));
        const batch<float> total = multiply_add(
            batch<float>(_mm512_cvtepi32_ps(high)), batch<float>(256.0f), batch<float>(_mm512_cvtepi32_ps(s.low)));
        const batch<float> row_factor(std::bit_cast<float>(*a));
        return int8_quads::finish(total * row_factor, tail_words, nullptr, c, how);
    }

    /// A row with a number that is not finite gets the factor NaN; one without any above 1e-30 counts as zero.
    static void convert_row(const float* from, std::size_t k, operand* to)
    {
        const float most = largest(from, k);
        const float factor = is_finite(most) ? most / 32767 : std::numeric_limits<float>::quiet_NaN();
        const __m512 inverse = _mm512_set1_ps(most > 1e-30f ? 32767 / most : 0.0f);
        operand* const end = to + row_size(k) - 1;
        for (std::size_t i = 0; i < k; i += 16, to += 8)
        {
            const __m512 scaled = _mm512_mul_ps(_mm512_maskz_loadu_ps(first_of(k - i), from + i), inverse);
            const __m512i whole = _mm512_add_epi32(_mm512_cvtps_epi32(scaled), _mm512_set1_epi32(32768));
            const __m128i high = _mm512_cvtepi32_epi8(_mm512_srli_epi32(whole, 8));
            const __m128i low = _mm512_cvtepi32_epi8(whole);
            const __m256i pairs = _mm256_set_m128i(_mm_unpackhi_epi32(high, low), _mm_unpacklo_epi32(high, low));
            const auto size = static_cast<std::size_t>(end - to);
            _mm256_mask_storeu_epi32(to, static_cast<__mmask8>(first_of(size)), pairs);
        }
        *end = std::bit_cast<std::uint32_t>(factor);
    }

private:
    /// The largest magnitude, or the NaN: the bits without the sign rise with the magnitude.
    static float largest(const float* from, std::size_t k)
    {
        __m512i most = _mm512_setzero_si512();
        for (std::size_t i = 0; i < k; i += 16)
        {
            const __m512i bits = _mm512_maskz_loadu_epi32(first_of(k - i), from + i);
            most = _mm512_max_epi32(most, _mm512_and_si512(bits, _mm512_set1_epi32(0x7fffffff)));
        }
        return std::bit_cast<float>(_mm512_reduce_max_epi32(most));
    }

    static __mmask16 first_of(std::size_t count)
    {
        return static_cast<__mmask16>(count >= 16 ? 0xffff : (1u << count) - 1);
    }
};

/// How int8 weights are multiplied on this machine.
using int8_format = int8_dot;
#else
using int8_format = int8_quads;
#endif

/// Packs matrices as quads, for the functions of the same names of products.
struct int8_packing
{
    using tiles = narrow_tiles<int8_quads>;

    static void pack(std::size_t k, std::size_t first, std::size_t count, const float* w, float* packed)
    {
        for (std::size_t j = 0; j < count; ++j)
        {
            float* const column =
                packed + (first + j) / tiles::panel * tiles::panel_size(k) + (first + j) % tiles::panel;
            const double factor = column_factor(k, count, w + j);
            std::int32_t total = 0;
            std::uint32_t quad = 0;
            for (std::size_t i = 0; i < k; ++i)
            {
                const auto rounded =
                    static_cast<std::int32_t>(factor > 0 ? std::nearbyint(w[i * count + j] / factor) : 0.0);
                const std::size_t byte = i % int8_quads::group;
                quad = (byte == 0 ? 0 : quad) | static_cast<std::uint32_t>(rounded & 255) << 8 * byte;
                store_bits(column + i / int8_quads::group * tiles::panel, quad);
                total += rounded;
            }
            float* const tail = column + tiles::panel_size(k) - int8_quads::tail * tiles::panel;
            tail[0] = static_cast<float>(factor);
            store_bits(tail + tiles::panel, static_cast<std::uint32_t>(total));
        }
    }

private:
    /// Of k weights that are `stride` apart: the largest magnitude by 127, in double, where it does not underflow; NaN if
    /// a weight is not finite.
    static double column_factor(std::size_t k, std::size_t stride, const float* w)
    {
        float most = 0;
        for (std::size_t i = 0; i < k; ++i)
        {
            if (!is_finite(w[i * stride]))
            {
                return std::numeric_limits<double>::quiet_NaN();
            }
            most = std::max(most, std::abs(w[i * stride]));
        }
        return most / 127.0;
    }
};

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
