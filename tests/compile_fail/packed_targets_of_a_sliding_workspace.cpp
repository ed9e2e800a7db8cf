// SPDX-License-Identifier: BSD-3-Clause
// expect: packed_sequences_run_in_a_workspace_and_not_here<.*packed_sequences<
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

#ifdef MISTAKE
using workspace = xrnn::sliding_workspace<network>;
#else
using workspace = xrnn::workspace<network>;
#endif

double loss(workspace& work, const xrnn::packed_sequences<>& targets)
{
    return xrnn::softmax_cross_entropy(work, targets);
}
