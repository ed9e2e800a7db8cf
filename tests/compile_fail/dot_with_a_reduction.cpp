// SPDX-License-Identifier: BSD-3-Clause
// expect: the_operand_of_dot_is_a_number_multiply_by_it_or_give_it_a_width<.*'m'.*'U'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"m"> m{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr parameter<"U", 1, 4> U{};
    static constexpr parameter<"u", 4> u{};
#ifdef MISTAKE
    static constexpr auto step = equations(m = mean(x), h = dot(x, W_h) + dot(m, U));
#else
    static constexpr auto step = equations(m = mean(x), h = dot(x, W_h) + m * u);
#endif
};
