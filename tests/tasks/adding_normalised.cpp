// SPDX-License-Identifier: BSD-3-Clause
/// The adding problem with T = 200 and layer normalisation (Ba, Kiros, Hinton 2016) in every gate.
#include <catch2/catch.hpp>

#include "adding_problem.hpp"

using namespace xrnn;
using namespace tests;

TEST_CASE("an LSTM with layer norm solves the adding problem over 200 steps: 2,000 of 2,000 sums within 0.04")
{
    using network = stack<layer_norm_lstm<2, 16>, linear<16, 1>>;
    constexpr std::size_t T = 200, updates = 6000;
    trainee<network, adam, cosine_decay> net(adding::seed, T + T / 10, adding::batch_size, {0.02}, {updates});
    net.start_gates(4, -3);
    CHECK(adding::examine(net, T).right < 1000);
    const double loss = adding::train(net, T, updates);
    const adding::score reached = adding::examine(net, T);
    CAPTURE(adding::seed, loss, reached.worst);
    CHECK(reached.right == 2000);
}
