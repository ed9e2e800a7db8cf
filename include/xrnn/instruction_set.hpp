// SPDX-License-Identifier: BSD-3-Clause
/// The instruction set that this unit is compiled for, as the name of an inline namespace.
///
/// Packed weights are laid out for the width of a SIMD batch. So everything that depends on it has different names in
/// objects compiled for different instruction sets: in one program they either work side by side or fail to link.
#pragma once

#include <xsimd/config/xsimd_config.hpp>

#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
#define XRNN_INSTRUCTION_SET no_simd
#elif XSIMD_WITH_AVX512F
#define XRNN_INSTRUCTION_SET avx512
#elif XSIMD_WITH_AVX2 && defined(__FMA__)
#define XRNN_INSTRUCTION_SET avx2_fma
#elif XSIMD_WITH_AVX2
#define XRNN_INSTRUCTION_SET avx2
#elif XSIMD_WITH_AVX
#define XRNN_INSTRUCTION_SET avx
#elif XSIMD_WITH_SSE4_1
#define XRNN_INSTRUCTION_SET sse4
#elif XSIMD_WITH_SSE2
#define XRNN_INSTRUCTION_SET sse2
#else
#define XRNN_INSTRUCTION_SET other_simd
#endif
