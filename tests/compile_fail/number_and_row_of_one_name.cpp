// SPDX-License-Identifier: BSD-3-Clause
// expect: two_symbols_of_this_cell_have_the_same_name_rename_one<.*'m'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"m"> m{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr value<"m", 3> n{};
    static constexpr value<"r", 3> r{};
#ifdef MISTAKE
    static constexpr auto step = equations(m = mean(x), n = x, h = dot(x, W_h) * m);
#else
    static constexpr auto step = equations(m = mean(x), r = x, h = dot(x, W_h) * m + sum(r));
#endif
};
