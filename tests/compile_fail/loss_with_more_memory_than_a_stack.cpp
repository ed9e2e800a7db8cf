// SPDX-License-Identifier: BSD-3-Clause
// expect: this_loss_needs_more_memory_for_a_row_than_belongs_on_a_stack<
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
constexpr xrnn::cell_loss<xrnn::losses::mixture_density<100000>> loss;
#else
constexpr xrnn::cell_loss<xrnn::losses::mixture_density<500>> loss;
#endif
