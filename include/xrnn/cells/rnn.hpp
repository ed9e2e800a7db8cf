// SPDX-License-Identifier: BSD-3-Clause
/// Simple recurrent networks.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// The simple recurrent network: Elman 1990. Input [rows, In], output h [rows, Hidden]. Equation (1) of
/// docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct rnn
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};

    static constexpr parameter<"W_xh", In, Hidden> W_xh{};
    static constexpr parameter<"W_hh", Hidden, Hidden> W_hh{};
    static constexpr parameter<"b_h", Hidden> b_h{};

    static constexpr auto output = h;
    static constexpr auto step = equations(
        h = tanh(dot(x, W_xh) + dot(prev(h), W_hh) + b_h));
};

/// The same with a rectifier in place of tanh: Le, Jaitly & Hinton 2015, who initialise W_hh with the identity. Input
/// [rows, In], output h [rows, Hidden]. Equation (4) of docs/mathematics.md.
template <std::size_t In, std::size_t Hidden>
struct relu_rnn
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};

    static constexpr parameter<"W_xh", In, Hidden> W_xh{};
    static constexpr parameter<"W_hh", Hidden, Hidden> W_hh{};
    static constexpr parameter<"b_h", Hidden> b_h{};

    static constexpr auto output = h;
    static constexpr auto step = equations(
        h = relu(dot(x, W_xh) + dot(prev(h), W_hh) + b_h));
};

} // namespace xrnn
