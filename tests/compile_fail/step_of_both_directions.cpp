// SPDX-License-Identifier: BSD-3-Clause
// expect: this_network_reads_backwards_run_whole_sequences_in_a_workspace<.*bidirectional
#include <vector>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::bidirectional<xrnn::rnn<3, 4>>;
#else
using network = xrnn::concat<xrnn::rnn<3, 4>, xrnn::rnn<3, 4>>;
#endif

auto step(const xrnn::model<network>& model, xrnn::hidden_state<network>& state, const std::vector<float>& x)
{
    return model.step(x, state);
}
