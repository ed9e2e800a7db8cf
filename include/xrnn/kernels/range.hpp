// SPDX-License-Identifier: BSD-3-Clause
/// A range of numbers.
#pragma once

#include <cstddef>

namespace xrnn::kernels
{

/// From `begin` to before `end`.
struct range
{
    std::size_t begin = 0;
    std::size_t end = 0;

    constexpr std::size_t size() const { return end - begin; }
    constexpr bool contains(std::size_t i) const { return begin <= i && i < end; }
};

} // namespace xrnn::kernels
