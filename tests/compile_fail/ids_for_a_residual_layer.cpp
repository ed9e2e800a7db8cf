// SPDX-License-Identifier: BSD-3-Clause
// expect: this_input_cannot_take_ids_use_it_in_dot_only<.*'x'
#include <vector>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using element = xrnn::id;
#else
using element = float;
#endif

using network = xrnn::residual<xrnn::stack<xrnn::rnn<3, 4>, xrnn::linear<4, 3>>>;

void use(const xrnn::model<network>& m, xrnn::hidden_state<network>& state, const std::vector<element>& window)
{
    xrnn::workspace<network> w(m, 5, 1);
    w.forward(m, window, state);
}
