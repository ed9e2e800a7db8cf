// SPDX-License-Identifier: BSD-3-Clause
// expect: rtneural_has_no_such_layer_it_has_lstm_gru_and_linear<.*peephole_lstm
#include <xrnn/io/rtneural.hpp>
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using cell = xrnn::peephole_lstm<1, 8>;
#else
using cell = xrnn::lstm<1, 8>;
#endif

void read(xrnn::model<xrnn::stack<cell, xrnn::linear<8, 1>>>& m)
{
    xrnn::load_rtneural("amplifier.json", m);
}
