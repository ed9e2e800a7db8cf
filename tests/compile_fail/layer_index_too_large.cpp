// SPDX-License-Identifier: BSD-3-Clause
// expect: the_network_has_fewer_layers_than_this_index<.*index<2>.*count<2>
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
