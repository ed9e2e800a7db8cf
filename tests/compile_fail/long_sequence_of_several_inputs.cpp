// SPDX-License-Identifier: BSD-3-Clause
// expect: this_network_has_several_inputs_run_it_in_a_workspace<.*cell
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

#ifdef MISTAKE
xrnn::long_workspace<cell> work(100, 1);
#else
xrnn::workspace<cell> work(100, 1);
#endif
