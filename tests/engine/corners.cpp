// SPDX-License-Identifier: BSD-3-Clause
/// What no cell of the library does: parameters that come first, sums in parentheses, sums that overlap by halves; noise
/// number by number; and windows that fill their memory to the last number.
#include <catch2/catch.hpp>

#include <xrnn/engine/plan_text.hpp>

#include "../support/gradient_check.hpp"
#include "../support/networks.hpp"

using namespace tests;
using namespace xrnn::detail;
using Catch::Matchers::Contains;

namespace
{

/// Its parameter is the first symbol of all.
struct scale
{
    static constexpr input<"x", 3> x{};
    static constexpr value<"y", 3> y{};
    static constexpr parameter<"w", 3> w{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = w * x);
};

/// Of the three products all are added up, and what each pair of parentheses adds to its own product is something else.
struct parentheses
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 3> h{};
    static constexpr parameter<"W", 3, 3> W{};
    static constexpr parameter<"U", 3, 3> U{};
    static constexpr parameter<"V", 3, 3> V{};
    static constexpr parameter<"a", 3> a{};
    static constexpr parameter<"b", 3> b{};
    static constexpr parameter<"Z", 3, 3> Z{};
    static constexpr auto output = h;
    static constexpr auto step = equations(
        h = tanh(dot(x, W) + (dot(prev(h), U) + a * x) + (b * prev(h) + (dot(x, V) + (square(x) + dot(x, Z))))));
};

/// b and a share nothing; a and c share the product of x, and b comes between them in the order of the products.
struct overlapping
{
    static constexpr input<"x", 2> x{};
    static constexpr state<"h", 4> h{};
    static constexpr state<"m", 4> m{};
    static constexpr state<"c", 4> c{};
    static constexpr parameter<"U", 4, 4> U{};
    static constexpr parameter<"W", 2, 4> W{};
    static constexpr parameter<"V", 4, 4> V{};
    static constexpr parameter<"R", 2, 4> R{};
    static constexpr auto output = c;
    static constexpr auto step = equations(
        h = tanh(dot(prev(h), U)), m = tanh(dot(x, W) + dot(prev(m), V)), c = sigmoid(dot(x, R)) * prev(c) + h + m);
};

/// A number between 1 and 2, so that a mistake in a mask shows in every element.
struct one_to_two
{
    static constexpr double outside_training = 1.5;

    template <class T>
    static T draw(double uniform)
    {
        return static_cast<T>(1 + uniform);
    }
};

template <std::size_t Width>
struct noisy
{
    static constexpr input<"x", Width> x{};
    static constexpr noise<"m", Width, one_to_two> m{};
    static constexpr value<"y", Width> y{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = x * m);
};

template <class Network>
void check_all_gradients(const window_size& shape)
{
    const gradient_report found = compare_gradients<Network>(shape, 2);
    CAPTURE(shape.steps, shape.rows, found.checked, found.vanished, found.worst, found.failure);
    CHECK(found);
}

} // namespace

TEST_CASE("a cell may begin with a parameter")
{
    model<stack<scale, scale>> m;
    m.edit([](auto& p) {
        p.template get<"w", 0>().fill(2);
        p.template get<"w", 1>() = xt::xtensor<float, 1>{1, 10, 100};
    });
    hidden_state<stack<scale, scale>> state;
    const auto y = m.step(std::array{1.0f, 2.0f, 3.0f}, state);
    CHECK(y(0, 0) == 2);
    CHECK(y(0, 1) == 40);
    CHECK(y(0, 2) == 600);
    CHECK(m.get<"w", 1>()(2) == 100);
}

TEST_CASE("products in nested parentheses are added up with what stands beside them")
{
    model<parentheses, double> m;
    randomise(m);
    const auto x = random_sequence<double>(1, 1, 3);
    const auto before = random_sequence<double>(1, 1, 3, 7);
    hidden_state<parentheses, double> state;
    std::copy(before.begin(), before.end(), state.data());
    const auto h = m.step(std::span(x.data(), 3), state);
    for (std::size_t j = 0; j < 3; ++j)
    {
        double sum = m.get<"a">()(j) * x(0, 0, j) + m.get<"b">()(j) * before(0, 0, j) + x(0, 0, j) * x(0, 0, j);
        for (std::size_t i = 0; i < 3; ++i)
        {
            sum += x(0, 0, i) * (m.get<"W">()(i, j) + m.get<"V">()(i, j) + m.get<"Z">()(i, j));
            sum += before(0, 0, i) * m.get<"U">()(i, j);
        }
        CHECK(h(0, j) == Approx(std::tanh(sum)).epsilon(1e-12));
    }
    check_all_gradients<parentheses>({3, 2});
}

