// SPDX-License-Identifier: BSD-3-Clause
// expect: neighbouring_layers_have_different_widths<.*bidirectional<.*width<8>.*linear<4, 2>.*width<4>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::stack<xrnn::bidirectional<xrnn::gru<3, 4>>, xrnn::linear<4, 2>>;
#else
using network = xrnn::stack<xrnn::bidirectional<xrnn::gru<3, 4>>, xrnn::linear<8, 2>>;
#endif

xrnn::model<network> model(1);
