// SPDX-License-Identifier: BSD-3-Clause
// expect: packed_sequences_run_in_a_workspace_and_not_here<.*packed_sequences<float
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

void use(const xrnn::model<network>& m, xrnn::hidden_state<network>& state, const xrnn::packed_sequences<float>& x)
{
#ifdef MISTAKE
    m.step(x, state);
#else
    m.step(x(0, 0), state);
#endif
}
