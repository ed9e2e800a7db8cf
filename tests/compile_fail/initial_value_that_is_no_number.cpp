// SPDX-License-Identifier: BSD-3-Clause
// expect: expected_an_initial_value_parameter_equals_number<.*argument<1>
#include <xrnn/xrnn.hpp>

using namespace xrnn;

struct my_cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr parameter<"b_h", 4> b_h{};
    static constexpr auto output = h;
#ifdef MISTAKE
    static constexpr auto start = initial(h = 1);
#else
    static constexpr auto start = initial(b_h = 1);
#endif
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + b_h));
};

model<my_cell> m(1);
