// SPDX-License-Identifier: BSD-3-Clause
// expect: this_symbol_is_used_before_its_equation_reorder_or_use_prev<.*'r'.*'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"r", 4> r{};
    static constexpr parameter<"W_r", 3, 4> W_r{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = r * prev(h), r = sigmoid(dot(x, W_r)));
#else
    static constexpr auto step = equations(r = sigmoid(dot(x, W_r)), h = r * prev(h));
#endif
};
