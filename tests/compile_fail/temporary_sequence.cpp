// SPDX-License-Identifier: BSD-3-Clause
// expect: the_sequence_must_outlive_the_call_pass_a_named_tensor_and_not_a_temporary<.*vector<float
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;
std::vector<float> read();

void use(const xrnn::model<network>& m, xrnn::hidden_state<network>& state, xrnn::workspace<network>& w)
{
#ifdef MISTAKE
    w.forward(m, read(), state);
#else
    const std::vector<float> x = read();
    w.forward(m, x, state);
#endif
}
