// SPDX-License-Identifier: BSD-3-Clause
// expect: ids_can_feed_only_an_input_that_stands_in_dot_and_this_one_is_used_elementwise<.*'x'
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
