// SPDX-License-Identifier: BSD-3-Clause
/// What users pass, seen as numbers side by side.
#pragma once

#include <cstddef>
#include <iterator>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace xrnn::detail
{

template <class X>
concept shaped = requires(const X& x)
{
    x.shape();
    x.strides();
    x.data();
};

template <class X>
using element_of = std::remove_cvref_t<decltype(*std::data(std::declval<const X&>()))>;

/// Where the numbers of an xtensor expression start; a view's data() is that of the container behind it.
template <class X>
auto first_element(const X& x)
{
    if constexpr (requires { x.data_offset(); })
    {
        return x.data() + x.data_offset();
    }
    else
    {
        return x.data();
    }
}

template <class X>
void check_contiguous(const X& x)
{
    std::ptrdiff_t expected = 1;
    for (std::size_t i = x.shape().size(); i-- > 0;)
    {
        if (x.shape()[i] > 1 && static_cast<std::ptrdiff_t>(x.strides()[i]) != expected)
        {
            throw std::invalid_argument("xrnn: numbers must lie row-major and without gaps; copy them to an xtensor");
        }
        expected *= static_cast<std::ptrdiff_t>(x.shape()[i]);
    }
}

/// What the user passes as a row of numbers or ids: a contiguous range, or an xtensor container or view without gaps, in
/// row-major order. Throws std::invalid_argument if there are gaps.
template <class X>
std::span<const element_of<X>> contiguous(const X& x)
{
    if constexpr (shaped<X>)
    {
        check_contiguous(x);
        return {first_element(x), x.size()};
    }
    else
    {
        return {std::data(x), std::size(x)};
    }
}

} // namespace xrnn::detail
