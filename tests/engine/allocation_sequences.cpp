// SPDX-License-Identifier: BSD-3-Clause
/// After set-up, sequences of all kinds allocate nothing: packed, side by side, remembered, or longer than a window.
#include <catch2/catch.hpp>

#include "../support/attention_cells.hpp"
#include "../support/counted_allocations.hpp"
#include "../support/fed_cells.hpp"
#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;

TEST_CASE("after set-up packed windows and batches of lines allocate nothing")
{
    using network = stack<lstm<3, 17>, dropout<17>, gru<17, 5>, linear<5, 3>>;
    const model<network> m(1);
    workspace work(m, 8, 3, input_adjoints::yes, team(2));
    parameters<network> gradients;
    hidden_state<network> state(3);
    line_batches data({1, 1, 2, 0, 1, 0, 2, 2, 0, 1, 2, 1, 2, 0}, 0, 8, 3, 1);
    packed_sequences<float> x(8, 3, 3);
    packed_sequences<float> targets(8, 3, 3);
    packed_sequences<char> marks(8, 3);
    const std::vector<std::vector<float>> numbers{std::vector<float>(6), std::vector<float>(24), std::vector<float>(3)};
    const std::vector<std::vector<char>> some{{0, 1}, std::vector<char>(8, 1), {0}};
    const std::vector<id> classes{0, 1, 2};
    const std::size_t before = allocations;
    for (int update = 0; update < 4; ++update)
    {
        data.next();
        work.forward(m, data.input(), state, training{1, 2});
        softmax_cross_entropy(work, data.target());
        work.backward(m, gradients);
        x.fill(numbers);
        targets.fill(numbers);
        marks.fill(some);
        work.forward(m, x, state);
        squared_error(work, targets, mask(marks), reduction::mean);
        softmax_cross_entropy(work, classes, last_step);
        work.backward(m, gradients);
    }
    CHECK(allocations == before);
}

TEST_CASE("after set-up a network with several inputs allocates nothing")
{
    using network = stack<conditioned_rnn<6, 4, 5, 17>, linear<17, 6>>;
    model<network> m(1);
    workspace work(m, 8, 3, input_adjoints::yes);
    stepper rnn(m);
    parameters<network> gradients;
    hidden_state<network> state(3);
    const xt::xtensor<id, 2> ids = xt::ones<id>({8, 3});
    const xt::xtensor<float, 3> context = random_sequence<float>(8, 3, 4);
    const std::vector<float> v(3 * 5, 0.5f);
    const std::vector<id> held{1, 2, 4};
    const std::vector<float> row(4, 0.5f);
    float sum = 0;
    const std::size_t before = allocations;
    for (int update = 0; update < 3; ++update)
    {
        work.forward(m, feeds(ids, context, v), state);
        softmax_cross_entropy(work, ids);
        work.backward(m, gradients);
        sum += work.input_adjoint<"v">()(1, 2) + work.input_adjoint<"context">()(1, 2, 3);
        work.forward(m, feeds(ids, context, held), state);
        sum += rnn.step(feeds(2, row, 3))(0);
    }
    CHECK(allocations == before);
    CHECK(std::abs(sum) > 0);
}

TEST_CASE("after set-up a network with memories allocates nothing")
{
    using network = stack<dot_product_attention<6, 4, 5, 17>, additive_attention<17, 3, 4, 6>>;
    const model<network> m(1);
    workspace work(m, 8, 3, room_for_memory{20}, input_adjoints::yes, team(2));
    parameters<network> gradients;
    hidden_state<network> state(3);
    const xt::xtensor<id, 2> ids = xt::ones<id>({8, 3});
    const xt::xtensor<float, 3> dense = random_sequence<float>(17, 3, 4);
    const xt::xtensor<float, 3> second_dense = random_sequence<float>(17, 3, 3);
    packed_sequences<float> x(8, 3, 6);
    packed_sequences<float> first(20, 3, 4);
    packed_sequences<float> second(20, 3, 3);
    const std::vector<std::vector<float>> steps{
        std::vector<float>(6, 0.5f), std::vector<float>(48, 0.5f), std::vector<float>(12)};
    const std::vector<std::vector<float>> keys{
        std::vector<float>(80, 0.5f), std::vector<float>(4, 0.5f), std::vector<float>(8)};
    const std::vector<std::vector<float>> others{
        std::vector<float>(60, 0.5f), std::vector<float>(3, 0.5f), std::vector<float>(6)};
    float sum = 0;
    const std::size_t before = allocations;
    for (int update = 0; update < 3; ++update)
    {
        x.fill(steps);
        first.fill(keys);
        second.fill(others);
        work.forward(m, feeds(ids, first, second), state);
        softmax_cross_entropy(work, ids);
        work.backward(m, gradients);
        sum += work.packed_input_adjoint<"M", 0>()(0, 19)[2];
        work.forward(m, feeds(x, first, second), state);
        work.packed_output_adjoint()(1, 7)[2] = 1;
        work.backward(m, gradients);
        sum += work.packed_input_adjoint<"M", 1>()(1, 0)[2];
        work.forward(m, feeds(ids, dense, second_dense), state);
        sum += work.probe<"a", 1>()(7, 2, 16);
    }
    CHECK(allocations == before);
    CHECK(std::abs(sum) > 0);
}

TEST_CASE("after set-up long sequences allocate nothing")
{
    using network = stack<lstm<6, 17>, dropout<17>, gru<17, 5>, linear<5, 6>>;
    const model<network> m(1);
    long_workspace work(m, 20, 3, 6, input_adjoints::yes);
    sliding_workspace of_ids(m, 2, 5, 3, sequence_of::ids);
    sliding_workspace of_numbers(m, 2, 5, 3, sequence_of::numbers);
    parameters<network> gradients;
    hidden_state<network> state(3);
    const xt::xtensor<float, 3> dense = random_sequence<float>(20, 3, 6);
    const xt::xtensor<float, 3> next = random_sequence<float>(2, 3, 6);
    const xt::xtensor<id, 2> ids = xt::ones<id>({2, 3});
    const std::vector<float> numbers(20 * 3 * 6, 0.5f);
    const std::vector<char> marks(20 * 3, 1);
    const auto loss = [](auto& window, std::size_t) {
        window.output_adjoint().fill(1);
        return 1.0;
    };
    float sum = 0;
    const std::size_t before = allocations;
    for (std::uint64_t update = 0; update < 4; ++update)
    {
        work.backpropagate(m, dense, state, gradients, squared_error, numbers, reduction::mean, mask(marks));
        work.backpropagate(m, dense, state, training{1, update}, gradients, loss);
        sum += work.input_adjoint()(19, 2, 5);
        of_ids.forward(m, ids, training{1, update});
        softmax_cross_entropy(of_ids, ids);
        of_ids.backward(m, gradients);
        of_numbers.forward(m, next);
        of_numbers.output_adjoint().fill(1);
        of_numbers.backward(m, gradients);
        of_numbers.reset(of_ids.state());
    }
    CHECK(allocations == before);
    CHECK(std::abs(sum) > 0);
}
