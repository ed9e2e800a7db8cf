// SPDX-License-Identifier: BSD-3-Clause
// expect: neighbouring_layers_have_different_widths<.*lstm<3, 4>.*width<4>.*linear<5, 2>.*width<5>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
xrnn::model<xrnn::stack<xrnn::lstm<3, 4>, xrnn::linear<5, 2>>> model(1);
#else
xrnn::model<xrnn::stack<xrnn::lstm<3, 4>, xrnn::linear<4, 2>>> model(1);
#endif
