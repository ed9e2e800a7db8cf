// SPDX-License-Identifier: BSD-3-Clause
/// A long workspace gives what one long window gives, from all kinds of cells, and the gradients of finite differences.
#include <catch2/catch.hpp>

#include "../support/long_problem.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

template <class Cell>
void check_cell()
{
    using network = stack<Cell, dropout<7>, linear<7, 4>>;
    const problem<network> p(23, 3);
    const auto classes = random_classes(23 * 3, 4);
    check_equal(p.windows(5, softmax_cross_entropy, classes, reduction::mean),
        p.whole(softmax_cross_entropy, classes, reduction::mean));
}

} // namespace

TEST_CASE("windows give what one long window gives: rnn, relu_rnn and lstm")
{
    check_cell<rnn<5, 7>>();
    check_cell<relu_rnn<5, 7>>();
    check_cell<lstm<5, 7>>();
}

TEST_CASE("windows give what one long window gives: the variants of the lstm and mgu")
{
    check_cell<peephole_lstm<5, 7>>();
    check_cell<coupled_lstm<5, 7>>();
    check_cell<mgu<5, 7>>();
}

TEST_CASE("windows give what one long window gives: gru, gru_reset_before, and a cell with everything in it")
{
    check_cell<gru<5, 7>>();
    check_cell<gru_reset_before<5, 7>>();
    check_cell<torture<5, 6, 7>>();
}

TEST_CASE("ids, in float, with the square root for a window")
{
    using network = stack<embedding<9, 6>, lstm<6, 8>, dropout<8>, linear<8, 9>>;
    const model<network> m(4);
    xt::xtensor<id, 2> x(std::array<std::size_t, 2>{50, 3});
    const auto classes = random_classes(150, 9);
    std::copy_n(random_classes(150, 9).begin(), 150, x.begin());
    workspace one(m, 50, 3);
    hidden_state<network> state(3);
    parameters<network> expected;
    one.forward(m, x, state, training{1, 2});
    const double loss = softmax_cross_entropy(one, classes);
    one.backward(m, expected);

    long_workspace work(m, 50, 3);
    CHECK(work.window() == 8);
    hidden_state<network> last(3);
    parameters<network> gradients;
    CHECK(work.backpropagate(m, x, last, training{1, 2}, gradients, softmax_cross_entropy, classes)
        == Approx(loss).epsilon(1e-12));
    CHECK(std::equal(state.data(), state.data() + state.size(), last.data()));
    CHECK(informative(expected.span()));
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
        REQUIRE(gradients.span()[i] == Approx(expected.span()[i]).epsilon(1e-4).margin(1e-4));
    }
}

TEST_CASE("the gradients of a long window with dropout are those of finite differences")
{
    using network = stack<lstm<2, 4>, dropout<4>, gru<4, 3>, dropout<3, std::ratio<1, 4>>, linear<3, 3>>;
    problem<network> p(40, 2);
    const auto classes = random_classes(40 * 2, 3);
    long_workspace<network, double> work(40, 2, input_adjoints::yes);
    parameters<network, double> unused;
    const auto loss = [&] {
        hidden_state<network, double> state = p.from;
        return work.backpropagate(p.m, p.x, state, p.draw, unused, softmax_cross_entropy, classes, reduction::mean);
    };
    const auto slope = [&](auto&& move) {
        constexpr double h = 1e-3;
        const auto at = [&](double by) {
            move(by);
            const double value = loss();
            move(-by);
            return value;
        };
        return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    };
    const auto agree = [](double a, double n) {
        return std::abs(a - n) <= 1e-6 * std::max({1.0, std::abs(a), std::abs(n)});
    };
    loss();
    const auto of_input = numbers(work.input_adjoint());
    const auto of_state = numbers(work.initial_adjoint<"c", 0>());
    const std::vector<double> of_parameters(unused.data(), unused.data() + unused.size());
    CHECK(informative(of_input));
    CHECK(informative(of_state));
    CHECK(informative(of_parameters));
    for (std::size_t i = 0; i < of_parameters.size(); ++i)
    {
        const double n = slope([&](double by) { p.m.edit([&](auto& all) { all.data()[i] += by; }); });
        CAPTURE(i, n);
        REQUIRE(agree(of_parameters[i], n));
    }
    for (std::size_t i = 0; i < of_input.size(); i += 3)
    {
        const double n = slope([&](double by) { p.x.data()[i] += by; });
        CAPTURE(i, n);
        REQUIRE(agree(of_input[i], n));
    }
    for (std::size_t i = 0; i < of_state.size(); ++i)
    {
        const double n = slope([&](double by) { p.from.get<"c", 0>().data()[i] += by; });
        CAPTURE(i, n);
        REQUIRE(agree(of_state[i], n));
    }
}
