// SPDX-License-Identifier: BSD-3-Clause
// expect: this_sequence_is_a_temporary_pass_a_named_tensor<.*xtensor
#include <xrnn/xrnn.hpp>

using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"h">>;

void use(const xrnn::model<network>& model, xrnn::workspace<network>& work, const xt::xtensor<float, 3>& target)
{
    xt::xtensor<float, 3> source;
#ifdef MISTAKE
    work.forward(model, xt::xtensor<float, 3>(source), target);
#else
    work.forward(model, source, target);
#endif
}
