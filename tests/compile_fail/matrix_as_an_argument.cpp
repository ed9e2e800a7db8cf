// SPDX-License-Identifier: BSD-3-Clause
// expect: a_matrix_can_only_stand_in_dot.*'W', '_', 'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(W_h));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h)));
#endif
};
