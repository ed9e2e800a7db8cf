// SPDX-License-Identifier: BSD-3-Clause
// expect: this_input_cannot_take_ids_use_it_in_dot_only<.*'M'
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

void run(const xrnn::model<cell>& model, xrnn::workspace<cell>& work, xrnn::hidden_state<cell>& state)
{
    const xt::xtensor<float, 3> x({4, 2, 3});
#ifdef MISTAKE
    const xt::xtensor<xrnn::id, 2> remembered({9, 2});
#else
    const xt::xtensor<float, 3> remembered({9, 2, 5});
#endif
    work.forward(model, xrnn::feeds(x, remembered), state);
}
