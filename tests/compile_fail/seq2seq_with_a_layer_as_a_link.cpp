// SPDX-License-Identifier: BSD-3-Clause
// expect: expected_carry_of_a_state_or_remember_of_a_memory_by_its_name<.*linear
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>, xrnn::linear<4, 2>>;
#else
using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::stack<xrnn::gru<2, 4>, xrnn::linear<4, 2>>, xrnn::carry<"h">>;
#endif

xrnn::model<network> model(1);
