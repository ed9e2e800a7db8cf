// SPDX-License-Identifier: BSD-3-Clause
// expect: this_symbol_is_used_before_its_equation_reorder_or_use_prev<.*'h'.*'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr parameter<"U_h", 4, 4> U_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + dot(h, U_h)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + dot(prev(h), U_h)));
#endif
};
