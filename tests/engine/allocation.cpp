// SPDX-License-Identifier: BSD-3-Clause
/// After set-up, training allocates nothing, whatever the layers, losses and products.
#include <catch2/catch.hpp>

#include <xrnn/kernels/bfloat16.hpp>
#include <xrnn/kernels/narrow_weights.hpp>

#include "../support/counted_allocations.hpp"
#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;

TEST_CASE("the counter counts")
{
    const std::size_t before = allocations;
    const detail::block<float> b(10);
    CHECK(allocations == before + 1);
}

TEST_CASE("after set-up a training step allocates nothing")
{
    using network = stack<lstm<6, 17>, dropout<17>, layer_norm_gru<17, 5>, linear<5, 6>>;
    model<network> m(1);
    workspace work(m, 8, 3);
    parameters<network> gradients;
    optimiser learn(m, adamw{}, cosine_decay{});
    hidden_state<network> state(3);
    streams data(std::vector<id>(200, 2), 8, 3);
    const xt::xtensor<float, 3> dense = random_sequence<float>(5, 3, 6);
    const std::vector<float> numbers(5 * 3 * 6, 0.5f);
    const std::vector<char> marks(5 * 3, 1);
    const std::size_t before = allocations;
    for (int update = 0; update < 3; ++update)
    {
        data.next();
        work.forward(m, data.input(), state, training{1, learn.updates()});
        const double loss = softmax_cross_entropy(work, data.target());
        work.backward(m, gradients);
        clip_value(gradients, 5);
        clip_norm(gradients, 1);
        learn.update(m, gradients, loss, {.value = 0.5, .norm = 0.5});
        work.forward(m, dense, state);
        squared_error(work, numbers, reduction::mean, mask(marks));
        binary_cross_entropy(work, numbers);
        work.backward(m, gradients);
        state.reset(1);
    }
    CHECK(allocations == before);
}

TEST_CASE("after set-up a network that is a graph of cells allocates nothing")
{
    using network = stack<embedding<6, 5>, bidirectional<lstm<5, 4>>, residual<stack<gru<8, 8>>>,
        heads<linear<8, 6>, linear<8, 2>>>;
    const model<network> m(1);
    workspace work(m, 8, 3, team(2));
    parameters<network> gradients;
    hidden_state<network> state(3);
    const xt::xtensor<id, 2> ids = xt::ones<id>({8, 3});
    const std::vector<float> target(8 * 3 * 2, 0.5f);
    const std::size_t before = allocations;
    for (int update = 0; update < 3; ++update)
    {
        work.forward(m, ids, state);
        softmax_cross_entropy(work, ids);
        squared_error(work.output<1>(), target, work.output_adjoint<1>());
        work.backward(m, gradients);
    }
    CHECK(allocations == before);
    CHECK(std::abs(gradients.span()[0]) + std::abs(gradients.get<"W", 5>()(0, 0)) > 0);
}

TEST_CASE("after set-up narrow products allocate nothing")
{
    using network = stack<lstm<6, 17>, linear<17, 6>>;
    model<network, float, bfloat16_products> m(1);
    workspace work(m, 8, 3);
    parameters<network> gradients;
    optimiser learn(m, rmsprop{});
    hidden_state<network> state(3);
    streams data(std::vector<id>(200, 2), 8, 3);
    model<network, float, bfloat16_weights> half;
    model<network, float, int8_weights> quarter;
    hidden_state<network> one;
    const std::vector<float> x(6, 0.5f);
    const std::size_t before = allocations;
    data.next();
    work.forward(m, data.input(), state);
    const double loss = softmax_cross_entropy(work, data.target());
    work.backward(m, gradients);
    learn.update(m, gradients, loss);
    half.edit([&](auto& p) { p = m.all(); });
    quarter.edit([&](auto& p) { p = m.all(); });
    const float sum = half.step(x, one)(0, 0) + quarter.step(x, one)(0, 0);
    CHECK(allocations == before);
    CHECK(sum != 0);
}
