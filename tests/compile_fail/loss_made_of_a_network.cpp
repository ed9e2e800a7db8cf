// SPDX-License-Identifier: BSD-3-Clause
// expect: a_loss_is_made_of_one_cell_and_this_is_a_network<.*stack
#include <xrnn/xrnn.hpp>

#ifdef MISTAKE
constexpr xrnn::cell_loss<xrnn::stack<xrnn::linear<2, 2>, xrnn::linear<2, 1>>> loss;
#else
constexpr xrnn::cell_loss<xrnn::losses::mixture_density<2>> loss;
#endif