TEST_CASE("the columns of a product lie side by side although its sums end with different products")
{
    CHECK_THAT(plan_text<overlapping>(), Contains("product x [2 x 8] into columns 0..7: R W"));
    check_all_gradients<overlapping>({3, 2});
}

TEST_CASE("noise is the number of its layer, symbol, step, row and column, at widths with and without whole batches")
{
    using network = stack<noisy<19>, noisy<19>>;
    const model<network, double> m;
    workspace<network, double> work(m, 3, 2);
    hidden_state<network, double> state(2);
    const xt::xtensor<double, 3> ones = xt::ones<double>({3, 2, 19});
    const training draw{7, 11};
    const auto y = work.forward(m, ones, state, draw);
    constexpr std::size_t symbol = plan_of<noisy<19>>.graph.find("m");
    for (std::size_t t = 0; t < 3; ++t)
    {
        for (std::size_t b = 0; b < 2; ++b)
        {
            for (std::size_t j = 0; j < 19; ++j)
            {
                const noise_source source(draw);
                CHECK(y(t, b, j) == (1 + source.draw(0, symbol, t, b, j)) * (1 + source.draw(1, symbol, t, b, j)));
            }
        }
    }
    hidden_state<noisy<2>, double> one_state;
    workspace<noisy<2>, double> one(1, 1);
    const std::array x{1.0, 1.0};
    const auto alone = one.forward(model<noisy<2>, double>(), x, one_state, draw);
    CHECK(alone(0, 0, 1) == 1 + noise_source(draw).draw(0, plan_of<noisy<2>>.graph.find("m"), 0, 0, 1));
}

TEST_CASE("steps and rows of any size draw noise of their own")
{
    // mix(mix(mix(mix(mix(7) ^ 11) ^ 0x10003) ^ 0x500000002) ^ 17) with splitmix64's finaliser, computed in Python
    CHECK(noise_source(training{7, 11}).draw(1, 3, 5, 2, 17) == 0x1.4da7f9bda47d0p-5);
    const std::uint64_t big = std::uint64_t(1) << 32;
    std::vector<double> drawn;
    for (const std::uint64_t step : {std::uint64_t(0), std::uint64_t(1), big, big + 1, 2 * big, big << 31})
    {
        for (const std::uint64_t row : {std::uint64_t(0), std::uint64_t(1), std::uint64_t(2), big, big + 1, big << 31})
        {
            const noise_source source(training{.seed = 7, .update = 11, .first_step = step, .first_row = row});
            for (const std::size_t place : {0u, 1u, 2u, 3u})
            {
                drawn.push_back(source.draw(place / 2, 0, 0, 0, place % 2));
            }
        }
    }
    std::sort(drawn.begin(), drawn.end());
    CHECK(std::adjacent_find(drawn.begin(), drawn.end()) == drawn.end());
}

TEST_CASE("windows with fewer steps than rows, in buffers without padding, have right gradients")
{
    // Sixteen numbers fill a cache line: every buffer ends where the next one begins.
    using network = stack<lstm<16, 16>, gru_reset_before<16, 16>, dropout<16>>;
    for (const window_size& shape : {window_size{1, 3}, window_size{2, 8}, window_size{3, 17}})
    {
        check_all_gradients<network>(shape);
    }
}

TEST_CASE("windows of odd sizes have right gradients in workspaces of just their size")
{
    using network = stack<peephole_lstm<3, 7>, mgu<7, 5>, linear<5, 1>>;
    for (const window_size& shape : {window_size{1, 1}, window_size{3, 5}, window_size{7, 1}, window_size{3, 11}})
    {
        check_all_gradients<network>(shape);
    }
}
