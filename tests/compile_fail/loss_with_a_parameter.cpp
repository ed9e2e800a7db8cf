// SPDX-License-Identifier: BSD-3-Clause
// expect: the_cell_of_a_loss_has_inputs_and_values_only_put_this_symbol_into_a_layer<.*'w'
#include <xrnn/xrnn.hpp>

struct weighted
{
    static constexpr xrnn::input<"y", 4> y{};
    static constexpr xrnn::input<"target", 4> target{};
    static constexpr xrnn::value<"loss"> loss{};
    static constexpr xrnn::parameter<"w", 4> w{};
    static constexpr auto inputs = order(y, target);
    static constexpr auto output = loss;
#ifdef MISTAKE
    static constexpr auto step = equations(loss = sum(w * square(y - target)));
#else
    static constexpr auto step = equations(loss = sum(square(y - target)));
#endif
};
constexpr xrnn::cell_loss<weighted> loss;
