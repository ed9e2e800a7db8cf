// SPDX-License-Identifier: BSD-3-Clause
/// How a kernel writes its result.
#pragma once

namespace xrnn::kernels
{

/// A result replaces what was in its place, or is added to it.
enum class write
{
    set,
    add
};

} // namespace xrnn::kernels

namespace xrnn::detail
{

/// A function that calls this may write anything, for all that the compiler knows. In a loop over rows of different widths
/// g++ 12 may compute an address without a base, take it for a null pointer, look no further for what the function writes,
/// and leave out calls of it.
[[gnu::always_inline]] inline void may_write_anything()
{
#if defined(__GNUC__) && !defined(__clang__)
    asm volatile("" ::: "memory");
#endif
}

} // namespace xrnn::detail
