// SPDX-License-Identifier: BSD-3-Clause
// expect: this_parameter_is_a_matrix_use_it_in_dot_only<.*'W', '_', 'h'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"m"> m{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(m = mean(W_h), h = dot(x, shared(W_h)) * m);
#else
    static constexpr auto step = equations(m = mean(dot(x, shared(W_h))), h = dot(x, shared(W_h)) * m);
#endif
};
