// SPDX-License-Identifier: BSD-3-Clause
// expect: packed_sequences_run_in_a_workspace_and_not_here<.*packed_sequences<
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

void run(xrnn::sliding_workspace<network>& work, const xrnn::model<network>& m, const xrnn::packed_sequences<>& x)
{
#ifdef MISTAKE
    work.forward(m, x);
#else
    work.forward(m, x(0, 0));
#endif
}
