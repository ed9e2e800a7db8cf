// SPDX-License-Identifier: BSD-3-Clause
// expect: the_two_operands_have_different_widths.*'\+'.*an_expression.*width<4>.*'b', '_', 'h'.*width<5>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr parameter<"b_h", 5> b_h{};
#else
    static constexpr parameter<"b_h", 4> b_h{};
#endif
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + b_h));
};
