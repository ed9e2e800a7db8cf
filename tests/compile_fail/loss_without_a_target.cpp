// SPDX-License-Identifier: BSD-3-Clause
// expect: the_cell_of_a_loss_has_two_inputs_say_order_of_outputs_and_target<.*count<1
#include <xrnn/xrnn.hpp>

struct squares
{
    static constexpr xrnn::input<"y", 4> y{};
    static constexpr xrnn::input<"target", 4> target{};
    static constexpr xrnn::value<"loss"> loss{};
    static constexpr auto output = loss;
#ifdef MISTAKE
    static constexpr auto step = equations(loss = sum(square(y)));
#else
    static constexpr auto inputs = order(y, target);
    static constexpr auto step = equations(loss = sum(square(y - target)));
#endif
};
constexpr xrnn::cell_loss<squares> loss;
