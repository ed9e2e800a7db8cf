// SPDX-License-Identifier: BSD-3-Clause
// expect: heads_have_several_outputs_put_them_at_the_end_of_the_network<.*heads
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::stack<xrnn::heads<xrnn::rnn<3, 4>, xrnn::rnn<3, 4>>, xrnn::linear<4, 2>>;
#else
using network = xrnn::stack<xrnn::linear<4, 3>, xrnn::heads<xrnn::rnn<3, 4>, xrnn::rnn<3, 4>>>;
#endif

xrnn::model<network> model(1);
