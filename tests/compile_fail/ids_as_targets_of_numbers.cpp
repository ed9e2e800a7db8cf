// SPDX-License-Identifier: BSD-3-Clause
// expect: these_targets_do_not_have_the_number_type_of_the_outputs<.*squared_error, unsigned
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

double loss(xrnn::workspace<network>& work)
{
#ifdef MISTAKE
    const std::vector<xrnn::id> targets{1};
#else
    const std::vector<float> targets{0, 1, 0, 0};
#endif
    return xrnn::squared_error(work, targets);
}
