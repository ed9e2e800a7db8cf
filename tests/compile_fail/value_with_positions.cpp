// SPDX-License-Identifier: BSD-3-Clause
// expect: this_right_side_has_something_for_each_position_reduce_it_or_declare_positions<.*'k'
#include <xrnn/xrnn.hpp>

struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::memory<"M", 5> M{};
    static constexpr xrnn::value<"k", 4> k{};
    static constexpr xrnn::positions<"K", 4> K{};
    static constexpr xrnn::positions<"e"> e{};
    static constexpr xrnn::value<"c", 5> c{};
    static constexpr xrnn::state<"h", 4> h{};
    static constexpr xrnn::parameter<"W", 3, 4> W{};
    static constexpr xrnn::parameter<"W_K", 5, 4> W_K{};
    static constexpr xrnn::parameter<"C", 5, 4> C{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(
#ifdef MISTAKE
        k = dot(M, W_K), e = sum(M),
#else
        K = dot(M, W_K), e = sum(K),
#endif
        c = attend(e, M), h = tanh(dot(x, W) + dot(c, C) + prev(h)));
};

xrnn::model<cell> model(1);
