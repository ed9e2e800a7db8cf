// SPDX-License-Identifier: BSD-3-Clause
// expect: this_type_is_not_a_layer_give_it_step_and_output<int
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::bidirectional<int>;
#else
using network = xrnn::bidirectional<xrnn::rnn<3, 4>>;
#endif

xrnn::model<network> model(1);
