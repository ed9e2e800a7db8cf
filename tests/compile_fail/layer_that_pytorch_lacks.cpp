// SPDX-License-Identifier: BSD-3-Clause
// expect: pytorch_has_no_such_layer_specialise_torch_layer_for_it<.*mgu
#include <xrnn/io/torch.hpp>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using cell = xrnn::mgu<1, 8>;
#else
using cell = xrnn::gru<1, 8>;
#endif

void write(const xrnn::model<xrnn::stack<cell, xrnn::linear<8, 1>>>& m)
{
    xrnn::save_torch("model.safetensors", m, {"gru", "out"});
}
