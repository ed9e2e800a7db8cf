// SPDX-License-Identifier: BSD-3-Clause
/// Variants of the LSTM: peepholes, coupled gates, and zoneout.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// LSTM with peepholes: Gers & Schmidhuber 2000. The gates i and f see the old cell state and o sees the new one, each
/// through a vector of weights. Input [rows, In], output h [rows, Hidden]. Equation (17) of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct peephole_lstm
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr state<"c", Hidden> c{};
    static constexpr value<"i", Hidden> i{};
    static constexpr value<"f", Hidden> f{};
    static constexpr value<"g", Hidden> g{};
    static constexpr value<"o", Hidden> o{};

    static constexpr parameter<"W_i", In, Hidden> W_i{};
    static constexpr parameter<"W_f", In, Hidden> W_f{};
    static constexpr parameter<"W_g", In, Hidden> W_g{};
    static constexpr parameter<"W_o", In, Hidden> W_o{};
    static constexpr parameter<"U_i", Hidden, Hidden> U_i{};
    static constexpr parameter<"U_f", Hidden, Hidden> U_f{};
    static constexpr parameter<"U_g", Hidden, Hidden> U_g{};
    static constexpr parameter<"U_o", Hidden, Hidden> U_o{};
    static constexpr parameter<"b_i", Hidden> b_i{};
    static constexpr parameter<"b_f", Hidden> b_f{};
    static constexpr parameter<"b_g", Hidden> b_g{};
    static constexpr parameter<"b_o", Hidden> b_o{};
    static constexpr parameter<"p_i", Hidden> p_i{};
    static constexpr parameter<"p_f", Hidden> p_f{};
    static constexpr parameter<"p_o", Hidden> p_o{};

    static constexpr auto output = h;
    static constexpr auto start = initial(b_f = 1);
    static constexpr auto step = equations(
        i = sigmoid(dot(x, W_i) + dot(prev(h), U_i) + p_i * prev(c) + b_i),
        f = sigmoid(dot(x, W_f) + dot(prev(h), U_f) + p_f * prev(c) + b_f),
        g = tanh(dot(x, W_g) + dot(prev(h), U_g) + b_g),
        c = f * prev(c) + i * g,
        o = sigmoid(dot(x, W_o) + dot(prev(h), U_o) + p_o * c + b_o),
        h = o * tanh(c));
};

/// LSTM with coupled input and forget gates, i = 1 - f: Greff et al. 2017 (CIFG). Input [rows, In], output h [rows,
/// Hidden]. Equation (18) of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct coupled_lstm
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr state<"c", Hidden> c{};
    static constexpr value<"f", Hidden> f{};
    static constexpr value<"o", Hidden> o{};
    static constexpr value<"g", Hidden> g{};

    static constexpr parameter<"W_f", In, Hidden> W_f{};
    static constexpr parameter<"W_o", In, Hidden> W_o{};
    static constexpr parameter<"W_g", In, Hidden> W_g{};
    static constexpr parameter<"U_f", Hidden, Hidden> U_f{};
    static constexpr parameter<"U_o", Hidden, Hidden> U_o{};
    static constexpr parameter<"U_g", Hidden, Hidden> U_g{};
    static constexpr parameter<"b_f", Hidden> b_f{};
    static constexpr parameter<"b_o", Hidden> b_o{};
    static constexpr parameter<"b_g", Hidden> b_g{};

    static constexpr auto output = h;
    static constexpr auto start = initial(b_f = 1);
    static constexpr auto step = equations(
        f = sigmoid(dot(x, W_f) + dot(prev(h), U_f) + b_f),
        o = sigmoid(dot(x, W_o) + dot(prev(h), U_o) + b_o),
        g = tanh(dot(x, W_g) + dot(prev(h), U_g) + b_g),
        c = f * prev(c) + (1 - f) * g,
        h = o * tanh(c));
};

/// LSTM with zoneout: Krueger et al. 2017. During training each unit keeps its old c with probability rate_c and its old
/// h with probability rate_h; outside training it takes the mean. Both rates are scalars, set at run time, at least 0 and
/// below 1. Input [rows, In], output h [rows, Hidden]. Equation (48) of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct zoneout_lstm
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr state<"c", Hidden> c{};
    static constexpr value<"i", Hidden> i{};
    static constexpr value<"f", Hidden> f{};
    static constexpr value<"o", Hidden> o{};
    static constexpr value<"g", Hidden> g{};
    static constexpr value<"n", Hidden> n{};
    static constexpr value<"z_c", Hidden> z_c{};
    static constexpr value<"z_h", Hidden> z_h{};
    static constexpr noise<"u_c", Hidden, uniform_draw> u_c{};
    static constexpr noise<"u_h", Hidden, uniform_draw> u_h{};
    static constexpr scalar<"rate_c", rate_below_one> rate_c{};
    static constexpr scalar<"rate_h", rate_below_one> rate_h{};

    static constexpr parameter<"W_i", In, Hidden> W_i{};
    static constexpr parameter<"W_f", In, Hidden> W_f{};
    static constexpr parameter<"W_o", In, Hidden> W_o{};
    static constexpr parameter<"W_g", In, Hidden> W_g{};
    static constexpr parameter<"U_i", Hidden, Hidden> U_i{};
    static constexpr parameter<"U_f", Hidden, Hidden> U_f{};
    static constexpr parameter<"U_o", Hidden, Hidden> U_o{};
    static constexpr parameter<"U_g", Hidden, Hidden> U_g{};
    static constexpr parameter<"b_i", Hidden> b_i{};
    static constexpr parameter<"b_f", Hidden> b_f{};
    static constexpr parameter<"b_o", Hidden> b_o{};
    static constexpr parameter<"b_g", Hidden> b_g{};

    static constexpr auto output = h;
    static constexpr auto start = initial(b_f = 1);
    static constexpr auto step = equations(
        i = sigmoid(dot(x, W_i) + dot(prev(h), U_i) + b_i),
        f = sigmoid(dot(x, W_f) + dot(prev(h), U_f) + b_f),
        o = sigmoid(dot(x, W_o) + dot(prev(h), U_o) + b_o),
        g = tanh(dot(x, W_g) + dot(prev(h), U_g) + b_g),
        n = f * prev(c) + i * g,
        z_c = zoneout_mask(u_c, rate_c),
        c = z_c * prev(c) + (1 - z_c) * n,
        z_h = zoneout_mask(u_h, rate_h),
        h = z_h * prev(h) + (1 - z_h) * (o * tanh(n)));
};

} // namespace xrnn
