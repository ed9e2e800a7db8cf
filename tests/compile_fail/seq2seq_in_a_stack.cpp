// SPDX-License-Identifier: BSD-3-Clause
// expect: seq2seq_is_a_whole_network_and_no_layer_of_another<.*seq2seq
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::stack<xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"h">>, xrnn::linear<4, 2>>;
#else
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::stack<xrnn::gru<2, 4>, xrnn::linear<4, 2>>, xrnn::carry<"h">>;
#endif

xrnn::model<network> model(1);
