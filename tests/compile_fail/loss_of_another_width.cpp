// SPDX-License-Identifier: BSD-3-Clause
// expect: this_loss_takes_outputs_of_another_width<.*mixture_density<2.*width<13.*width<12
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::linear<3, 12>;
#else
using network = xrnn::linear<3, 13>;
#endif

double loss(xrnn::workspace<network>& work, const std::vector<float>& movements)
{
    return xrnn::mixture_density<2>(work, movements);
}
