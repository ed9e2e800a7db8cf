// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include "../support/networks.hpp"
#include "../support/torture_cell.hpp"

using namespace xrnn;
using namespace tests;

namespace
{
using network = stack<lstm<6, 17>, gru_reset_before<17, 5>, dropout<5>, linear<5, 9>>;

template <class Network>
struct run
{
    std::vector<float> output;
    std::vector<float> state;
    std::vector<float> gradients;
    std::vector<float> input_adjoint;
};

/// A window of which every row is the same sequence; returns what the first row and the whole gave.
run<network> same_rows(const model<network>& m, std::size_t rows)
{
    const auto row = random_sequence<float>(5, 1, 6);
    xt::xtensor<float, 3> x(std::array<std::size_t, 3>{5, rows, 6});
    for (std::size_t t = 0; t < 5; ++t)
    {
        for (std::size_t b = 0; b < rows; ++b)
        {
            for (std::size_t k = 0; k < 6; ++k)
            {
                x(t, b, k) = row(t, 0, k);
            }
        }
    }
    workspace<network> work(5, rows, input_adjoints::yes);
    hidden_state<network> state(rows);
    parameters<network> gradients;
    run<network> r;
    const auto y = work.forward(m, x, state);
    r.output = numbers(y);
    r.state = numbers(state.get<"c", 0>());
    auto adjoint = work.output_adjoint();
    for (float& a : adjoint)
    {
        a = 0.25f;
    }
    work.backward(m, gradients);
    r.gradients.assign(gradients.span().begin(), gradients.span().end());
    r.input_adjoint = numbers(work.input_adjoint());
    return r;
}
} // namespace

TEST_CASE("rows that are the same give equal bits in a batch of any size")
{
    model<network> m;
    randomise(m);
    const auto one = same_rows(m, 1);
    REQUIRE((informative(one.output) && informative(one.input_adjoint) && informative(one.state)));
    for (const std::size_t rows : {2u, 3u, 6u, 7u, 13u, 20u})
    {
        const auto many = same_rows(m, rows);
        bool equal = true;
        for (std::size_t t = 0; t < 5; ++t)
        {
            for (std::size_t b = 0; b < rows; ++b)
            {
                for (std::size_t k = 0; k < 9; ++k)
                {
                    equal = equal && many.output[(t * rows + b) * 9 + k] == one.output[t * 9 + k];
                }
                for (std::size_t k = 0; k < 6; ++k)
                {
                    equal = equal && many.input_adjoint[(t * rows + b) * 6 + k] == one.input_adjoint[t * 6 + k];
                }
            }
        }
        for (std::size_t i = 0; i < many.state.size(); ++i)
        {
            equal = equal && many.state[i] == one.state[i % 17];
        }
        CAPTURE(rows);
        CHECK(equal);
    }
}

TEST_CASE("the same run twice gives equal bits")
{
    model<network> m;
    randomise(m);
    const auto once = same_rows(m, 7).gradients;
    CHECK(informative(once));
    CHECK(once == same_rows(m, 7).gradients);
}

TEST_CASE("steps give the bits of a window")
{
    model<network> m;
    randomise(m);
    const auto x = random_sequence<float>(5, 3, 6);
    workspace<network> work(5, 3);
    hidden_state<network> through_window(3);
    hidden_state<network> through_steps(3);
    const auto y = work.forward(m, x, through_window);
    CHECK(informative(y));
    for (std::size_t t = 0; t < 5; ++t)
    {
        const std::vector<float> now(&x(t, 0, 0), &x(t, 0, 0) + 18);
        const auto z = m.step(now, through_steps);
        for (std::size_t b = 0; b < 3; ++b)
        {
            for (std::size_t k = 0; k < 9; ++k)
            {
                CHECK(z(b, k) == y(t, b, k));
            }
        }
    }
    CHECK(numbers(through_steps.get<"h", 1>()) == numbers(through_window.get<"h", 1>()));
}

TEST_CASE("a window in two halves with the state carried gives the bits of the whole")
{
    model<network> m;
    randomise(m);
    const auto x = random_sequence<float>(6, 2, 6);
    workspace<network> work(6, 2);
    hidden_state<network> state(2);
    const auto whole = numbers(work.forward(m, x, state));
    const auto final_state = numbers(state.get<"c", 0>());
    CHECK((informative(whole) && informative(final_state)));

    state.reset();
    std::vector<float> halves;
    for (std::size_t half = 0; half < 2; ++half)
    {
        xt::xtensor<float, 3> part(std::array<std::size_t, 3>{3, 2, 6});
        std::copy_n(x.data() + half * part.size(), part.size(), part.data());
        const auto y = numbers(work.forward(m, part, state));
        halves.insert(halves.end(), y.begin(), y.end());
    }
    CHECK(halves == whole);
    CHECK(numbers(state.get<"c", 0>()) == final_state);
}

