// SPDX-License-Identifier: BSD-3-Clause
// expect: this_input_stands_in_order_but_no_equation_uses_it<.*'u'
#include <xrnn/xrnn.hpp>

struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::input<"z", 4> z{};
    static constexpr xrnn::held<"v", 5> v{};
    static constexpr xrnn::state<"h", 4> h{};
    static constexpr xrnn::parameter<"W", 3, 4> W{};
    static constexpr xrnn::parameter<"V", 5, 4> V{};
#ifdef MISTAKE
    static constexpr auto inputs = order(x, z, v, xrnn::input<"u", 2>{});
#else
    static constexpr auto inputs = order(x, z, v);
#endif
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(dot(x, W) + dot(v, V) + z + prev(h)));
};

xrnn::model<cell> model(1);
