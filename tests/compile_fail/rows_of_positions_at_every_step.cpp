// SPDX-License-Identifier: BSD-3-Clause
// expect: a_row_for_each_position_at_every_step_has_no_room_write_it_inside_sum<.*'K'
#include <xrnn/xrnn.hpp>

struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::memory<"M", 5> M{};
    static constexpr xrnn::positions<"K", 4> K{};
    static constexpr xrnn::value<"q", 4> q{};
    static constexpr xrnn::positions<"e"> e{};
    static constexpr xrnn::value<"c", 5> c{};
    static constexpr xrnn::state<"h", 4> h{};
    static constexpr xrnn::parameter<"W", 3, 4> W{};
    static constexpr xrnn::parameter<"W_K", 5, 4> W_K{};
    static constexpr xrnn::parameter<"C", 5, 4> C{};
    static constexpr xrnn::parameter<"U", 4, 4> U{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(q = dot(prev(h), U),
#ifdef MISTAKE
        K = tanh(dot(M, W_K) + q), e = sum(K),
#else
        K = dot(M, W_K), e = sum(tanh(K + q)),
#endif
        c = attend(e, M), h = tanh(dot(x, W) + dot(c, C) + prev(h)));
};

xrnn::model<cell> model(1);
