// SPDX-License-Identifier: BSD-3-Clause
// expect: this_network_reads_backwards_run_whole_sequences_in_a_workspace<.*bidirectional
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
xrnn::long_workspace<xrnn::bidirectional<xrnn::rnn<3, 4>>> work(100, 1);
#else
xrnn::workspace<xrnn::bidirectional<xrnn::rnn<3, 4>>> work(100, 1);
#endif
