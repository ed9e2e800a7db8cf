// SPDX-License-Identifier: BSD-3-Clause
// expect: neighbouring_layers_have_different_widths<.*rnn<3, 4>.*width<4>.*linear<5, 2>.*width<5>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::concat<xrnn::stack<xrnn::rnn<3, 4>, xrnn::linear<5, 2>>, xrnn::rnn<3, 2>>;
#else
using network = xrnn::concat<xrnn::stack<xrnn::rnn<3, 4>, xrnn::linear<4, 2>>, xrnn::rnn<3, 2>>;
#endif

xrnn::model<network> model(1);
