// SPDX-License-Identifier: BSD-3-Clause
// expect: this_input_cannot_take_ids_use_it_in_dot_only<.*'z'
#include <xrnn/xrnn.hpp>

struct cell
{
    static constexpr xrnn::input<"x", 3> x{};
    static constexpr xrnn::input<"z", 4> z{};
    static constexpr xrnn::held<"v", 5> v{};
    static constexpr xrnn::state<"h", 4> h{};
    static constexpr xrnn::parameter<"W", 3, 4> W{};
    static constexpr xrnn::parameter<"V", 5, 4> V{};
    static constexpr auto inputs = order(x, z, v);
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(dot(x, W) + dot(v, V) + z + prev(h)));
};

void run(xrnn::workspace<cell>& work, const xrnn::model<cell>& model, xrnn::hidden_state<cell>& state,
    const xt::xtensor<float, 3>& x, const xt::xtensor<float, 3>& z, const xt::xtensor<float, 2>& v)
{
#ifdef MISTAKE
    const std::vector<xrnn::id> ids{1, 2};
    work.forward(model, xrnn::feeds(x, ids, v), state);
#else
    work.forward(model, xrnn::feeds(x, z, v), state);
#endif
}
