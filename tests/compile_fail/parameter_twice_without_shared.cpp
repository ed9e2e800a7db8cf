// SPDX-License-Identifier: BSD-3-Clause
// expect: this_parameter_is_used_twice_fix_its_name_or_write_shared<.*'p'
#include <xrnn/language.hpp>

using namespace xrnn;

struct cell
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 4> h{};
    static constexpr parameter<"W_h", 3, 4> W_h{};
    static constexpr parameter<"p", 4> p{};
#ifdef MISTAKE
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + p * prev(h) + shared(p)));
#else
    static constexpr auto step = equations(h = tanh(dot(x, W_h) + shared(p) * prev(h) + shared(p)));
#endif
};
