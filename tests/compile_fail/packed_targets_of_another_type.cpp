// SPDX-License-Identifier: BSD-3-Clause
// expect: these_targets_do_not_have_the_number_type_of_the_outputs<
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using number = double;
#else
using number = float;
#endif

double loss(xrnn::workspace<xrnn::gru<3, 4>>& work, const xrnn::packed_sequences<number>& targets)
{
    return xrnn::squared_error(work, targets);
}
