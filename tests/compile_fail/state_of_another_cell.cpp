// SPDX-License-Identifier: BSD-3-Clause
// expect: this_symbol_is_used_but_has_no_equation_add_one<.*'c'.*'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct other
{
    static constexpr state<"c", 4> c{};
};

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + prev(other::c)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + prev(h)));
#endif
};