TEST_CASE("ids give what the one-hot rows give")
{
    model<network, double> m;
    randomise(m);
    const xt::xtensor<id, 2> ids{{0, 3}, {5, 1}, {2, 2}, {4, 0}};
    xt::xtensor<double, 3> dense = xt::zeros<double>({4, 2, 6});
    for (std::size_t t = 0; t < 4; ++t)
    {
        for (std::size_t b = 0; b < 2; ++b)
        {
            dense(t, b, ids(t, b)) = 1;
        }
    }
    workspace<network, double> work(4, 2);
    std::array<parameters<network, double>, 2> gradients;
    std::array<std::vector<double>, 2> outputs;
    const auto backward = [&](std::size_t i) {
        outputs[i] = numbers(work.output());
        work.output_adjoint() = xt::ones<double>({4, 2, 9});
        work.backward(m, gradients[i]);
    };
    hidden_state<network, double> state(2);
    work.forward(m, ids, state);
    backward(0);
    state.reset();
    work.forward(m, dense, state);
    backward(1);
    CHECK((informative(outputs[0]) && informative(gradients[0].span())));
    for (std::size_t i = 0; i < outputs[0].size(); ++i)
    {
        CHECK(outputs[0][i] == Approx(outputs[1][i]).epsilon(1e-13));
    }
    for (std::size_t i = 0; i < gradients[0].size(); ++i)
    {
        CHECK(gradients[0].data()[i] == Approx(gradients[1].data()[i]).epsilon(1e-12).margin(1e-14));
    }
}

TEST_CASE("every named value can be probed: at every step if the plan keeps it, and after a step always")
{
    using cell = torture<3, 5, 4>;
    model<cell, double> m;
    randomise(m);
    m.set<"k">(0.7);
    const auto x = random_sequence<double>(4, 2, 3);
    workspace<cell, double> work(4, 2);
    hidden_state<cell, double> state(2);
    hidden_state<cell, double> stepped(2);
    work.forward(m, x, state);
    const auto i = work.probe<"i">();
    const auto d = work.probe<"d">();
    const auto h = work.probe<"h">();
    CHECK((informative(i) && informative(d) && informative(h)));
    for (std::size_t t = 0; t < 4; ++t)
    {
        m.step(std::vector<double>(&x(t, 0, 0), &x(t, 0, 0) + 6), stepped);
        for (std::size_t b = 0; b < 2; ++b)
        {
            for (std::size_t k = 0; k < 5; ++k)
            {
                CHECK(stepped.probe<"i">()(b, k) == i(t, b, k));
                CHECK(stepped.probe<"d">()(b, k) == d(t, b, k));
                CHECK(stepped.probe<"h">()(b, k) == h(t, b, k));
            }
        }
    }
}

namespace
{
/// a has nothing to do with the loop, and no derivative reads it; y reads it after the segment of u.
struct late_reader
{
    static constexpr input<"x", 2> x{};
    static constexpr value<"a", 2> a{};
    static constexpr value<"u", 3> u{};
    static constexpr value<"y", 2> y{};
    static constexpr parameter<"W", 2, 3> W{};
    static constexpr auto output = y;
    static constexpr auto step = equations(a = x, u = dot(x, W), y = a);
};

/// A residual head: s leaves the loop and is read again after a segment of another width.
struct residual_head
{
    static constexpr input<"x", 2> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"s", 4> s{};
    static constexpr value<"u", 3> u{};
    static constexpr value<"y", 4> y{};
    static constexpr parameter<"W", 2, 4> W{};
    static constexpr parameter<"U", 4, 4> U{};
    static constexpr parameter<"b", 4> b{};
    static constexpr parameter<"V", 4, 3> V{};
    static constexpr parameter<"R", 3, 4> R{};
    static constexpr auto output = y;
    static constexpr auto step =
        equations(h = tanh(dot(x, W) + dot(prev(h), U)), s = h + b, u = tanh(dot(h, V)), y = s + dot(u, R));
};

template <class Cell>
void check_window_by_steps()
{
    model<Cell, double> m;
    randomise(m);
    const auto x = random_sequence<double>(4, 3, 2);
    workspace<Cell, double> work(4, 3);
    hidden_state<Cell, double> state(3);
    const auto window = numbers(work.forward(m, x, state));
    hidden_state<Cell, double> walker(3);
    std::vector<double> steps;
    for (std::size_t t = 0; t < 4; ++t)
    {
        const auto y = m.step(std::span(x.data() + t * 3 * 2, 3 * 2), walker);
        steps.insert(steps.end(), y.begin(), y.end());
    }
    REQUIRE(window.size() == 4 * 3 * model<Cell, double>::output_width);
    CHECK(window == steps);
    CHECK(std::any_of(window.begin(), window.end(), [&](double y) { return y != window[0]; }));
}
} // namespace

TEST_CASE("a window equals its steps where a value outside the loop is read by a later segment")
{
    check_window_by_steps<late_reader>();
    check_window_by_steps<residual_head>();
}
