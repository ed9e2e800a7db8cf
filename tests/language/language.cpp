// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include "../support/gradient_check.hpp"

using namespace xrnn;

/// What a user writes to add a function: its value, its derivative, and what the derivative reads.
struct sine
{
    static constexpr std::string_view name = "sin";
    static constexpr reads df_reads = reads::argument;

    template <class V>
    static V f(V x)
    {
        using std::sin;
        return sin(x);
    }

    template <class V>
    static V df(V x, V)
    {
        using std::cos;
        return cos(x);
    }
};

template <expression E>
constexpr auto sin(E e)
{
    return apply<sine>(e);
}

template <std::size_t In, std::size_t Hidden>
struct wave
{
    static constexpr input<"x", In> x{};
    static constexpr state<"h", Hidden> h{};
    static constexpr parameter<"W", In, Hidden> W{};
    static constexpr parameter<"U", Hidden, Hidden> U{};
    static constexpr auto output = h;
    static constexpr auto step = equations(h = sin(dot(x, W) + dot(prev(h), U)));
};

TEST_CASE("a user's own function has its gradient")
{
    CHECK(tests::compare_gradients<wave<3, 9>>({4, 2}));
}

/// Every function of the table, with constants on either side and numbers of several types.
template <std::size_t Width>
struct all_functions
{
    static constexpr input<"x", Width> x{};
    static constexpr state<"h", Width> h{};
    static constexpr value<"a", Width> a{};
    static constexpr value<"b", Width> b{};
    static constexpr value<"e", Width> e{};
    static constexpr parameter<"w", Width> w{};
    static constexpr parameter<"W", Width, Width> W{};
    static constexpr auto output = h;
    static constexpr auto step = equations(a = softplus(dot(x, W)) + sqrt(square(x) + 1) - log(2 + square(shared(w))),
        b = exp(-square(a) * 0.1f) / (1 + abs(shared(w) * x)) - min(a, 0.3 * x), e = max(b, -shared(w)),
        h = 0.5 * prev(h) + sigmoid(e) * relu(a) - tanh(b) / 3);
};

TEST_CASE("gradients of all functions together match finite differences")
{
    for (const std::size_t steps : {1u, 3u, 6u})
    {
        const gradient_report found = tests::compare_gradients<all_functions<7>>({steps, 2});
        CAPTURE(steps, found.checked, found.worst, found.failure);
        CHECK(found);
    }
}

TEST_CASE("constants are part of the expression")
{
    constexpr auto g = all_functions<7>::step.graph();
    std::vector<double> constants;
    for (const auto& n : g.nodes)
    {
        if (n.kind == detail::node_kind::constant)
        {
            constants.push_back(n.number);
        }
    }
    CHECK(constants == std::vector<double>{1, 2, static_cast<double>(0.1f), 1, 0.3, 0.5, 3});
}

TEST_CASE("a shared parameter has one home")
{
    constexpr const auto& p = detail::plan_of<tests::torture<3, 5, 4>>;
    std::size_t homes = 0;
    for (const auto& parameter : p.parameters)
    {
        homes += p.graph.symbols[parameter.symbol].name == "V";
    }
    CHECK(homes == 1);
}
