// SPDX-License-Identifier: BSD-3-Clause
// expect: this_reduction_takes_a_row_and_was_given_a_number<.*'s', 'u', 'm'.*'m'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"m"> m{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(m = mean(x), h = dot(x, W_h) * sum(m));
#else
    static constexpr auto step = equations(m = mean(x), h = dot(x, W_h) * m);
#endif
};
