// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xtensor/xview.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

using network = stack<rnn<3, 4>, linear<4, 2>>;

TEST_CASE("a window that does not fit says what it has and what was expected")
{
    const model<network> m(1);
    workspace work(m, 4, 2);
    hidden_state<network> state(2);
    const auto run = [&](std::size_t steps, std::size_t rows, std::size_t width) {
        const auto x = random_sequence<float>(steps, rows, width);
        work.forward(m, x, state);
    };
    CHECK_NOTHROW(run(4, 2, 3));
    CHECK_NOTHROW(run(1, 2, 3));
    CHECK_THROWS_WITH(run(5, 2, 3), Contains("5 steps of 2 rows") && Contains("4 steps of 2 rows"));
    CHECK_THROWS_WITH(run(4, 3, 3), Contains("4 steps of 3 rows"));
    CHECK_THROWS_WITH(run(4, 1, 3), Contains("has 1 row, but the hidden state has 2"));
    CHECK_THROWS_WITH(run(4, 2, 5), Contains("shape [4, 2, 5]") && Contains("[steps, rows, 3]"));
}

TEST_CASE("an id outside the vocabulary names its place, and nothing has changed")
{
    const model<network> m(1);
    workspace work(m, 3, 2);
    hidden_state<network> state(2);
    state.get<"h", 0>()(1, 1) = 0.5f;
    const xt::xtensor<id, 2> ids{{0, 1}, {2, 3}, {1, 1}};
    CHECK_THROWS_AS(work.forward(m, ids, state), std::out_of_range);
    CHECK_THROWS_WITH(work.forward(m, ids, state), Contains("id 3") && Contains("step 1") && Contains("row 1"));
    CHECK(state.get<"h", 0>()(1, 1) == 0.5f);
}

TEST_CASE("a step takes one input for each row")
{
    const model<network> m(1);
    hidden_state<network> state(2);
    CHECK_THROWS_WITH(
        m.step(std::vector<float>(3), state), Contains("2 rows") && Contains("6 numbers in the shape [2, 3], not 3"));
    CHECK_THROWS_WITH(m.step(std::vector<id>(3), state), Contains("2 ids, not 3"));
    CHECK_THROWS_AS(m.step(std::vector<id>{0, 9}, state), std::out_of_range);
    CHECK_THROWS_WITH(m.step(std::vector<id>{0, 9}, state), Contains("the id 9 at step 0, row 1"));
}

TEST_CASE("a sequence with gaps is refused")
{
    const model<network> m(1);
    workspace work(m, 4, 2);
    hidden_state<network> state(2);
    const xt::xtensor<float, 3, xt::layout_type::column_major> x = random_sequence<float>(4, 2, 3);
    CHECK_THROWS_WITH(work.forward(m, x, state), Contains("row-major"));
}

TEST_CASE("calls that need a forward pass say so")
{
    const model<network> m(1);
    workspace work(m, 4, 2, input_adjoints::yes);
    parameters<network> gradients;
    CHECK_THROWS_WITH(work.backward(m, gradients), Contains("call forward first"));
    CHECK_THROWS_WITH(work.output(), Contains("call forward first"));
    CHECK_THROWS_WITH(work.output_adjoint(), Contains("call forward first"));
    CHECK_THROWS_WITH((work.final_adjoint<"h", 0>()), Contains("call forward first"));
    CHECK_THROWS_WITH((work.initial_adjoint<"h", 0>()), Contains("call forward first"));
    CHECK_THROWS_WITH(work.input_adjoint(), Contains("call forward first"));
    CHECK_THROWS_WITH((work.probe<"h", 0>()), Contains("call forward first"));
    workspace without(m, 4, 2);
    CHECK_THROWS_WITH(without.input_adjoint(), Contains("input_adjoints::yes"));
}

TEST_CASE("a workspace without steps or rows is refused")
{
    using work = workspace<network>;
    CHECK_THROWS_AS(work(0, 1), std::invalid_argument);
    CHECK_THROWS_AS(work(1, 0), std::invalid_argument);
}

TEST_CASE("the backward pass uses up the values of a window, and a second one is refused")
{
    const model<network> m(1);
    workspace work(m, 4, 2, input_adjoints::yes);
    parameters<network> gradients;
    const auto x = random_sequence<float>(4, 2, 3);
    hidden_state<network> state(2);
    work.forward(m, x, state);
    CHECK_NOTHROW(work.probe<"h", 0>());
    work.output_adjoint().fill(1);
    work.backward(m, gradients);
    CHECK_THROWS_WITH(work.backward(m, gradients), Contains("call forward again"));
    CHECK_THROWS_AS(work.output(), std::logic_error);
    CHECK_THROWS_AS((work.probe<"h", 0>()), std::logic_error);
    CHECK_NOTHROW(work.input_adjoint());
    const xt::xtensor<id, 2> ids = xt::ones<id>({4, 2});
    work.forward(m, ids, state);
    work.output_adjoint().fill(1);
    work.backward(m, gradients);
    CHECK_THROWS_WITH(work.input_adjoint(), Contains("fed ids"));
}

TEST_CASE("a view is read from where it starts")
{
    const model<network> m(1);
    const auto whole = random_sequence<float>(6, 1, 3);
    const auto part = xt::view(whole, xt::range(2, 5), xt::all(), xt::all());
    const xt::xtensor<float, 3> copied = part;
    workspace work(m, 6, 1);
    hidden_state<network> state;
    const auto of_view = numbers(work.forward(m, part, state));
    state.reset();
    CHECK(of_view == numbers(work.forward(m, copied, state)));
    const auto one = xt::view(whole, 3, xt::all(), xt::all());
    const xt::xtensor<float, 2> copied_one = one;
    hidden_state<network> a;
    hidden_state<network> b;
    CHECK(numbers(m.step(one, a)) == numbers(m.step(copied_one, b)));
}

TEST_CASE("a step is refused if its shape is not that of the rows")
{
    using wide = linear<3, 2>;
    const model<wide> m(1);
    hidden_state<wide> state(8);
    const xt::xtensor<float, 2> turned = xt::ones<float>({3, 8});
    const xt::xtensor<float, 2, xt::layout_type::column_major> columns = xt::ones<float>({8, 3});
    CHECK_THROWS_AS(m.step(turned, state), std::invalid_argument);
    CHECK_THROWS_AS(m.step(columns, state), std::invalid_argument);
}

TEST_CASE("a stepper refuses an id that would wrap")
{
    const model<network> m(1);
    stepper rnn(m);
    CHECK_THROWS_WITH(rnn.step(std::uint64_t(1) << 32), Contains("4294967296"));
}
