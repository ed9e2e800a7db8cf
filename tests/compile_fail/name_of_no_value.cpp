// SPDX-License-Identifier: BSD-3-Clause
// expect: that_layer_has_no_state_or_value_of_this_name<.*'f'.*gru
#include <xrnn/xrnn.hpp>

void use(const xrnn::hidden_state<xrnn::gru<3, 4>>& state)
{
#ifdef MISTAKE
    state.probe<"f">();
#else
    state.probe<"z">();
#endif
}
