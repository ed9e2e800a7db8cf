// SPDX-License-Identifier: BSD-3-Clause
// expect: this_output_is_not_a_state_or_value_with_an_equation<.*'e'
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

    static constexpr auto inputs = order(x, M);
#ifdef MISTAKE
    static constexpr auto output = e;
#else
    static constexpr auto output = h;
#endif
    static constexpr auto step = equations(e = sum(M), c = attend(e, M), h = tanh(dot(x, W) + dot(c, C) + prev(h)));
};

xrnn::model<cell> model(1);
