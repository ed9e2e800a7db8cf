// SPDX-License-Identifier: BSD-3-Clause
// expect: deleted.*forward
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

float use(const xrnn::model<network>& m, xrnn::hidden_state<network>& state, const std::vector<float>& x)
{
#ifdef MISTAKE
    const auto y = xrnn::workspace(m, 5, 1).forward(m, x, state);
#else
    xrnn::workspace work(m, 5, 1);
    const auto y = work.forward(m, x, state);
#endif
    return y(0, 0, 0);
}
