// SPDX-License-Identifier: BSD-3-Clause
// expect: this_layer_has_unequal_widths_and_cannot_be_added_to_its_input<.*bidirectional.*width<4>.*width<8>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::residual<xrnn::bidirectional<xrnn::rnn<4, 4>>>;
#else
using network = xrnn::residual<xrnn::bidirectional<xrnn::rnn<4, 2>>>;
#endif

xrnn::model<network> model(1);
