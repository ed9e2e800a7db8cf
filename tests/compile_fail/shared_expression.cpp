// SPDX-License-Identifier: BSD-3-Clause
// expect: shared_of_an_expression_apply_it_to_a_parameter<.*width<4>
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr parameter<"b_h", 4> b_h{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + shared(2 * b_h) * prev(h) + shared(b_h)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + 2 * shared(b_h) * prev(h) + shared(b_h)));
#endif
};
