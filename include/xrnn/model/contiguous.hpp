// SPDX-License-Identifier: BSD-3-Clause
/// What users pass, as contiguous numbers.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <ranges>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

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
struct element_type
{
    using type = std::remove_cvref_t<decltype(*std::data(std::declval<const X&>()))>;
};

template <class Allocator>
struct element_type<std::vector<bool, Allocator>> // which has no data(): its marks are bits
{
    using type = bool;
};

/// What X holds.
template <class X>
using element_of = typename element_type<std::remove_cvref_t<X>>::type;

template <class X, class... Others>
inline constexpr bool is_one_of = (std::same_as<X, Others> || ...);

/// Whether X counts: an integer, and neither a character nor a bool.
template <class X>
inline constexpr bool is_whole_number =
    std::integral<X> && !is_one_of<X, bool, char, wchar_t, char8_t, char16_t, char32_t>;

template <class X>
concept whole_number = is_whole_number<X>;

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
            throw std::invalid_argument(
                "xrnn: numbers must be stored row-major and without gaps; copy them to an xtensor");
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

/// Whether X only refers to numbers that something else owns, so that the numbers outlive it.
template <class X>
inline constexpr bool refers_only = std::ranges::borrowed_range<X>;

/// The memory from the first number to the end of the last one.
struct memory
{
    const void* first = nullptr;
    const void* last = nullptr;
};

template <class T>
memory memory_of(const T* data, std::size_t size)
{
    return {data, data + size};
}

/// That of a range or an xtensor container or view, gaps included.
template <class X>
memory memory_of(const X& x)
{
    if constexpr (shaped<X>)
    {
        std::ptrdiff_t below = 0;
        std::ptrdiff_t above = 0;
        for (std::size_t i = 0; i < x.shape().size(); ++i)
        {
            if (x.shape()[i] == 0)
            {
                return {};
            }
            const std::ptrdiff_t reach =
                static_cast<std::ptrdiff_t>(x.shape()[i] - 1) * static_cast<std::ptrdiff_t>(x.strides()[i]);
            (reach < 0 ? below : above) += reach;
        }
        return {first_element(x) + below, first_element(x) + above + 1};
    }
    else
    {
        return memory_of(std::data(x), std::size(x));
    }
}

/// Whether two pieces of memory have a number in common.
inline bool overlap(const memory& a, const memory& b)
{
    const std::less<> before;
    return before(a.first, b.last) && before(b.first, a.last);
}

} // namespace xrnn::detail
