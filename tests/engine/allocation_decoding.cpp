// SPDX-License-Identifier: BSD-3-Clause
/// After set-up, nothing is allocated by encoders with decoders, in training too, nor by samplers, beams and steps.
#include <catch2/catch.hpp>

#include <xrnn/sampling/beam.hpp>
#include <xrnn/sampling/greedy.hpp>

#include "../support/attention_cells.hpp"
#include "../support/counted_allocations.hpp"
#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;

TEST_CASE("after set-up an encoder and a decoder allocate nothing, in training and in decoding")
{
    using network =
        seq2seq<bidirectional<lstm<6, 4>>, stack<lstm<5, 8>, dropout<8>, linear<8, 5>>, carry<"h">, carry<"c">>;
    model<network> m(1);
    workspace work(m, {.source = 8, .target = 5}, 3, team(2));
    parameters<network> gradients;
    optimiser learn(m, adam{});
    hidden_state<network> state(3);
    greedy_search answer(m, 3, {.length = 7, .stop = 2});
    const xt::xtensor<id, 2> ids = xt::ones<id>({8, 3});
    const xt::xtensor<id, 2> target = xt::ones<id>({5, 3});
    packed_sequences<id> packed(8, 3);
    const std::vector<std::vector<id>> some{{0, 1}, std::vector<id>(8, 1), {0}};
    std::size_t answered = 0;
    const std::size_t before = allocations;
    for (int update = 0; update < 3; ++update)
    {
        packed.fill(some);
        work.forward(m, ids, target, training{1, 2});
        const double loss = softmax_cross_entropy(work, target);
        work.backward(m, gradients);
        learn.update(m, gradients, loss);
        work.forward(m, packed, target, state);
        softmax_cross_entropy(work, target);
        work.backward(m, gradients);
        work.encode(m, packed, state);
        answered += answer(state, 1)[2].size();
    }
    CHECK(allocations == before);
    CHECK(answered > 0);
    CHECK(std::abs(gradients.get<"U_i", 1>()(0, 0)) > 0);
}

TEST_CASE("after set-up a decoder that remembers its source allocates nothing, in training and in decoding")
{
    using network =
        seq2seq<bidirectional<lstm<6, 4>>, stack<additive_attention<5, 8, 4, 7>, linear<7, 5>>, remember<"M">>;
    const model<network> m(1);
    workspace work(m, {.source = 8, .target = 5}, 3, team(2));
    parameters<network> gradients;
    hidden_state<network> state(3);
    greedy_search answer(m, 3, {.length = 7, .stop = 2});
    beam_search beams(m, {.width = 3, .length = 4});
    const xt::xtensor<id, 2> target = xt::ones<id>({5, 3});
    packed_sequences<id> packed(8, 3);
    const std::vector<std::vector<id>> some{{0, 1}, std::vector<id>(8, 1), {0}};
    std::size_t answered = 0;
    const std::size_t before = allocations;
    for (int update = 0; update < 3; ++update)
    {
        packed.fill(some);
        work.forward(m, packed, target);
        softmax_cross_entropy(work, target);
        work.backward(m, gradients);
        work.encode(m, packed, state);
        answered += answer(work, state, 1)[2].size();
        answered += beams(work, state, 1).size();
    }
    CHECK(allocations == before);
    CHECK(answered > 0);
    CHECK(std::abs(gradients.get<"C", 2>()(0, 0)) > 0);
}

TEST_CASE("after set-up sampling allocates nothing")
{
    using network = stack<lstm<6, 17>, linear<17, 6>>;
    const model<network> m(1);
    stepper rnn(m);
    random_source random(1);
    sampler draw(6, {.temperature = 0.5, .top_k = 4, .top_p = 0.9});
    const std::size_t before = allocations;
    id letter = 0;
    for (int i = 0; i < 10; ++i)
    {
        letter = draw(rnn.step(letter), random);
    }
    CHECK(allocations == before);
    CHECK(letter < 6);
}

TEST_CASE("after set-up a loss that is a cell and draws of strokes allocate nothing")
{
    using network = stack<lstm<3, 17>, linear<17, 19>>;
    const model<network> m(1);
    workspace work(m, 4, 5);
    hidden_state<network> state(5);
    const xt::xtensor<float, 3> x = random_sequence<float>(4, 5, 3);
    work.forward(m, x, state);
    stepper rnn(m);
    random_source random(1);
    std::array<float, 3> move{};
    const std::size_t before = allocations;
    const double loss = mixture_density<3>(work, x, reduction::mean);
    for (int i = 0; i < 10; ++i)
    {
        move = draw_stroke(rnn.step(move), random, 0.5);
    }
    CHECK(allocations == before);
    CHECK(std::isfinite(loss));
    CHECK(std::abs(move[0]) > 0);
}

TEST_CASE("after set-up a beam search allocates nothing")
{
    using network = stack<lstm<6, 17>, linear<17, 6>>;
    const model<network> m(1);
    beam_search search(m, {.width = 9, .length = 40, .stop = 3, .length_power = 1});
    const hidden_state<network> start;
    const std::size_t before = allocations;
    std::size_t ids = 0;
    for (const id first : {0u, 5u})
    {
        for (const continuation& each : search(start, first))
        {
            ids += each.ids.size();
        }
    }
    CHECK(allocations == before);
    CHECK(ids >= 18);
}

TEST_CASE("after set-up a streaming step allocates nothing")
{
    using network = stack<lstm<6, 17>, linear<17, 6>>;
    const model<network> m(1);
    stepper rnn(m);
    const std::vector<float> x(6, 0.5f);
    const std::size_t before = allocations;
    float sum = 0;
    for (std::size_t i = 0; i < 10; ++i)
    {
        sum += rnn.step(i % 6)(0) + rnn.step(x)(1);
    }
    CHECK(allocations == before);
    CHECK(sum == sum);
}
