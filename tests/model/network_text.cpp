// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xrnn/model/network_text.hpp>
#include <xrnn/xrnn.hpp>

using namespace xrnn;

namespace
{

/// Brackets where they are needed and where they are not.
struct brackets
{
    static constexpr input<"x", 2> x{};
    static constexpr state<"s", 2> s{};
    static constexpr value<"v", 2> v{};
    static constexpr parameter<"b", 2> b{};
    static constexpr parameter<"W", 2, 2> W{};
    static constexpr scalar<"k"> k{};
    static constexpr noise<"m", 2, bernoulli<std::ratio<1, 2>>> m{};
    static constexpr auto output = v;
    static constexpr auto step = equations(s = x - (shared(b) - k) - prev(s),
        v = -(x * s) / (x / s) + max(-x, shared(b) * (m + 0.25))
            - (dot(s, shared(W)) + (dot(prev(s), shared(W)) + tanh(x + s))));
};

} // namespace

TEST_CASE("a network is its equations, with the width of everything")
{
    CHECK(network_text<stack<rnn<2, 3>, linear<3, 4>>>()
        == "0: x[2]: h[3] = tanh(dot(x, W_xh[2, 3]) + dot(prev(h), W_hh[3, 3]) + b_h[3]); output h\n"
           "1: x[3]: y[4] = dot(x, W[3, 4]) + b[4]; output y");
    CHECK(network_text<lstm<4, 8>>()
        == "0: x[4]: i[8] = sigmoid(dot(x, W_i[4, 8]) + dot(prev(h), U_i[8, 8]) + b_i[8]), "
           "f[8] = sigmoid(dot(x, W_f[4, 8]) + dot(prev(h), U_f[8, 8]) + b_f[8]), "
           "o[8] = sigmoid(dot(x, W_o[4, 8]) + dot(prev(h), U_o[8, 8]) + b_o[8]), "
           "g[8] = tanh(dot(x, W_g[4, 8]) + dot(prev(h), U_g[8, 8]) + b_g[8]), "
           "c[8] = f * prev(c) + i * g, h[8] = o * tanh(c); output h");
}

TEST_CASE("nested stacks are the same network as a flat one")
{
    CHECK(network_text<stack<rnn<2, 3>, stack<rnn<3, 3>, linear<3, 4>>>>()
        == network_text<stack<rnn<2, 3>, rnn<3, 3>, linear<3, 4>>>());
}

TEST_CASE("brackets keep the order in which an equation is computed")
{
    CHECK(network_text<brackets>()
        == "0: x[2]: s[2] = x - (b[2] - k) - prev(s), "
           "v[2] = -(x * s) / (x / s) + max(-x, b[2] * (noise m[2] + 0.25)) - "
           "(dot(s, W[2, 2]) + (dot(prev(s), W[2, 2]) + tanh(x + s))); output v");
}
