// SPDX-License-Identifier: BSD-3-Clause
// expect: this_layer_index_is_too_large_for_the_network<.*index<2>.*count<2>
#include <xrnn/xrnn.hpp>

using network = xrnn::stack<xrnn::gru<3, 4>, xrnn::linear<4, 2>>;

void use(const xrnn::model<network>& m)
{
#ifdef MISTAKE
    m.get<"b", 2>();
#else
    m.get<"b", 1>();
#endif
}
