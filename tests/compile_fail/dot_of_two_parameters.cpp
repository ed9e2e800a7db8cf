// SPDX-License-Identifier: BSD-3-Clause
// expect: dot_takes_an_input_a_state_or_a_value_first_and_these_are_two_parameters<.*'W', '_', 'h'.*'U', '_', 'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr parameter<"U_h", 4, 4> U_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + dot(W_h, U_h)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + dot(prev(h), U_h)));
#endif
};
