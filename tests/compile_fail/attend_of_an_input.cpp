// SPDX-License-Identifier: BSD-3-Clause
// expect: attend_reads_a_memory_or_positions_with_a_width<.*'x'
#include <xrnn/xrnn.hpp>

struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::memory<"M", 5> M{};
    static constexpr xrnn::positions<"e"> e{};
    static constexpr xrnn::value<"c", 3> c{};
    static constexpr xrnn::value<"d", 5> d{};
    static constexpr xrnn::state<"h", 4> h{};
    static constexpr xrnn::parameter<"W", 3, 4> W{};
    static constexpr xrnn::parameter<"C", 3, 4> C{};
    static constexpr xrnn::parameter<"D", 5, 4> D{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(e = sum(M),
#ifdef MISTAKE
        c = attend(e, x), d = attend(e, M),
#else
        c = tanh(x), d = attend(e, M),
#endif
        h = tanh(dot(x, W) + dot(c, C) + dot(d, D) + prev(h)));
};

xrnn::model<cell> model(1);
