// SPDX-License-Identifier: BSD-3-Clause
/// Cells with several inputs, which read them in every way that the language has.
#pragma once

#include <xrnn/language.hpp>

namespace tests
{

using namespace xrnn;

/// An rnn over two sequences and a row that is held.
template <std::size_t In, std::size_t Context, std::size_t Held, std::size_t Hidden>
struct conditioned_rnn
{
    static constexpr input<"x", In> x{};
    static constexpr input<"context", Context> context{};
    static constexpr held<"v", Held> v{};
    static constexpr state<"h", Hidden> h{};
    static constexpr parameter<"W", In, Hidden> W{};
    static constexpr parameter<"C", Context, Hidden> C{};
    static constexpr parameter<"V", Held, Hidden> V{};
    static constexpr parameter<"U", Hidden, Hidden> U{};
    static constexpr parameter<"b", Hidden> b{};

    static constexpr auto inputs = order(x, context, v);
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(dot(v, V) + dot(x, W) + dot(context, C) + dot(prev(h), U) + b));
};

/// What is held runs once: in a product beside others, in a value, in products of that value, and element by element in
/// every phase. The second sequence is read element by element, and one weight multiplies both.
template <std::size_t Width, std::size_t Hidden>
struct fed_in_every_way
{
    static constexpr input<"x", Width> x{};
    static constexpr input<"z", Width> z{};
    static constexpr held<"v", Width> v{};
    static constexpr held<"w", Hidden> w{};
    static constexpr value<"k", Hidden> k{};
    static constexpr value<"q", Hidden> q{};
    static constexpr value<"r", Width> r{};
    static constexpr state<"h", Hidden> h{};
    static constexpr value<"y", Hidden> y{};
    static constexpr parameter<"A", Width, Hidden> A{};
    static constexpr parameter<"B", Hidden, Hidden> B{};
    static constexpr parameter<"D", Hidden, Hidden> D{};
    static constexpr parameter<"E", Width, Hidden> E{};
    static constexpr parameter<"F", Width, Hidden> F{};
    static constexpr parameter<"U", Hidden, Hidden> U{};
    static constexpr parameter<"b", Hidden> b{};
    static constexpr parameter<"c", Hidden> c{};
    static constexpr parameter<"s", Hidden> s{};

    static constexpr auto inputs = order(x, z, v, w);
    static constexpr auto output = y;
    static constexpr auto step = equations(k = tanh(dot(v, shared(A)) + b) * w, q = s * k + dot(k, B), r = x * z + v,
        h = tanh(dot(r, E) + dot(x, shared(A)) + dot(q, shared(D)) + dot(v, F) + dot(prev(h), U) * q + c),
        y = h * w + dot(h, shared(D)) + k);
};

/// One place reads what is held, at every step, and one reads a value that is made of it once.
template <std::size_t Width>
struct fed_at_one_place
{
    static constexpr input<"x", Width> x{};
    static constexpr held<"v", Width> v{};
    static constexpr held<"w", Width> w{};
    static constexpr value<"q", Width> q{};
    static constexpr state<"h", Width> h{};

    static constexpr auto inputs = order(x, w, v);
    static constexpr auto output = h;
    static constexpr auto step = equations(q = sigmoid(w), h = tanh(prev(h) + q * x + v));
};

/// Numbers that are made once of what is held, some learned, and read in the loop and after it; beside a number of each step.
template <std::size_t Width>
struct reduced_once
{
    static constexpr input<"x", Width> x{};
    static constexpr held<"v", Width> v{};
    static constexpr value<"m"> m{};
    static constexpr value<"a", Width> a{};
    static constexpr value<"top"> top{};
    static constexpr state<"h", Width> h{};
    static constexpr value<"y", Width> y{};
    static constexpr parameter<"V", Width, Width> V{};
    static constexpr parameter<"w", Width> w{};
    static constexpr parameter<"U", Width, Width> U{};

    static constexpr auto inputs = order(x, v);
    static constexpr auto output = y;
    static constexpr auto step = equations(m = mean(v * w), a = dot(v, V) + m, top = max(a),
        h = tanh(x * m + dot(prev(h), U) + top + sum(x) * 0.1), y = h * mean(a) + top + softmax(v));
};

} // namespace tests
