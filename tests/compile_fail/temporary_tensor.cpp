// SPDX-License-Identifier: BSD-3-Clause
// expect: this_sequence_is_a_temporary_pass_a_named_tensor<.*xt
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;
using tensor = xt::xtensor<float, 3>;

void use(const xrnn::model<network>& m, xrnn::hidden_state<network>& state, xrnn::workspace<network>& w)
{
#ifdef MISTAKE
    w.forward(m, tensor({5, 2, 3}), state);
#else
    const tensor x({5, 2, 3});
    w.forward(m, x, state);
#endif
}
