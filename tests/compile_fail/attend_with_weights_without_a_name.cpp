// SPDX-License-Identifier: BSD-3-Clause
// expect: the_weights_of_attend_are_a_number_for_each_position_declare_them_as_positions<.*an_expression
#include <xrnn/xrnn.hpp>

struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::memory<"M", 5> M{};
    static constexpr xrnn::positions<"e"> e{};
    static constexpr xrnn::positions<"a"> a{};
    static constexpr xrnn::value<"c", 5> c{};
    static constexpr xrnn::state<"h", 4> h{};
    static constexpr xrnn::parameter<"W", 3, 4> W{};
    static constexpr xrnn::parameter<"C", 5, 4> C{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(e = sum(M), a = softmax(e),
#ifdef MISTAKE
        c = attend(softmax(e), M),
#else
        c = attend(a, M),
#endif
        h = tanh(dot(x, W) + dot(c, C) + prev(h)));
};

xrnn::model<cell> model(1);
