// SPDX-License-Identifier: BSD-3-Clause
// expect: backpropagate takes a loss function with its targets, or a callable loss
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

double run(xrnn::long_workspace<network>& work, const xrnn::model<network>& m, const std::vector<xrnn::id>& ids)
{
    xrnn::hidden_state<network> state;
    xrnn::parameters<network> gradients;
#ifdef MISTAKE
    return work.backpropagate(m, ids, state, gradients, xrnn::softmax_cross_entropy);
#else
    return work.backpropagate(m, ids, state, gradients, xrnn::softmax_cross_entropy, ids);
#endif
}
