// SPDX-License-Identifier: BSD-3-Clause
// expect: the_second_operand_of_dot_is_not_a_parameter.*a_number
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, 2)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h)));
#endif
};
