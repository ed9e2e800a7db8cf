// SPDX-License-Identifier: BSD-3-Clause
/// The minimal gated unit.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// The minimal gated unit: Zhou et al. 2016. One gate both resets and updates; f near 1 admits the new state n. Input
/// [rows, In], output h [rows, Hidden]. Equation (19) of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct mgu
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr value<"f", Hidden> f{};
    static constexpr value<"s", Hidden> s{};
    static constexpr value<"n", Hidden> n{};

    static constexpr parameter<"W_f", In, Hidden> W_f{};
    static constexpr parameter<"W_n", In, Hidden> W_n{};
    static constexpr parameter<"U_f", Hidden, Hidden> U_f{};
    static constexpr parameter<"U_n", Hidden, Hidden> U_n{};
    static constexpr parameter<"b_f", Hidden> b_f{};
    static constexpr parameter<"b_n", Hidden> b_n{};

    static constexpr auto output = h;
    static constexpr auto step = equations(
        f = sigmoid(dot(x, W_f) + dot(prev(h), U_f) + b_f),
        s = f * prev(h),
        n = tanh(dot(x, W_n) + dot(s, U_n) + b_n),
        h = (1 - f) * prev(h) + f * n);
};

} // namespace xrnn
