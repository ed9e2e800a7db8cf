// SPDX-License-Identifier: BSD-3-Clause
// expect: this_is_not_a_cell_put_highway_around_each_cell_inside<.*stack
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
using cell = xrnn::highway<xrnn::stack<xrnn::gru<3, 3>, xrnn::rnn<3, 3>>>;
#else
using cell = xrnn::highway<xrnn::gru<3, 3>>;
#endif

static_assert(cell::output.width > 0);
