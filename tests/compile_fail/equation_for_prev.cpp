// SPDX-License-Identifier: BSD-3-Clause
// expect: prev_cannot_have_an_equation_write_one_for_the_state<.*'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(prev(h) = tanh(dot(x, W_h)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h)));
#endif
};
