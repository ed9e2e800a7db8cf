// SPDX-License-Identifier: BSD-3-Clause
// expect: write_dot_x_W<.*'U', '_', 'h'.*'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr parameter<"U_h", 4, 4> U_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + dot(U_h, prev(h))));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + dot(prev(h), U_h)));
#endif
};
