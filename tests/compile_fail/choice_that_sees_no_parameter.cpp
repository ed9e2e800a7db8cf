// SPDX-License-Identifier: BSD-3-Clause
// expect: this_is_no_function_of_a_parameter_info
#include <xrnn/xrnn.hpp>

void keep(xrnn::optimiser<xrnn::gru<3, 4>, xrnn::sgd>& learn)
{
#ifdef MISTAKE
    learn.freeze("W_r");
#else
    learn.freeze([](const xrnn::parameter_info& p) { return p.name == "W_r"; });
#endif
}
