// SPDX-License-Identifier: BSD-3-Clause
// expect: this_input_cannot_take_ids_use_it_in_dot_only<.*'x'
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::dropout<3>;

void run(xrnn::sliding_workspace<network>& work, const xrnn::model<network>& m)
{
    const std::vector<xrnn::id> ids{0, 1, 2};
    const std::vector<float> numbers{0, 1, 2};
#ifdef MISTAKE
    work.forward(m, ids);
#else
    work.forward(m, numbers);
#endif
}
