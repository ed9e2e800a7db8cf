// SPDX-License-Identifier: BSD-3-Clause
/// Long short-term memory.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// Long short-term memory: Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000.
/// Input [rows, In], output h [rows, Hidden]. Gates in the order i, f, o, g. The bias of the forget gate starts at 1,
/// so that the cell remembers before it has learned to (Gers et al. 2000; Jozefowicz et al. 2015). Equations (5)-(10)
/// of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct lstm
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr state<"c", Hidden> c{};
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
        c = f * prev(c) + i * g,
        h = o * tanh(c));
};

} // namespace xrnn
