// SPDX-License-Identifier: BSD-3-Clause
// expect: heads_have_several_outputs_put_them_at_the_end_of_the_network<.*heads
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::seq2seq<xrnn::heads<xrnn::gru<3, 4>, xrnn::linear<3, 2>>, xrnn::gru<2, 4>, xrnn::carry<"h">>;
#else
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::heads<xrnn::gru<2, 4>, xrnn::linear<2, 2>>, xrnn::carry<"h">>;
#endif

xrnn::model<network> model(1);
