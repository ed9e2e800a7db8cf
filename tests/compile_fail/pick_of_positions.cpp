// SPDX-License-Identifier: BSD-3-Clause
// expect: pick_of_a_row_for_each_position_write_sum_of_a_slice_of_it<.*'M'
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
    static constexpr auto output = h;
    static constexpr auto step = equations(
#ifdef MISTAKE
        e = pick<2>(M),
#else
        e = sum(slice<2, 1>(M)),
#endif
        c = attend(e, M), h = tanh(dot(x, W) + dot(c, C) + prev(h)));
};

xrnn::model<cell> model(1);
