// SPDX-License-Identifier: BSD-3-Clause
// expect: seq2seq_reads_whole_sequences_run_it_in_a_workspace<.*seq2seq
#include <xrnn/xrnn.hpp>

using network = xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"h">>;

#ifdef MISTAKE
xrnn::long_workspace<network> work(100, 1);
#else
xrnn::workspace<network> work({.source = 100, .target = 100}, 1);
#endif
