// SPDX-License-Identifier: BSD-3-Clause
// expect: the_encoder_has_no_state_of_this_name_to_carry<.*'h'.*gru
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"h", "h", 1, 0>>;
#else
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"h", "h", 0, 1>>;
#endif

xrnn::model<network> model(1);
