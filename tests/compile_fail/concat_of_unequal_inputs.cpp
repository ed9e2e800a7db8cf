// SPDX-License-Identifier: BSD-3-Clause
// expect: layers_side_by_side_read_different_widths<.*rnn<3, 4>.*width<3>.*gru<2, 4>.*width<2>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::concat<xrnn::rnn<3, 4>, xrnn::gru<2, 4>>;
#else
using network = xrnn::concat<xrnn::rnn<3, 4>, xrnn::gru<3, 4>>;
#endif

xrnn::model<network> model(1);
