// SPDX-License-Identifier: BSD-3-Clause
// expect: this_symbol_is_a_number_and_its_right_side_a_row_reduce_it_or_give_a_width<.*'m'.*width<3>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"m"> m{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(m = tanh(x), h = dot(x, W_h) * m);
#else
    static constexpr auto step = equations(m = mean(tanh(x)), h = dot(x, W_h) * m);
#endif
};
