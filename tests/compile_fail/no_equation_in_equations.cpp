// SPDX-License-Identifier: BSD-3-Clause
// expect: expected_an_equation_symbol_equals_expression<.*argument<2>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr value<"r", 4> r{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(r = dot(x, W_h), tanh(r));
#else
    static constexpr auto step = equations(r = dot(x, W_h), h = tanh(r));
#endif
};
