// SPDX-License-Identifier: BSD-3-Clause
// expect: neighbouring_layers_have_different_widths<.*stack<.*width<4>.*linear<5, 2>.*width<5>
#include <xrnn/xrnn.hpp>

using lower = xrnn::stack<xrnn::linear<3, 6>, xrnn::linear<6, 4>>;
#ifdef MISTAKE
xrnn::model<xrnn::stack<lower, xrnn::linear<5, 2>>> model(1);
#else
xrnn::model<xrnn::stack<lower, xrnn::linear<4, 2>>> model(1);
#endif
