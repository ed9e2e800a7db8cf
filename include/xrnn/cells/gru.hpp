// SPDX-License-Identifier: BSD-3-Clause
/// Gated recurrent units.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// The gated recurrent unit with the reset gate after the product, as cuDNN and PyTorch compute it. Input [rows, In],
/// output h [rows, Hidden]. Gates in the order r, z, n. z near 1 keeps the old state, as in Cho et al. 2014; in Chung
/// et al. 2014 it admits the new one. Equations (11)-(14) of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct gru
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr value<"r", Hidden> r{};
    static constexpr value<"z", Hidden> z{};
    static constexpr value<"n", Hidden> n{};

    static constexpr parameter<"W_r", In, Hidden> W_r{};
    static constexpr parameter<"W_z", In, Hidden> W_z{};
    static constexpr parameter<"W_n", In, Hidden> W_n{};
    static constexpr parameter<"U_r", Hidden, Hidden> U_r{};
    static constexpr parameter<"U_z", Hidden, Hidden> U_z{};
    static constexpr parameter<"U_n", Hidden, Hidden> U_n{};
    static constexpr parameter<"b_r", Hidden> b_r{};
    static constexpr parameter<"b_z", Hidden> b_z{};
    static constexpr parameter<"b_n", Hidden> b_n{};
    static constexpr parameter<"c_n", Hidden> c_n{};

    static constexpr auto output = h;
    static constexpr auto step = equations(
        r = sigmoid(dot(x, W_r) + dot(prev(h), U_r) + b_r),
        z = sigmoid(dot(x, W_z) + dot(prev(h), U_z) + b_z),
        n = tanh(dot(x, W_n) + b_n + r * (dot(prev(h), U_n) + c_n)),
        h = (1 - z) * n + z * prev(h));
};

/// The gated recurrent unit with the reset gate before the product: Cho et al. 2014. Input [rows, In], output h [rows,
/// Hidden]. z near 1 keeps the old state. The product of s = r prev(h) has to wait for r, so a step needs two products,
/// one after the other. Equations (15)-(16) of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct gru_reset_before
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr value<"r", Hidden> r{};
    static constexpr value<"z", Hidden> z{};
    static constexpr value<"s", Hidden> s{};
    static constexpr value<"n", Hidden> n{};

    static constexpr parameter<"W_r", In, Hidden> W_r{};
    static constexpr parameter<"W_z", In, Hidden> W_z{};
    static constexpr parameter<"W_n", In, Hidden> W_n{};
    static constexpr parameter<"U_r", Hidden, Hidden> U_r{};
    static constexpr parameter<"U_z", Hidden, Hidden> U_z{};
    static constexpr parameter<"U_n", Hidden, Hidden> U_n{};
    static constexpr parameter<"b_r", Hidden> b_r{};
    static constexpr parameter<"b_z", Hidden> b_z{};
    static constexpr parameter<"b_n", Hidden> b_n{};

    static constexpr auto output = h;
    static constexpr auto step = equations(
        r = sigmoid(dot(x, W_r) + dot(prev(h), U_r) + b_r),
        z = sigmoid(dot(x, W_z) + dot(prev(h), U_z) + b_z),
        s = r * prev(h),
        n = tanh(dot(x, W_n) + dot(s, U_n) + b_n),
        h = (1 - z) * n + z * prev(h));
};

} // namespace xrnn
