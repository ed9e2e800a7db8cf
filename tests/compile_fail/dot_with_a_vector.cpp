// SPDX-License-Identifier: BSD-3-Clause
// expect: this_parameter_is_a_vector_and_dot_takes_a_matrix.*'b', '_', 'h'.*width<4>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"b_h", 4> b_h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, b_h)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + b_h));
#endif
};
