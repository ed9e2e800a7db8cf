// SPDX-License-Identifier: BSD-3-Clause
// expect: these_targets_are_not_ids_and_this_loss_takes_classes<.*softmax_cross_entropy, float
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
