// SPDX-License-Identifier: BSD-3-Clause
// expect: this_cell_has_two_inputs_and_may_have_one<.*'x'.*'z'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
#ifdef MISTAKE
    static constexpr input<"z", 4> z{};
#else
    static constexpr state<"z", 4> z{};
#endif
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + z));
#else
    static constexpr auto step = equations(z = dot(x, W_h), h = tanh(z));
#endif
};
