// SPDX-License-Identifier: BSD-3-Clause
// expect: this_input_is_the_output_of_another_layer_and_not_fed<.*'x'.*index<1>
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

using network = xrnn::stack<xrnn::linear<2, 3>, cell>;

auto adjoint(xrnn::workspace<network>& work)
{
#ifdef MISTAKE
    return work.input_adjoint<"x", 1>();
#else
    return work.input_adjoint<"z", 1>();
#endif
}
