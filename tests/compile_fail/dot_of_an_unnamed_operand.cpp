// SPDX-License-Identifier: BSD-3-Clause
// expect: the_operand_of_dot_has_no_name_give_it_an_equation<.*'U', '_', 'n'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"r", 4> r{};
    static constexpr value<"s", 4> s{};
    static constexpr parameter<"W_r", 3, 4> W_r{};
    static constexpr parameter<"U_n", 4, 4> U_n{};
#ifdef MISTAKE
    static constexpr auto step = equations(
        r = sigmoid(dot(x, W_r)),
        h = tanh(dot(r * prev(h), U_n)));
#else
    static constexpr auto step = equations(
        r = sigmoid(dot(x, W_r)),
        s = r * prev(h),
        h = tanh(dot(s, U_n)));
#endif
};
