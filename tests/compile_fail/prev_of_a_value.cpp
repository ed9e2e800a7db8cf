// SPDX-License-Identifier: BSD-3-Clause
// expect: this_symbol_is_not_a_state_declare_it_as_one_to_use_prev<.*'c'
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
