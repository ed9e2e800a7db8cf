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

struct reduced_columns
{
    static constexpr input<"x", 3> x{};
    static constexpr value<"m"> m{};
    static constexpr value<"v", 2> v{};
    static constexpr state<"s", 2> s{};
    static constexpr auto output = v;
    static constexpr auto step = equations(
        m = mean(x), v = slice<1, 2>(x) * (1 / sqrt(sum(square(x - m)) + 0.5)) - pick<0>(prev(s)), s = v * (m + 1));
};

struct adding_rnn
{
    static constexpr input<"x", 2> x{};
    static constexpr state<"h", 2> h{};
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(x + prev(h)));
};

struct reader
{
    static constexpr input<"x", 2> x{};
    static constexpr memory<"M", 2> M{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"a"> a{};
    static constexpr value<"c", 2> c{};
    static constexpr auto inputs = order(x, M);
    static constexpr auto output = c;
    static constexpr auto step = equations(e = sum(x * M), a = softmax(e), c = attend(a, M));
};

struct wide_rnn
{
    static constexpr input<"x", 2> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W", 2, 4> W{};
    static constexpr auto output = h;
    static constexpr auto step = equations(h = dot(x, W) + prev(h));
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

TEST_CASE("reductions, numbers and columns are written where they stand")
{
    CHECK(network_text<reduced_columns>()
        == "0: x[3]: m = mean(x), v[2] = slice<1, 2>(x) * (1 / sqrt(sum(square(x - m)) + 0.5)) - "
           "pick<0>(prev(s)), s[2] = v * (m + 1); output v");
}

TEST_CASE("brackets keep the order in which an equation is computed")
{
    CHECK(network_text<brackets>()
        == "0: x[2]: s[2] = x - (b[2] - k) - prev(s), "
           "v[2] = -(x * s) / (x / s) + max(-x, b[2] * (noise m[2] + 0.25)) - "
           "(dot(s, W[2, 2]) + (dot(prev(s), W[2, 2]) + tanh(x + s))); output v");
}

TEST_CASE("of an encoder and a decoder, the text says what is carried")
{
    using network = seq2seq<bidirectional<adding_rnn>, stack<linear<3, 2>, wide_rnn>, carry<"h">>;
    CHECK(network_text<network>()
        == "0: x[2]: h[2] = tanh(x + prev(h)); output h\n"
           "1 from backwards input: x[2]: h[2] = tanh(x + prev(h)); output h\n"
           "output 0: 0 | backwards 1\n"
           "carry h of 0 to h of 3\n"
           "carry h of 1 to h of 3 from column 2\n"
           "2: x[3]: y[2] = dot(x, W[3, 2]) + b[2]; output y\n"
           "3: x[2]: h[4] = dot(x, W[2, 4]) + prev(h); output h");
}

TEST_CASE("of an encoder and a decoder, the text says what is remembered")
{
    CHECK(network_text<seq2seq<adding_rnn, stack<reader, wide_rnn>, remember<"M">>>()
        == "0: x[2]: h[2] = tanh(x + prev(h)); output h\n"
           "remember as M of 1\n"
           "1: x[2], memory M[2]: e = sum(x * M), a = exp(e - stop(max(e))) * (1 / sum(exp(e - stop(max(e))))), "
           "c[2] = attend(a, M); output c\n"
           "2: x[2]: h[4] = dot(x, W[2, 4]) + prev(h); output h");
}
