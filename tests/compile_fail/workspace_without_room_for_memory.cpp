// SPDX-License-Identifier: BSD-3-Clause
// expect: this_network_has_a_memory_pass_room_for_memory_to_its_workspace<.*cell
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
    static constexpr auto step = equations(e = sum(M), c = attend(e, M), h = tanh(dot(x, W) + dot(c, C) + prev(h)));
};

xrnn::model<cell> model(1);
#ifdef MISTAKE
xrnn::workspace work(model, 4, 2);
#else
xrnn::workspace work(model, 4, 2, xrnn::room_for_memory{9});
#endif
