// SPDX-License-Identifier: BSD-3-Clause
// expect: the_first_in_order_is_fed_at_every_step_put_this_one_after_it<.*'M'
#include <xrnn/xrnn.hpp>

struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::memory<"M", 5> M{};
    static constexpr xrnn::positions<"e"> e{};
    static constexpr xrnn::value<"c", 5> c{};
    static constexpr xrnn::state<"h", 4> h{};
    static constexpr xrnn::parameter<"W", 3, 4> W{};
    static constexpr xrnn::parameter<"C", 5, 4> C{};

#ifdef MISTAKE
    static constexpr auto inputs = order(M, x);
#else
    static constexpr auto inputs = order(x, M);
#endif
    static constexpr auto output = h;
    static constexpr auto step = equations(e = sum(M), c = attend(e, M), h = tanh(dot(x, W) + dot(c, C) + prev(h)));
};

xrnn::model<cell> model(1);
