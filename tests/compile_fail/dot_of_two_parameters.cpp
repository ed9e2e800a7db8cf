// SPDX-License-Identifier: BSD-3-Clause
// expect: dot_of_two_parameters_make_the_first_an_input_state_or_value<.*'W', '_', 'h'.*'U', '_', 'h'
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
