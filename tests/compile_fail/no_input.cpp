// SPDX-License-Identifier: BSD-3-Clause
// expect: this_cell_uses_no_input_and_needs_one<.*'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(prev(h)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + prev(h)));
#endif
};
