// SPDX-License-Identifier: BSD-3-Clause
// expect: dot_needs_a_parameter.*'x'.*width<3>.*'W', '_', 'i'.*rows<4>
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
