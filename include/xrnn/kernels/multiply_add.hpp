// SPDX-License-Identifier: BSD-3-Clause
/// a * b + c, rounded once wherever the machine can. xsimd 8 has no such instruction for AVX-512, nor for the narrow
/// batches of a machine that has it.
#pragma once

#include <cmath>
#include <type_traits>

#include "simd.hpp"

#if defined(__GNUC__) && !defined(__clang__)
// As in simd.hpp: g++ 12 warns about its own AVX-512 intrinsics.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace xrnn::detail::inline XRNN_INSTRUCTION_SET
{

#if defined(__FMA__)
[[gnu::always_inline]] inline __m128 fused(__m128 a, __m128 b, __m128 c)
{
    return _mm_fmadd_ps(a, b, c);
}

[[gnu::always_inline]] inline __m128d fused(__m128d a, __m128d b, __m128d c)
{
    return _mm_fmadd_pd(a, b, c);
}

[[gnu::always_inline]] inline __m256 fused(__m256 a, __m256 b, __m256 c)
{
    return _mm256_fmadd_ps(a, b, c);
}

[[gnu::always_inline]] inline __m256d fused(__m256d a, __m256d b, __m256d c)
{
    return _mm256_fmadd_pd(a, b, c);
}
#endif
#if defined(__AVX512F__)
[[gnu::always_inline]] inline __m512 fused(__m512 a, __m512 b, __m512 c)
{
    return _mm512_fmadd_ps(a, b, c);
}

[[gnu::always_inline]] inline __m512d fused(__m512d a, __m512d b, __m512d c)
{
    return _mm512_fmadd_pd(a, b, c);
}
#endif

/// For lanes of every width and for numbers alike.
template <class V>
[[gnu::always_inline]] inline V multiply_add(V a, V b, V c)
{
    if constexpr (std::is_arithmetic_v<V>)
    {
#if defined(__FMA__) || defined(__FP_FAST_FMAF) || XSIMD_WITH_NEON64
        return std::fma(a, b, c);
#else
        return a * b + c;
#endif
    }
    else if constexpr (requires { fused(a.data, b.data, c.data); })
    {
        return V(fused(a.data, b.data, c.data));
    }
    else
    {
        return xsimd::fma(a, b, c);
    }
}

} // namespace xrnn::detail::inline XRNN_INSTRUCTION_SET

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
