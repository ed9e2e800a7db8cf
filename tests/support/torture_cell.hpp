// SPDX-License-Identifier: BSD-3-Clause
/// A cell built to be awkward: every rule of the language in one list of equations.
///
/// Peepholes on the previous and the current state, a product used twice, an unnamed tanh and square of a product, prev
/// after its state's equation, an input used elementwise, a run-time scalar, division, in-step products of a value
/// and of a current state, a parameter shared by two products, mixed widths, and an output that is a value.
#pragma once

#include <xrnn/language.hpp>

namespace tests
{

using namespace xrnn;

template <std::size_t In, std::size_t Hidden, std::size_t Memory>
struct torture
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr state<"c", Hidden> c{};
    static constexpr state<"m", Memory> m{};
    static constexpr value<"u", In> u{};
    static constexpr value<"i", Hidden> i{};
    static constexpr value<"d", Hidden> d{};
    static constexpr value<"e", Hidden> e{};
    static constexpr value<"y", Memory> y{};
    static constexpr parameter<"W_i", In, Hidden> W_i{};
    static constexpr parameter<"U_i", Memory, Hidden> U_i{};
    static constexpr parameter<"V", In, Hidden> V{};
    static constexpr parameter<"R", Hidden, Memory> R{};
    static constexpr parameter<"Q", Hidden, Memory> Q{};
    static constexpr parameter<"p", Hidden> p{};
    static constexpr parameter<"q", Hidden> q{};
    static constexpr parameter<"b", Hidden> b{};
    static constexpr parameter<"a", In> a{};
    static constexpr parameter<"s", Hidden> s{};
    static constexpr scalar<"k"> k{};

    static constexpr auto output = y;
    static constexpr auto step = equations(
        u = x * a + 0.25 * square(x),
        i = sigmoid(dot(x, shared(W_i)) + dot(prev(m), U_i) + p * prev(c) + shared(b)),
        c = (1 - i) * prev(c) + i * tanh(dot(u, shared(V)) + shared(b)),
        h = k * tanh(c) * square(dot(x, shared(W_i))) + sigmoid(q * c) * max(c + s, prev(h)),
        d = (h - prev(h)) / (2.0 + square(c)),
        e = d * tanh(dot(u, shared(V)) - dot(x, shared(V))),
        m = tanh(dot(h, shared(R))) + 0.5 * prev(m),
        y = m + dot(e, Q) * prev(m) + dot(prev(h), shared(R)));
};

} // namespace tests
