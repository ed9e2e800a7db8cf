// SPDX-License-Identifier: BSD-3-Clause
// expect: a_scalar_cannot_have_an_equation_use_a_value<.*'k'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr scalar<"k"> k{};
#else
    static constexpr value<"k", 4> k{};
#endif
    static constexpr auto step = equations(k = 0.5 * prev(h), h = tanh(k * dot(x, W_h)));
};
