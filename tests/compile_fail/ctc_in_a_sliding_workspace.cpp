// SPDX-License-Identifier: BSD-3-Clause
// expect: this_loss_reads_whole_sequences_run_them_in_a_workspace<.*sliding_workspace<
#include <xrnn/training/ctc.hpp>
#include <xrnn/xrnn.hpp>

using network = xrnn::stack<xrnn::gru<3, 4>, xrnn::linear<4, 5>>;

#ifdef MISTAKE
using workspace = xrnn::sliding_workspace<network>;
#else
using workspace = xrnn::workspace<network>;
#endif

double loss(xrnn::ctc& labels, workspace& work, const std::vector<std::vector<xrnn::id>>& targets)
{
    return labels(work, targets);
}
