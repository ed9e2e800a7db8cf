// SPDX-License-Identifier: BSD-3-Clause
// expect: a_parameter_cannot_have_an_equation_use_a_value<.*'b'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr parameter<"b", 4> b{};
#else
    static constexpr value<"b", 4> b{};
#endif
    static constexpr auto step = equations(
        b = 0.5 * prev(h),
        h = tanh(dot(x, W_h) + b));
};
