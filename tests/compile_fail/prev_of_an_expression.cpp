// SPDX-License-Identifier: BSD-3-Clause
// expect: prev_of_an_expression_apply_it_to_a_state<.*width<4>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + prev(2 * h)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + 2 * prev(h)));
#endif
};
