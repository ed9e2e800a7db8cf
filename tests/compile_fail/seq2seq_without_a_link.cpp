// SPDX-License-Identifier: BSD-3-Clause
// expect: nothing_links_the_decoder_to_the_encoder_add_carry_or_remember<.*gru
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>>;
#else
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"h">>;
#endif

xrnn::model<network> model(1);
