// SPDX-License-Identifier: BSD-3-Clause
// expect: the_operands_width_and_the_parameters_rows_differ_in_dot.*'x'.*width<3>.*'W', '_', 'i'.*rows<4>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
#ifdef MISTAKE
    static constexpr parameter<"W_i", 4, 4> W_i{};
#else
    static constexpr parameter<"W_i", 3, 4> W_i{};
#endif
    static constexpr auto step = equations(h = tanh(dot(x, W_i)));
};
