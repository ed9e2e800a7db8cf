// SPDX-License-Identifier: BSD-3-Clause
// expect: this_is_not_a_cell_put_residual_or_highway_in_the_stack<.*stack
#include <xrnn/xrnn.hpp>

void user()
{
#ifdef MISTAKE
    xrnn::model<xrnn::highway<xrnn::stack<xrnn::gru<3, 3>, xrnn::rnn<3, 3>>>> m(1);
#else
    xrnn::model<xrnn::stack<xrnn::highway<xrnn::gru<3, 3>>, xrnn::rnn<3, 3>>> m(1);
#endif
}
