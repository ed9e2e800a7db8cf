// SPDX-License-Identifier: BSD-3-Clause
// expect: this_parameter_has_an_initial_value_but_no_equation_uses_it<.*'b', '_', 'f'
#include <xrnn/xrnn.hpp>

using namespace xrnn;

struct my_cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr parameter<"b_h", 4> b_h{};
    static constexpr parameter<"b_f", 4> b_f{};
    static constexpr auto output = h;
#ifdef MISTAKE
    static constexpr auto start = initial(b_f = 1);
#else
    static constexpr auto start = initial(b_h = 1);
#endif
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + b_h));
};

model<my_cell> m(1);
