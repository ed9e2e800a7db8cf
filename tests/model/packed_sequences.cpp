// SPDX-License-Identifier: BSD-3-Clause
/// What packed_sequences hold, and what they and packed windows refuse.
#include <catch2/catch.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Contains;

namespace
{

using network = stack<gru<3, 4>, linear<4, 2>>;
using sequences = std::vector<std::vector<float>>;

std::vector<id> copy(std::span<const id> all)
{
    return {all.begin(), all.end()};
}

/// Sequences of so many steps of 3 numbers.
sequences of_lengths(const std::vector<std::size_t>& lengths)
{
    sequences all;
    for (const std::size_t length : lengths)
    {
        all.emplace_back(3 * length, 0.5f);
    }
    return all;
}

packed_sequences<float> pack(const std::vector<std::size_t>& lengths)
{
    packed_sequences<float> x(9, 9, 3);
    x.fill(of_lengths(lengths));
    return x;
}

} // namespace

TEST_CASE("packed sequences lie step after step, the longest first, and are seen in their own order")
{
    packed_sequences x(4, 5);
    CHECK(x.rows() == 0);
    x.fill(std::vector<std::vector<id>>{{10, 11}, {20, 21, 22}, {30}, {40, 41, 42}});
    CHECK(x.rows() == 4);
    CHECK(x.steps() == 3);
    CHECK(x.all_steps() == 9);
    CHECK(x.length(0) == 2);
    CHECK(x.length(2) == 1);
    CHECK(copy(x.elements()) == std::vector<id>{20, 40, 10, 30, 21, 41, 11, 22, 42});
    CHECK(x(3, 1)[0] == 41);
    CHECK(x(0, 1)[0] == 11);
    x(0, 1)[0] = 12;
    CHECK(copy(x.elements()) == std::vector<id>{20, 40, 10, 30, 21, 41, 12, 22, 42});
    x.fill(std::vector<std::vector<id>>{{7}, {8, 9}});
    CHECK(copy(x.elements()) == std::vector<id>{8, 7, 9});
    CHECK(x.steps() == 2);
}

TEST_CASE("packed sequences of numbers come from ranges and from tensors")
{
    packed_sequences<float> x(4, 5, 2);
    x.fill(sequences{{1, 2}, {3, 4, 5, 6}});
    CHECK(x(1, 1)[0] == 5);
    CHECK(x(1, 1)[1] == 6);
    std::vector<xt::xtensor<float, 2>> tensors{{{1, 2}}, {{3, 4}, {5, 6}, {7, 8}}};
    x.fill(tensors);
    CHECK(x(1, 2)[1] == 8);
    CHECK(x(0, 0)[1] == 2);
    CHECK(x.all_steps() == 4);
    x.fill(std::array<std::span<const float>, 1>{std::span<const float>(tensors[1].data(), 2)});
    CHECK(x(0, 0)[0] == 3);
}

TEST_CASE("what cannot be packed is refused and changes nothing")
{
    packed_sequences<float> x(2, 3, 2);
    x.fill(sequences{{1, 2}, {3, 4, 5, 6}});
    CHECK_THROWS_WITH(x.fill(sequences{}), Contains("there are 0 sequences, but there is room for 1 to 3"));
    CHECK_THROWS_WITH(x.fill(sequences(4, {1, 2})), Contains("there are 4 sequences"));
    CHECK_THROWS_WITH(x.fill(sequences{{9, 9}, {}}), Contains("sequence 1 is empty; leave it out"));
    CHECK_THROWS_WITH(
        x.fill(sequences{{9, 9}, std::vector<float>(6)}), Contains("sequence 1 has 3 steps, but there is room for 2"));
    CHECK_THROWS_WITH(
        x.fill(sequences{{9, 9, 9}}), Contains("sequence 0 has 3 numbers, which make no whole steps of 2"));
    const std::vector<xt::xtensor<float, 2>> wide{{{1, 2, 3, 4}}};
    CHECK_THROWS_WITH(x.fill(wide), Contains("sequence 0 has the shape [1, 4], not [steps, 2]"));
    CHECK_THROWS_WITH(x.fill(std::array{x(1, 0)}), Contains("is part of these packed_sequences"));
    CHECK(x.rows() == 2);
    CHECK(x(1, 1)[1] == 6);
    CHECK(x(0, 0)[0] == 1);
    CHECK_THROWS_WITH(x(2, 0), Contains("there is no sequence 2 among 2"));
    CHECK_THROWS_WITH(x(0, 1), Contains("sequence 0 has no step 1, because it has 1 step"));
    CHECK_THROWS_AS(x.length(2), std::out_of_range);
}

TEST_CASE("packed sequences without room, or with more than memory, are refused")
{
    CHECK_THROWS_WITH(packed_sequences(0, 1), Contains("at least one row of one step"));
    CHECK_THROWS_AS(packed_sequences(1, 0), std::invalid_argument);
    CHECK_THROWS_AS(packed_sequences<float>(1, 1, 0), std::invalid_argument);
    const std::size_t half = std::size_t(1) << 32;
    CHECK_THROWS_WITH(packed_sequences(half, half), Contains("do not fit in memory"));
    CHECK_THROWS_AS(packed_sequences(~std::size_t(0), 1), std::invalid_argument);
    CHECK_THROWS_AS(packed_sequences<float>(1, half, half), std::invalid_argument);
    packed_sequences x(2, 2);
    const packed_sequences taken = std::move(x);
    CHECK_THROWS_WITH(x.fill(std::vector<std::vector<id>>{{1}}), Contains("was moved from"));
    CHECK_THROWS_AS(x.elements(), std::logic_error);
}

