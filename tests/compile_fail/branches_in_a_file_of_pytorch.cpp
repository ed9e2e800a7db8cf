// SPDX-License-Identifier: BSD-3-Clause
// expect: such_a_file_has_layers_in_a_row_and_this_network_branches<.*bidirectional
#include <xrnn/io/torch.hpp>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using network = xrnn::bidirectional<xrnn::lstm<3, 4>>;
#else
using network = xrnn::lstm<3, 4>;
#endif

void read(xrnn::model<network>& model)
{
    xrnn::load_torch("file", model, {"lstm"});
}
