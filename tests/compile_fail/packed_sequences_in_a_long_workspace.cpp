// SPDX-License-Identifier: BSD-3-Clause
// expect: packed_sequences_run_in_a_workspace_and_not_here<.*packed_sequences<
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

double run(xrnn::long_workspace<network>& work, const xrnn::model<network>& m, const xrnn::packed_sequences<>& x)
{
    const std::vector<xrnn::id> ids{0, 1, 2};
    xrnn::hidden_state<network> state;
    xrnn::parameters<network> gradients;
#ifdef MISTAKE
    return work.backpropagate(m, x, state, gradients, xrnn::softmax_cross_entropy, ids);
#else
    static_cast<void>(x);
    return work.backpropagate(m, ids, state, gradients, xrnn::softmax_cross_entropy, ids);
#endif
}
