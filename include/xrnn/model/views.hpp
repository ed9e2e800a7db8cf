// SPDX-License-Identifier: BSD-3-Clause
/// Blocks of numbers seen as xtensor expressions. The one place that includes xtensor; it adds about a second to a compile.
#pragma once

#if __has_include(<xtensor/xadapt.hpp>)
#include <xtensor/xadapt.hpp>
#else
#include <xtensor/containers/xadapt.hpp>
#endif

#include <array>
#include <cstddef>

namespace xrnn
{

/// A view of memory that another object owns, as an xtensor expression of that shape; row-major.
template <class T, std::size_t N>
auto view(T* data, const std::array<std::size_t, N>& shape)
{
    std::size_t size = 1;
    for (const std::size_t s : shape)
    {
        size *= s;
    }
    return xt::adapt(data, size, xt::no_ownership(), shape);
}

/// A sequence [steps, rows, width] whose rows are `stride` elements apart.
template <class T>
auto sequence_view(T* data, std::size_t steps, std::size_t rows, std::size_t width, std::size_t stride)
{
    const std::array<std::size_t, 3> shape{steps, rows, width};
    const std::array<std::size_t, 3> strides{rows * stride, stride, 1};
    return xt::adapt(data, steps * rows * stride, xt::no_ownership(), shape, strides);
}

} // namespace xrnn
