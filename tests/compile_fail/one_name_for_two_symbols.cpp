// SPDX-License-Identifier: BSD-3-Clause
// expect: two_symbols_of_this_cell_have_the_same_name_rename_one<.*'r'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
#ifdef MISTAKE
    static constexpr value<"r", 4> s{};
#else
    static constexpr value<"s", 4> s{};
#endif
    static constexpr parameter<"r", 3, 4> r{};
    static constexpr auto step = equations(s = dot(x, r), h = tanh(s));
};
