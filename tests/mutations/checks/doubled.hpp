// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xrnn/xrnn.hpp>

namespace tests
{

using namespace xrnn;

/// Two products of the input in one sum.
template <std::size_t In, std::size_t Out>
struct doubled
{
    static constexpr input<"x", In> x{};
    static constexpr value<"y", Out> y{};
    static constexpr parameter<"V", In, Out> V{};
    static constexpr parameter<"W", In, Out> W{};

    static constexpr auto output = y;
    static constexpr auto step = equations(y = tanh(dot(x, V) + dot(x, W)));
};

using nested = stack<stack<doubled<6, 3>, rnn<3, 9>>, stack<dropout<9>, gru<9, 2>>>;

} // namespace tests
