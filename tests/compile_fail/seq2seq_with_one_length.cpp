// SPDX-License-Identifier: BSD-3-Clause
// expect: a_workspace_of_seq2seq_has_two_lengths_pass_source_and_target<.*seq2seq
#include <xrnn/xrnn.hpp>

void use(const xrnn::model<xrnn::seq2seq<xrnn::gru<3, 4>, xrnn::gru<2, 4>, xrnn::carry<"h">>>& model)
{
#ifdef MISTAKE
    xrnn::workspace work(model, 100, 1);
#else
    xrnn::workspace work(model, {.source = 100, .target = 100}, 1);
#endif
    (void)work;
}
