// SPDX-License-Identifier: BSD-3-Clause
// expect: this_layer_of_the_encoder_does_not_run_in_a_step<.*index<0>
#include <xrnn/xrnn.hpp>

void use(const xrnn::hidden_state<xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"h">>>& state)
{
#ifdef MISTAKE
    state.probe<"z", 0>();
#else
    state.probe<"z", 1>();
#endif
}
