// SPDX-License-Identifier: BSD-3-Clause
// expect: this_symbol_has_positions_and_its_right_side_none_declare_a_value<.*'K'
#include <xrnn/xrnn.hpp>

struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::memory<"M", 5> M{};
    static constexpr xrnn::positions<"K", 4> K{};
    static constexpr xrnn::positions<"e"> e{};
    static constexpr xrnn::value<"c", 5> c{};
    static constexpr xrnn::state<"h", 4> h{};
    static constexpr xrnn::parameter<"W", 3, 4> W{};
    static constexpr xrnn::parameter<"V", 3, 4> V{};
    static constexpr xrnn::parameter<"W_K", 5, 4> W_K{};
    static constexpr xrnn::parameter<"C", 5, 4> C{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(
#ifdef MISTAKE
        K = dot(x, V),
#else
        K = dot(M, W_K),
#endif
        e = sum(K), c = attend(e, M), h = tanh(dot(x, W) + dot(c, C) + prev(h)));
};

xrnn::model<cell> model(1);
