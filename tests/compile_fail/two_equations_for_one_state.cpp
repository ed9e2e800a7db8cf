// SPDX-License-Identifier: BSD-3-Clause
// expect: this_symbol_has_two_equations_remove_one<.*'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"n", 4> n{};
    static constexpr parameter<"W_n", 3, 4> W_n{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = dot(x, W_n), h = tanh(h));
#else
    static constexpr auto step = equations(n = dot(x, W_n), h = tanh(n));
#endif
};
