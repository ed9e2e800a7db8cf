// SPDX-License-Identifier: BSD-3-Clause
// expect: the_targets_of_this_loss_are_classes_pass_ids<.*softmax_cross_entropy, float
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

double loss(xrnn::workspace<network>& work)
{
#ifdef MISTAKE
    const std::vector<float> targets{0, 1, 0, 0};
#else
    const std::vector<xrnn::id> targets{1};
#endif
    return xrnn::softmax_cross_entropy(work, targets);
}
