// SPDX-License-Identifier: BSD-3-Clause
// expect: two_links_carry_to_this_state_remove_one<.*'h'
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::seq2seq<xrnn::lstm<3, 4>, xrnn::lstm<2, 4>, xrnn::carry<"h">, xrnn::carry<"c", "h">>;
#else
using network = xrnn::seq2seq<xrnn::lstm<3, 4>, xrnn::lstm<2, 4>, xrnn::carry<"h", "c">, xrnn::carry<"c", "h">>;
#endif

xrnn::model<network> model(1);
