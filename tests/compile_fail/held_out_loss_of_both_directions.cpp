// SPDX-License-Identifier: BSD-3-Clause
// expect: this_network_reads_backwards_run_whole_sequences_in_a_workspace<
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using reader = xrnn::bidirectional<xrnn::rnn<4, 8>>; // which sees the letter that it should predict
#else
using reader = xrnn::rnn<4, 16>;
#endif

double use(const xrnn::model<xrnn::stack<reader, xrnn::linear<16, 4>>>& m, std::span<const xrnn::id> text)
{
    return xrnn::held_out_loss(m, text);
}
