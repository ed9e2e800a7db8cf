// SPDX-License-Identifier: BSD-3-Clause
/// The adding problem with T = 50. Unlike in the paper, the cell has forget gates, which start near 1.
#include <catch2/catch.hpp>

#include "adding_problem.hpp"

using namespace xrnn;
using namespace tests;

TEST_CASE("an LSTM solves the adding problem: 2,000 of 2,000 sums of numbers up to 50 steps back, within 0.04")
{
    using network = stack<lstm<2, 16>, linear<16, 1>>;
    constexpr std::size_t T = 50, updates = 6000;
    trainee<network, adam, cosine_decay> net(adding::seed, T + T / 10, adding::batch_size, {0.02}, {updates});
    net.start_gates(4, -3);
    CHECK(adding::examine(net, T).right < 1000);
    const double loss = adding::train(net, T, updates);
    const adding::score reached = adding::examine(net, T);
    CAPTURE(adding::seed, loss, reached.worst);
    CHECK(reached.right == 2000);
}
