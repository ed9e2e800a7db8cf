// SPDX-License-Identifier: BSD-3-Clause
// expect: the_encoder_has_no_state_of_this_name_to_carry<.*'c'.*gru
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::lstm<2, 4>, xrnn::carry<"h">, xrnn::carry<"c">>;
#else
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::lstm<2, 4>, xrnn::carry<"h">, xrnn::carry<"h", "c">>;
#endif

xrnn::model<network> model(1);
