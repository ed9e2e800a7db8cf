// SPDX-License-Identifier: BSD-3-Clause
/// Compiled without the macros by which xsimd knows the machine's SIMD.
#include <catch2/catch.hpp>

#include <xrnn/xrnn.hpp>

TEST_CASE("without SIMD a lane is one number")
{
    CHECK(xrnn::detail::batch_size<float> == 1);
    CHECK(xrnn::detail::batch_size<double> == 1);
}

TEST_CASE("a network trains without SIMD")
{
    using network = xrnn::stack<xrnn::lstm<4, 7>, xrnn::linear<7, 4>>;
    xrnn::model<network> model(1);
    xrnn::workspace work(model, 4, 1);
    xrnn::parameters<network> gradients;
    xrnn::optimiser learn(model, xrnn::adam{0.05});
    const std::vector<xrnn::id> input{0, 1, 2, 2};
    const std::vector<xrnn::id> target{1, 2, 2, 3};
    double loss = 0;
    for (int update = 0; update < 100; ++update)
    {
        xrnn::hidden_state<network> state;
        work.forward(model, input, state);
        loss = xrnn::softmax_cross_entropy(work, target);
        work.backward(model, gradients);
        learn.update(model, gradients, loss);
    }
    CHECK(loss < 0.1);
}
