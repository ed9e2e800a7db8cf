// SPDX-License-Identifier: BSD-3-Clause
// expect: this_name_is_no_parameter_of_that_layer<.*'W', '_', 'q'.*gru
#include <xrnn/xrnn.hpp>

void use(const xrnn::model<xrnn::gru<3, 4>>& m)
{
#ifdef MISTAKE
    m.get<"W_q">();
#else
    m.get<"W_z">();
#endif
}
