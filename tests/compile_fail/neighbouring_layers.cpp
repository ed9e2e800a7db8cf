// SPDX-License-Identifier: BSD-3-Clause
// expect: neighbouring_layers_have_different_widths<.*linear<3, 4>.*width<4>.*linear<5, 2>.*width<5>
#include <xrnn/layers/stack.hpp>
#include <xrnn/layers/linear.hpp>

#ifdef MISTAKE
constexpr xrnn::stack<xrnn::linear<3, 4>, xrnn::linear<5, 2>> network{};
#else
constexpr xrnn::stack<xrnn::linear<3, 4>, xrnn::linear<4, 2>> network{};
#endif
static_assert(sizeof(network) > 0);
