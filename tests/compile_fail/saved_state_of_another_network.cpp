// SPDX-License-Identifier: BSD-3-Clause
// expect: these_arguments_belong_to_different_networks<xrnn::model<.*xrnn::hidden_state
#include <xrnn/xrnn.hpp>

#include <xrnn/io/save.hpp>

void keep(const xrnn::model<xrnn::gru<3, 4>>& model)
{
#ifdef MISTAKE
    const xrnn::hidden_state<xrnn::gru<3, 5>> state;
#else
    const xrnn::hidden_state<xrnn::gru<3, 4>> state;
#endif
    xrnn::save("file", model, state);
}
