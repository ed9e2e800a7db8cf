// SPDX-License-Identifier: BSD-3-Clause
/// The table of reductions: from the elements of a row to one number. And what is made of them: variance, softmax,
/// logsumexp.
///
/// An entry gathers a row into a total: `empty` is the total of no element, add takes one element in, join takes two
/// totals together (empty and t give t), and finish makes the result y of the total and the width. df is the derivative
/// of y by an element x; df_reads says what it reads. V is a number or a SIMD batch of them: each lane gathers its own
/// total, and the lanes are joined at the end of the row, always in the same order. An entry with `takes_one_element`
/// has no df and no df_reads: its result is an element of the row, and the adjoint goes to that element; the first of
/// them, if several are equal.
#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

#include "expressions.hpp"
#include "functions.hpp"
#include "operators.hpp"

namespace xrnn
{

// As in functions.hpp, each function of an entry is on a line of its own, and inlined.
// clang-format off
namespace reductions
{
    struct sum
    {
        static constexpr std::string_view name = "sum";
        static constexpr reads df_reads = reads::nothing;

        template <class T> static constexpr T empty = T(0);
        template <class V> [[gnu::always_inline]] static V add(V total, V x) { return total + x; }
        template <class V> [[gnu::always_inline]] static V join(V a, V b) { return a + b; }
        template <class T> [[gnu::always_inline]] static T finish(T total, T) { return total; }
        template <class V, class T> [[gnu::always_inline]] static V df(V, V, T) { return V(T(1)); }
    };

    struct mean
    {
        static constexpr std::string_view name = "mean";
        static constexpr reads df_reads = reads::nothing;

        template <class T> static constexpr T empty = T(0);
        template <class V> [[gnu::always_inline]] static V add(V total, V x) { return total + x; }
        template <class V> [[gnu::always_inline]] static V join(V a, V b) { return a + b; }
        template <class T> [[gnu::always_inline]] static T finish(T total, T width) { return total / width; }
        template <class V, class T> [[gnu::always_inline]] static V df(V, V, T width) { return V(T(1) / width); }
    };

    /// The largest element. NaN if there is one, as in PyTorch.
    struct max
    {
        static constexpr std::string_view name = "max";
        static constexpr bool takes_one_element = true;

        template <class T> static constexpr T empty = -std::numeric_limits<T>::infinity();
        template <class V>
        [[gnu::always_inline]] static V add(V total, V x) { return choose(x > total, x, choose(x == x, total, x)); }
        template <class V> [[gnu::always_inline]] static V join(V a, V b) { return add(a, b); }
        template <class T> [[gnu::always_inline]] static T finish(T total, T) { return total; }
    };
} // namespace reductions
// clang-format on

/// The sum of a row's elements.
template <expression A>
constexpr auto sum(A a)
{
    return typename detail::of_row<reductions::sum, A>::type{{}, a};
}

/// The mean of a row's elements.
template <expression A>
constexpr auto mean(A a)
{
    return typename detail::of_row<reductions::mean, A>::type{{}, a};
}

/// The largest of a row's elements. If several are equal, the first one gets the adjoint.
template <expression A>
constexpr auto max(A a)
{
    return typename detail::of_row<reductions::max, A>::type{{}, a};
}

/// The mean squared distance of a row's elements from their mean, as a normalisation divides by it: over Width and not
/// over Width - 1. Its derivative by the mean is zero, so none goes through it. Equation (61) of docs/mathematics.md.
template <expression A>
constexpr auto variance(A a)
{
    return mean(square(a - stop(mean(a))));
}

/// exp(a_j) over the sum of all exp(a_k): positive numbers that sum to 1. The largest element is subtracted first, so
/// that no exp overflows; the result does not depend on it, so nothing is learned through it. Give a its own equation:
/// what has no name is computed in each of the three places where it stands. Equation (62) of docs/mathematics.md.
template <expression A>
constexpr auto softmax(A a)
{
    const auto e = exp(a - stop(max(a)));
    return e * (1 / sum(e));
}

/// The logarithm of the sum of all exp(a_k), without overflow. Equation (63) of docs/mathematics.md.
template <expression A>
constexpr auto logsumexp(A a)
{
    const auto largest = stop(max(a));
    return largest + log(sum(exp(a - largest)));
}

} // namespace xrnn
