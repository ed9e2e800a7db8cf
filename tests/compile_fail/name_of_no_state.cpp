// SPDX-License-Identifier: BSD-3-Clause
// expect: this_name_is_no_state_of_that_layer<.*'c'.*gru
#include <xrnn/xrnn.hpp>

void use(xrnn::hidden_state<xrnn::gru<3, 4>>& state)
{
#ifdef MISTAKE
    state.get<"c">();
#else
    state.get<"h">();
#endif
}
