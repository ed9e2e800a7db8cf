// SPDX-License-Identifier: BSD-3-Clause
/// The linear layer.
#pragma once

#include "../language.hpp"

namespace xrnn
{

/// y = x W + b. Input [rows, In], output y [rows, Out]; decodes hidden units to logits. Equation (2) of
/// docs/mathematics.md.
template <std::size_t In, std::size_t Out>
struct linear
{
    static constexpr input<"x", In> x{};
    static constexpr value<"y", Out> y{};
    static constexpr parameter<"W", In, Out> W{};
    static constexpr parameter<"b", Out> b{};

    static constexpr auto output = y;
    static constexpr auto step = equations(y = dot(x, W) + b);
};

} // namespace xrnn
