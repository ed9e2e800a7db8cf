// SPDX-License-Identifier: BSD-3-Clause
/// A stranger's file that includes xsimd before xrnn.
#include <xsimd/xsimd.hpp>

#include <xrnn/xrnn.hpp>

#include <vector>

using network = xrnn::stack<xrnn::lstm<3, 8>, xrnn::linear<8, 2>>;

double learn(
    xrnn::model<network>& model, xrnn::optimiser<network, xrnn::adam>& optimiser, const std::vector<xrnn::id>& ids);

double learn(
    xrnn::model<network>& model, xrnn::optimiser<network, xrnn::adam>& optimiser, const std::vector<xrnn::id>& ids)
{
    xrnn::workspace work(model, ids.size(), 1);
    xrnn::hidden_state<network> state;
    xrnn::parameters<network> gradients;
    work.forward(model, ids, state);
    const double loss = xrnn::softmax_cross_entropy(work, ids);
    work.backward(model, gradients);
    optimiser.update(model, gradients, loss);
    return loss;
}
