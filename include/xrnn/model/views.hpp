// SPDX-License-Identifier: BSD-3-Clause
/// Blocks of numbers seen as xtensor expressions. The one place that includes xtensor; it adds about a second to a
/// compile.
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

namespace detail
{
    template <std::size_t N>
    constexpr std::size_t elements(const std::array<std::size_t, N>& shape)
    {
        std::size_t product = 1;
        for (const std::size_t extent : shape)
        {
            product *= extent;
        }
        return product;
    }
} // namespace detail

/// A view of memory that another object owns, as an xtensor expression of that shape; row-major.
template <class T, std::size_t N>
auto view(T* data, const std::array<std::size_t, N>& shape)
{
    return xt::adapt(data, detail::elements(shape), xt::no_ownership(), shape);
}

namespace detail
{
    /// xtensor wants the size of the shape here, not of the memory that the strides span; it only reads through the
    /// strides.
    template <class T, std::size_t N>
    auto strided_view(T* data, const std::array<std::size_t, N>& shape, const std::array<std::size_t, N>& strides)
    {
        return xt::adapt(data, elements(shape), xt::no_ownership(), shape, strides);
    }
} // namespace detail

/// Rows [rows, width] that are `stride` elements apart.
template <class T>
auto rows_view(T* data, std::size_t rows, std::size_t width, std::size_t stride)
{
    return detail::strided_view<T, 2>(data, {rows, width}, {stride, 1});
}

/// A sequence [steps, rows, width] whose rows are `stride` elements apart.
template <class T>
auto sequence_view(T* data, std::size_t steps, std::size_t rows, std::size_t width, std::size_t stride)
{
    return detail::strided_view<T, 3>(data, {steps, rows, width}, {rows * stride, stride, 1});
}

} // namespace xrnn
