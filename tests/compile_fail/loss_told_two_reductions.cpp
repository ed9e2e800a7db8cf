// SPDX-License-Identifier: BSD-3-Clause
// expect: a_loss_takes_one_reduction_and_one_of_every_step_last_step_or_a_mask
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

double loss(xrnn::workspace<network>& work, const std::vector<xrnn::id>& targets)
{
#ifdef MISTAKE
    return xrnn::softmax_cross_entropy(work, targets, xrnn::reduction::sum, xrnn::reduction::mean);
#else
    return xrnn::softmax_cross_entropy(work, targets, xrnn::reduction::mean);
#endif
}
