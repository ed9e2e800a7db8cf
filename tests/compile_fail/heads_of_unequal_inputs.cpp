// SPDX-License-Identifier: BSD-3-Clause
// expect: layers_side_by_side_read_different_widths<.*linear<4, 2>.*width<4>.*linear<5, 2>.*width<5>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::stack<xrnn::rnn<3, 4>, xrnn::heads<xrnn::linear<4, 2>, xrnn::linear<5, 2>>>;
#else
using network = xrnn::stack<xrnn::rnn<3, 4>, xrnn::heads<xrnn::linear<4, 2>, xrnn::linear<4, 5>>>;
#endif

xrnn::model<network> model(1);
