// SPDX-License-Identifier: BSD-3-Clause
// expect: this_type_is_not_a_layer_give_it_step_and_output<.*softmax
#include <xrnn/xrnn.hpp>

struct softmax
{
};

#ifdef MISTAKE
xrnn::model<xrnn::stack<xrnn::linear<3, 4>, softmax>> model(1);
#else
xrnn::model<xrnn::stack<xrnn::linear<3, 4>, xrnn::linear<4, 2>>> model(1);
#endif
