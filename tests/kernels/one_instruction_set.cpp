// SPDX-License-Identifier: BSD-3-Clause
/// Compiled once for each instruction set, with XRNN_TEST_RUN as the name of the function.
#include "one_instruction_set.hpp"

#include <xrnn/xrnn.hpp>

std::vector<float> tests::XRNN_TEST_RUN()
{
    using network = xrnn::stack<xrnn::lstm<5, 20>, xrnn::linear<20, 3>>;
    xrnn::model<network> model(1);
    xrnn::workspace<network> work(4, 3);
    xrnn::hidden_state<network> state(3);
    xrnn::parameters<network> gradients;
    xt::xtensor<xrnn::id, 2> window(std::array<std::size_t, 2>{4, 3});
    for (std::size_t i = 0; i < window.size(); ++i)
    {
        window.data()[i] = static_cast<xrnn::id>(i % 5);
    }
    const auto y = work.forward(model, window, state);
    std::vector<float> all(y.begin(), y.end());
    work.output_adjoint().fill(1);
    work.backward(model, gradients);
    all.insert(all.end(), gradients.span().begin(), gradients.span().end());
    return all;
}
