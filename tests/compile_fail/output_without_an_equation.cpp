// SPDX-License-Identifier: BSD-3-Clause
// expect: this_output_is_not_a_state_or_value_with_an_equation<.*'y'
#include <xrnn/xrnn.hpp>

using namespace xrnn;

struct my_cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"y", 4> y{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto output = y;
#else
    static constexpr auto output = h;
#endif
    static constexpr auto step = equations(h = tanh(dot(x, W_h)));
};

model<my_cell> m(1);
