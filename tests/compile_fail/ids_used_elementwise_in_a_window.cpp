// SPDX-License-Identifier: BSD-3-Clause
// expect: this_input_cannot_take_ids_use_it_in_dot_only<.*'x'
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::dropout<4>;

#ifdef MISTAKE
using element = xrnn::id;
#else
using element = float;
#endif

void use(const xrnn::model<network>& m, xrnn::hidden_state<network>& state, const std::vector<element>& window)
{
    xrnn::workspace<network> w(m, 5, 1);
    w.forward(m, window, state);
}
