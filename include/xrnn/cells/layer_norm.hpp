// SPDX-License-Identifier: BSD-3-Clause
/// The LSTM and the GRU with layer normalisation.
#pragma once

#include "../layers/normalise.hpp"

namespace xrnn
{

/// Long short-term memory in which every gate and the cell are normalised: Ba, Kiros & Hinton 2016. Each gate is
/// normalised by itself and after its products have been added up; the paper normalises the product of x and that of h
/// apart, all four gates as one row. Input [rows, In], output h [rows, Hidden]. Gates in the order i, f, o, g. Gains s
/// start at 1, and the bias of the forget gate too. Equations (66) of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct layer_norm_lstm
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr state<"c", Hidden> c{};
    static constexpr value<"a_i", Hidden> a_i{};
    static constexpr value<"a_f", Hidden> a_f{};
    static constexpr value<"a_o", Hidden> a_o{};
    static constexpr value<"a_g", Hidden> a_g{};
    static constexpr value<"i", Hidden> i{};
    static constexpr value<"f", Hidden> f{};
    static constexpr value<"o", Hidden> o{};
    static constexpr value<"g", Hidden> g{};

    static constexpr parameter<"W_i", In, Hidden> W_i{};
    static constexpr parameter<"W_f", In, Hidden> W_f{};
    static constexpr parameter<"W_o", In, Hidden> W_o{};
    static constexpr parameter<"W_g", In, Hidden> W_g{};
    static constexpr parameter<"U_i", Hidden, Hidden> U_i{};
    static constexpr parameter<"U_f", Hidden, Hidden> U_f{};
    static constexpr parameter<"U_o", Hidden, Hidden> U_o{};
    static constexpr parameter<"U_g", Hidden, Hidden> U_g{};
    static constexpr parameter<"s_i", Hidden> s_i{};
    static constexpr parameter<"s_f", Hidden> s_f{};
    static constexpr parameter<"s_o", Hidden> s_o{};
    static constexpr parameter<"s_g", Hidden> s_g{};
    static constexpr parameter<"s_c", Hidden> s_c{};
    static constexpr parameter<"b_i", Hidden> b_i{};
    static constexpr parameter<"b_f", Hidden> b_f{};
    static constexpr parameter<"b_o", Hidden> b_o{};
    static constexpr parameter<"b_g", Hidden> b_g{};
    static constexpr parameter<"b_c", Hidden> b_c{};

    static constexpr auto output = h;
    static constexpr auto start = initial(s_i = 1, s_f = 1, s_o = 1, s_g = 1, s_c = 1, b_f = 1);
    static constexpr auto step = equations(
        a_i = dot(x, W_i) + dot(prev(h), U_i),
        a_f = dot(x, W_f) + dot(prev(h), U_f),
        a_o = dot(x, W_o) + dot(prev(h), U_o),
        a_g = dot(x, W_g) + dot(prev(h), U_g),
        i = sigmoid(layer_norm(a_i, s_i, b_i)),
        f = sigmoid(layer_norm(a_f, s_f, b_f)),
        o = sigmoid(layer_norm(a_o, s_o, b_o)),
        g = tanh(layer_norm(a_g, s_g, b_g)),
        c = f * prev(c) + i * g,
        h = o * tanh(layer_norm(c, s_c, b_c)));
};

/// The gated recurrent unit with the reset gate after the product, in which every gate is normalised: Ba, Kiros &
/// Hinton 2016. The gates r and z are normalised after their products have been added up; those of n, which r stands
/// between, apart. Input [rows, In], output h [rows, Hidden]. z near 1 keeps the old state. Gains s and t start at 1.
/// Equations (67) of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct layer_norm_gru
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr value<"a_r", Hidden> a_r{};
    static constexpr value<"a_z", Hidden> a_z{};
    static constexpr value<"a_n", Hidden> a_n{};
    static constexpr value<"q_n", Hidden> q_n{};
    static constexpr value<"r", Hidden> r{};
    static constexpr value<"z", Hidden> z{};
    static constexpr value<"n", Hidden> n{};

    static constexpr parameter<"W_r", In, Hidden> W_r{};
    static constexpr parameter<"W_z", In, Hidden> W_z{};
    static constexpr parameter<"W_n", In, Hidden> W_n{};
    static constexpr parameter<"U_r", Hidden, Hidden> U_r{};
    static constexpr parameter<"U_z", Hidden, Hidden> U_z{};
    static constexpr parameter<"U_n", Hidden, Hidden> U_n{};
    static constexpr parameter<"s_r", Hidden> s_r{};
    static constexpr parameter<"s_z", Hidden> s_z{};
    static constexpr parameter<"s_n", Hidden> s_n{};
    static constexpr parameter<"t_n", Hidden> t_n{};
    static constexpr parameter<"b_r", Hidden> b_r{};
    static constexpr parameter<"b_z", Hidden> b_z{};
    static constexpr parameter<"b_n", Hidden> b_n{};
    static constexpr parameter<"c_n", Hidden> c_n{};

    static constexpr auto output = h;
    static constexpr auto start = initial(s_r = 1, s_z = 1, s_n = 1, t_n = 1);
    static constexpr auto step = equations(
        a_r = dot(x, W_r) + dot(prev(h), U_r),
        a_z = dot(x, W_z) + dot(prev(h), U_z),
        a_n = dot(x, W_n),
        q_n = dot(prev(h), U_n),
        r = sigmoid(layer_norm(a_r, s_r, b_r)),
        z = sigmoid(layer_norm(a_z, s_z, b_z)),
        n = tanh(layer_norm(a_n, s_n, b_n) + r * layer_norm(q_n, t_n, c_n)),
        h = (1 - z) * n + z * prev(h));
};

} // namespace xrnn
