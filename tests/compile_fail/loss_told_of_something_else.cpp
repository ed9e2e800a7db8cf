// SPDX-License-Identifier: BSD-3-Clause
// expect: a_loss_is_told_how_by_a_reduction_and_by_every_step_last_step_or_a_mask
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

double loss(xrnn::workspace<network>& work, const std::vector<xrnn::id>& targets, const std::vector<char>& marks)
{
#ifdef MISTAKE
    return xrnn::softmax_cross_entropy(work, targets, marks);
#else
    return xrnn::softmax_cross_entropy(work, targets, xrnn::mask(marks));
#endif
}
