// SPDX-License-Identifier: BSD-3-Clause
// expect: an_input_cannot_have_an_equation_it_is_fed_from_outside<.*'x'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr value<"u", 3> u{};
#ifdef MISTAKE
    static constexpr auto step = equations(x = tanh(x), h = tanh(dot(x, W_h)));
#else
    static constexpr auto step = equations(u = tanh(x), h = tanh(dot(u, W_h)));
#endif
};
