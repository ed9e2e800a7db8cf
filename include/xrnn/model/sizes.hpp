// SPDX-License-Identifier: BSD-3-Clause
/// Products of sizes, checked for overflow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace xrnn::detail
{

/// Whether a product of sizes is a number of bytes that can be addressed at all.
constexpr bool addressable(std::initializer_list<std::size_t> factors)
{
    std::size_t left = PTRDIFF_MAX;
    for (const std::size_t factor : factors)
    {
        if (factor == 0)
        {
            return true;
        }
        left /= factor;
    }
    return left > 0;
}

} // namespace xrnn::detail
