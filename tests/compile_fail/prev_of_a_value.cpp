// SPDX-License-Identifier: BSD-3-Clause
// expect: prev_takes_a_state_declare_this_symbol_as_a_state<.*'c'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
#ifdef MISTAKE
    static constexpr value<"c", 4> c{};
#else
    static constexpr state<"c", 4> c{};
#endif
    static constexpr parameter<"W_c", 3, 4> W_c{};
    static constexpr auto step = equations(
        c = dot(x, W_c) + 0.5 * prev(c),
        h = tanh(c));
};
