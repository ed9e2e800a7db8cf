// SPDX-License-Identifier: BSD-3-Clause
// expect: heads_have_several_outputs_put_them_at_the_end_of_the_network<.*heads
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::bidirectional<xrnn::heads<xrnn::rnn<3, 4>, xrnn::rnn<3, 4>>>;
#else
using network = xrnn::heads<xrnn::bidirectional<xrnn::rnn<3, 4>>, xrnn::rnn<3, 4>>;
#endif

xrnn::model<network> model(1);
