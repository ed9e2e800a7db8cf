// SPDX-License-Identifier: BSD-3-Clause
// expect: attend_stands_alone_give_it_an_equation_of_its_own<.*'a'.*'M'
#include <xrnn/xrnn.hpp>

struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::memory<"M", 5> M{};
    static constexpr xrnn::positions<"a"> a{};
    static constexpr xrnn::value<"c", 5> c{};
    static constexpr xrnn::value<"n"> n{};
    static constexpr xrnn::state<"h", 4> h{};
    static constexpr xrnn::parameter<"W", 3, 4> W{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(a = softmax(sum(M)),
#ifdef MISTAKE
        n = sum(attend(a, M)),
#else
        c = attend(a, M), n = sum(c),
#endif
        h = tanh(dot(x, W) + n + prev(h)));
};

xrnn::model<cell> model(1);
