// SPDX-License-Identifier: BSD-3-Clause
// expect: not_an_option_of_a_loss_pass_a_reduction_or_what_counts
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
