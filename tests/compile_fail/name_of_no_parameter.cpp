// SPDX-License-Identifier: BSD-3-Clause
// expect: that_layer_has_no_parameter_of_this_name<.*'W', '_', 'q'.*gru
#include <xrnn/xrnn.hpp>

void use(const xrnn::model<xrnn::gru<3, 4>>& m)
{
#ifdef MISTAKE
    m.get<"W_q">();
#else
    m.get<"W_z">();
#endif
}
