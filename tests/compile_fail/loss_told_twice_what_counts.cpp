// SPDX-License-Identifier: BSD-3-Clause
// expect: two_options_of_this_loss_contradict_each_other_keep_one
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

double loss(xrnn::workspace<network>& work, const std::vector<xrnn::id>& targets, const std::vector<char>& marks)
{
    const xrnn::mask where(marks);
#ifdef MISTAKE
    return xrnn::softmax_cross_entropy(work, targets, where, xrnn::last_step);
#else
    return xrnn::softmax_cross_entropy(work, targets, where);
#endif
}
