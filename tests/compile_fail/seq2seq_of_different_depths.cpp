// SPDX-License-Identifier: BSD-3-Clause
// expect: the_carried_states_do_not_fill_the_states_that_take_them<.*'h'.*width<8>.*'h'.*width<4>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using decoder = xrnn::gru<2, 4>;
#else
using decoder = xrnn::gru<2, 8>;
#endif

xrnn::model<xrnn::seq2seq<xrnn::stack<xrnn::gru<3, 4>, xrnn::gru<4, 4>>, decoder, xrnn::carry<"h">>> model(1);
