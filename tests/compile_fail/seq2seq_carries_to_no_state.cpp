// SPDX-License-Identifier: BSD-3-Clause
// expect: the_decoder_has_no_state_of_this_name_to_carry_to<.*'c'.*gru
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::seq2seq<xrnn::lstm<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"c">>;
#else
using network = xrnn::seq2seq<xrnn::lstm<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"c", "h">>;
#endif

xrnn::model<network> model(1);
