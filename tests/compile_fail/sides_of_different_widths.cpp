// SPDX-License-Identifier: BSD-3-Clause
// expect: the_two_sides_of_the_equation_have_different_widths<.*'h'.*width<4>.*width<5>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
#ifdef MISTAKE
    static constexpr parameter<"W_h", 3, 5> W_h{};
#else
    static constexpr parameter<"W_h", 3, 4> W_h{};
#endif
    static constexpr auto step = equations(h = tanh(dot(x, W_h)));
};
