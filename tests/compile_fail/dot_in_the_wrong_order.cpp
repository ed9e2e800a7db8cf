// SPDX-License-Identifier: BSD-3-Clause
// expect: write_dot_x_W<.*'W', '_', 'h'.*'x'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(W_h, x)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h)));
#endif
};
