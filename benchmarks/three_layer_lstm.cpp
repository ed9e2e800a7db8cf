// SPDX-License-Identifier: BSD-3-Clause
/// A three-layer LSTM of distinct widths, trained for one update: what scripts/compile_time.sh compiles.
#include <xrnn/xrnn.hpp>

#include <cstdio>

using network = xrnn::stack<xrnn::lstm<65, 128>, xrnn::lstm<128, 96>, xrnn::lstm<96, 64>>;

int main()
{
    xrnn::model<network> model(1);
    xrnn::workspace work(model, 50, 50);
    xrnn::parameters<network> gradients;
    xrnn::hidden_state<network> state(50);
    const xt::xtensor<xrnn::id, 2> ids = xt::ones<xrnn::id>({50, 50});
    work.forward(model, ids, state);
    std::printf("%g\n", xrnn::softmax_cross_entropy(work, ids));
    work.backward(model, gradients);
    xrnn::optimiser(model, xrnn::sgd{0.1}).update(model, gradients);
}
