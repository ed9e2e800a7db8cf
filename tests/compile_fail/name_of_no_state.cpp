// SPDX-License-Identifier: BSD-3-Clause
// expect: that_layer_has_no_state_of_this_name<.*'c'.*gru
#include <xrnn/xrnn.hpp>

void use(xrnn::hidden_state<xrnn::gru<3, 4>>& state)
{
#ifdef MISTAKE
    state.get<"c">();
#else
    state.get<"h">();
#endif
}
