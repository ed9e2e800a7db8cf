// SPDX-License-Identifier: BSD-3-Clause
/// A cell built to be awkward for reductions: numbers of a row in every part that they can play.
///
/// Numbers before the loop, in it and after it, named and unnamed; a number that is a state; a sum over one width in an
/// equation of another; reductions of a product, of the input, of prev(state) and of another reduction; a softmax of an
/// unnamed product; a largest element of a compound; numbers made of numbers; and a user's reduction.
#pragma once

#include <cmath>

#include <xrnn/language.hpp>

namespace tests
{

using namespace xrnn;

/// A reduction that a user might add, whose derivative reads element and result: the Euclidean norm.
struct euclidean_norm
{
    static constexpr std::string_view name = "norm";
    static constexpr reads df_reads = reads::argument_and_value;

    template <class T>
    static constexpr T empty = T(0);

    template <class V>
    static V add(V total, V x)
    {
        return total + x * x;
    }

    template <class V>
    static V join(V a, V b)
    {
        return a + b;
    }

    template <class T>
    static T finish(T total, T)
    {
        return std::sqrt(total);
    }

    template <class V, class T>
    static V df(V x, V y, T)
    {
        return x / y;
    }
};

template <std::size_t In, std::size_t Hidden>
struct reducing
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr state<"k"> k{};
    static constexpr value<"r"> r{};
    static constexpr value<"m"> m{};
    static constexpr value<"q"> q{};
    static constexpr value<"a", Hidden> a{};
    static constexpr value<"p", Hidden> p{};
    static constexpr value<"y", Hidden> y{};
    static constexpr parameter<"W", In, Hidden> W{};
    static constexpr parameter<"U", Hidden, Hidden> U{};
    static constexpr parameter<"V", Hidden, Hidden> V{};
    static constexpr parameter<"Q", In, Hidden> Q{};
    static constexpr parameter<"w", In> w{};
    static constexpr parameter<"b", Hidden> b{};

    static constexpr auto output = y;
    static constexpr auto step = equations(
        r = 1 / sqrt(mean(square(x)) + 0.5),
        a = r * dot(x, W) + dot(prev(h), U) + 0.3 * prev(k),
        m = mean(a),
        q = tanh(m + 0.5 * r) * 0.7,
        k = 0.6 * prev(k) + sum(tanh(x * w)) * q + 0.1 * mean(prev(h)) + 0.2 * reduce<euclidean_norm>(a + 2),
        p = softmax(a) + 0.1 * logsumexp(prev(h)),
        h = tanh((a - m) / sqrt(variance(a) + 0.1) * shared(b) + k)
            + 0.2 * softmax(dot(prev(h), shared(V))) * tanh(sum(p * a)),
        y = h * r + 0.1 * sum(h * h) - mean(h) * k + 0.3 * mean(dot(x, Q)) * max(3 * shared(b) + h));
};

/// Columns of the input, of a state, of prev(state) and of values, beside each other and over each other, as rows and as
/// numbers; of a number made of numbers; and before the loop, in it and after it.
template <std::size_t In, std::size_t Hidden>
struct slicing
{
    static_assert(In >= 3 && Hidden >= 4);
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr state<"s", 3> s{};
    static constexpr value<"k"> k{};
    static constexpr value<"m"> m{};
    static constexpr value<"a", 3 * Hidden> a{};
    static constexpr value<"y", Hidden - 1> y{};
    static constexpr parameter<"W", In, 3 * Hidden> W{};
    static constexpr parameter<"U", Hidden, 3 * Hidden> U{};

    static constexpr auto output = y;
    static constexpr auto step = equations(
        k = tanh(pick<0>(x) - pick<2>(x)),
        a = dot(x, W) + dot(prev(h), U),
        h = sigmoid(slice<0, Hidden>(a)) * prev(h) + k * tanh(slice<Hidden, Hidden>(a))
            + 0.3 * pick<2>(prev(s)) * slice<2 * Hidden, Hidden>(a),
        s = slice<0, 3>(x) + slice<1, 3>(h) * slice<0, 3>(h) + 0.5 * prev(s),
        m = sum(slice<0, 2>(prev(h))) * pick<1>(h),
        y = slice<1, Hidden - 1>(h) * m + slice<0, Hidden - 1>(prev(h)) + pick<Hidden - 1>(h)
            + 0.2 * softmax(slice<1, Hidden - 1>(a)));
};

/// A cell whose output is one number for each row.
template <std::size_t In, std::size_t Hidden>
struct scoring
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr value<"m"> m{};
    static constexpr parameter<"W", In, Hidden> W{};
    static constexpr parameter<"U", Hidden, Hidden> U{};
    static constexpr parameter<"v", Hidden> v{};

    static constexpr auto output = m;
    static constexpr auto step = equations(
        h = tanh(dot(x, W) + dot(prev(h), U)),
        m = sum(v * h));
};

/// A cell that is nothing but a number, and a state.
template <std::size_t In>
struct counter
{
    static constexpr input<"x", In> x{};
    static constexpr state<"n"> n{};
    static constexpr parameter<"w", In> w{};

    static constexpr auto output = n;
    static constexpr auto step = equations(n = tanh(0.9 * prev(n) + sum(w * x)));
};

} // namespace tests
