// SPDX-License-Identifier: BSD-3-Clause
// expect: this_sequence_is_a_temporary_pass_a_named_tensor<.*packed_sequences<float
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;
xrnn::packed_sequences<float> read();

void use(const xrnn::model<network>& m, xrnn::hidden_state<network>& state, xrnn::workspace<network>& w)
{
#ifdef MISTAKE
    w.forward(m, read(), state);
#else
    const xrnn::packed_sequences<float> x = read();
    w.forward(m, x, state);
#endif
}
