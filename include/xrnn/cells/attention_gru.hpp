// SPDX-License-Identifier: BSD-3-Clause
/// A decoder that looks at all positions of a memory before each step.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// A gated recurrent unit that reads, beside its input y, a sum c over the positions of the memory h, weighted by how well
/// each fits its state: additive attention, Bahdanau, Cho & Bengio 2015, with the unit as in `gru`. The weights of a step are
/// probe<"a">. Equations (81)-(84) of docs/mathematics.md.
template <std::size_t Input, std::size_t Memory, std::size_t Hidden, std::size_t Scores = Hidden>
struct attention_gru
{
    static constexpr input<"y", Input> y{};
    static constexpr memory<"h", Memory> h{};
    static constexpr positions<"K", Scores> K{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"a"> a{};
    static constexpr value<"q", Scores> q{};
    static constexpr value<"c", Memory> c{};
    static constexpr value<"r", Hidden> r{};
    static constexpr value<"z", Hidden> z{};
    static constexpr value<"n", Hidden> n{};
    static constexpr state<"s", Hidden> s{};
    static constexpr parameter<"U_a", Memory, Scores> U_a{};
    static constexpr parameter<"W_a", Hidden, Scores> W_a{};
    static constexpr parameter<"v_a", Scores> v_a{};
    static constexpr parameter<"W_r", Input, Hidden> W_r{};
    static constexpr parameter<"W_z", Input, Hidden> W_z{};
    static constexpr parameter<"W_n", Input, Hidden> W_n{};
    static constexpr parameter<"C_r", Memory, Hidden> C_r{};
    static constexpr parameter<"C_z", Memory, Hidden> C_z{};
    static constexpr parameter<"C_n", Memory, Hidden> C_n{};
    static constexpr parameter<"U_r", Hidden, Hidden> U_r{};
    static constexpr parameter<"U_z", Hidden, Hidden> U_z{};
    static constexpr parameter<"U_n", Hidden, Hidden> U_n{};
    static constexpr parameter<"b_r", Hidden> b_r{};
    static constexpr parameter<"b_z", Hidden> b_z{};
    static constexpr parameter<"b_n", Hidden> b_n{};
    static constexpr parameter<"c_n", Hidden> c_n{};

    static constexpr auto inputs = order(y, h);
    static constexpr auto output = s;
    static constexpr auto start = initial(v_a = 0.25); // with zeros, nothing would be learned behind it
    // clang-format off
    static constexpr auto step = equations(
        K = dot(h, U_a),
        q = dot(prev(s), W_a),
        e = sum(v_a * tanh(K + q)),
        a = softmax(e),
        c = attend(a, h),
        r = sigmoid(dot(y, W_r) + dot(c, C_r) + dot(prev(s), U_r) + b_r),
        z = sigmoid(dot(y, W_z) + dot(c, C_z) + dot(prev(s), U_z) + b_z),
        n = tanh(dot(y, W_n) + dot(c, C_n) + b_n + r * (dot(prev(s), U_n) + c_n)),
        s = (1 - z) * n + z * prev(s));
    // clang-format on
};

} // namespace xrnn