TEST_CASE("packed windows that do not fit are refused and change nothing")
{
    model<network> m;
    randomise(m);
    workspace<network> work(4, 3);
    hidden_state<network> state(3);
    const auto fitting = pack({2, 4, 1});
    const float before = work.forward(m, fitting, state)(1, 3)[0];
    const auto states = numbers(state.get<"h", 0>());
    CHECK(informative(states));
    const auto longer = pack({5, 1, 1});
    const auto more = pack({1, 1, 1, 1});
    const auto fewer = pack({1, 1});
    CHECK_THROWS_WITH(work.forward(m, longer, state),
        Contains("the sequence has 5 steps of 3 rows, but the workspace was made for 4 steps of 3 rows"));
    CHECK_THROWS_AS(work.forward(m, more, state), std::invalid_argument);
    CHECK_THROWS_WITH(work.forward(m, fewer, state), Contains("has 2 rows, but the hidden state has 3"));
    const packed_sequences<float> empty(4, 3, 3);
    CHECK_THROWS_WITH(work.forward(m, empty, state), Contains("are empty; call fill first"));
    packed_sequences<float> narrow(4, 3, 2);
    narrow.fill(sequences(3, {1, 2}));
    CHECK_THROWS_WITH(work.forward(m, narrow, state),
        Contains("takes steps of 3 numbers, but these packed_sequences have steps of 2"));
    packed_sequences letters(4, 3);
    letters.fill(std::vector<std::vector<id>>{{0, 1}, {2, 0, 3}, {1}});
    CHECK_THROWS_WITH(
        work.forward(m, letters, state), Contains("the id 3 at step 2, row 1 is not below the input width 3"));
    packed_sequences pairs(4, 3, 2);
    pairs.fill(std::vector<std::vector<id>>(3, {0, 1}));
    CHECK_THROWS_WITH(work.forward(m, pairs, state), Contains("a step of packed ids is one id, not 2"));
    CHECK(numbers(state.get<"h", 0>()) == states);
    CHECK(work.packed_output()(1, 3)[0] == before);
}

TEST_CASE("a packed window is not seen as a tensor, nor a tensor as a packed window")
{
    model<network> m;
    randomise(m);
    workspace<network> work(4, 3, input_adjoints::yes);
    hidden_state<network> state(3);
    CHECK_FALSE(work.is_packed());
    const auto x = pack({2, 4, 1});
    work.forward(m, x, state);
    CHECK(work.is_packed());
    CHECK_THROWS_WITH(work.output(), Contains("the last window was packed") && Contains("call packed_output"));
    CHECK_THROWS_WITH(work.output_adjoint(), Contains("call packed_output_adjoint"));
    CHECK_THROWS_WITH((work.probe<"h", 0>()), Contains("call packed_probe"));
    CHECK_THROWS_WITH(work.packed_output()(1, 4), Contains("sequence 1 has no step 4"));
    CHECK_THROWS_AS(work.packed_output().length(3), std::out_of_range);
    CHECK_THROWS_AS(work.packed_input_adjoint(), std::logic_error);
    parameters<network> gradients;
    CHECK_THROWS_WITH(work.backward(m, gradients), Contains("no loss has been computed"));
    work.packed_output_adjoint().all() = 1;
    work.backward(m, gradients);
    CHECK_THROWS_WITH(work.input_adjoint(), Contains("call packed_input_adjoint"));
    CHECK(informative(work.packed_input_adjoint().all()));
    CHECK_THROWS_AS(work.packed_output(), std::logic_error);

    const auto tensor = random_sequence<float>(4, 3, 3);
    work.forward(m, tensor, state);
    CHECK_FALSE(work.is_packed());
    CHECK_THROWS_WITH(work.packed_output(), Contains("the last window was not packed"));
    CHECK_THROWS_AS(work.packed_output_adjoint(), std::logic_error);
    CHECK_THROWS_AS((work.packed_probe<"h", 0>()), std::logic_error);
    CHECK_THROWS_WITH(work.backward(m, gradients), Contains("no loss has been computed"));
    work.output_adjoint() = 1;
    work.backward(m, gradients);
    CHECK_THROWS_WITH(work.packed_input_adjoint(), Contains("the last window was not packed"));
}

TEST_CASE("packed input may be refilled between windows, and a workspace moved")
{
    model<network> m;
    randomise(m);
    auto x = pack({2, 4, 1});
    workspace<network> first(4, 3);
    hidden_state<network> state(3);
    first.forward(m, x, state);
    const auto y = numbers(first.packed_output().all());
    CHECK(informative(y));
    workspace<network> second = std::move(first);
    x.fill(of_lengths({1, 1}));
    CHECK(numbers(second.packed_output().all()) == y);
    CHECK_THROWS_WITH(first.packed_output(), Contains("was moved from"));
    CHECK_THROWS_AS(first.is_packed(), std::logic_error);
}
