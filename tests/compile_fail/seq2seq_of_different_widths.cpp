// SPDX-License-Identifier: BSD-3-Clause
// expect: the_carried_states_do_not_fill_the_states_that_take_them<.*'h'.*width<5>.*'h'.*width<4>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using encoder = xrnn::gru<3, 5>;
#else
using encoder = xrnn::gru<3, 4>;
#endif

xrnn::model<xrnn::seq2seq<encoder, xrnn::gru<2, 4>, xrnn::carry<"h">>> model(1);
