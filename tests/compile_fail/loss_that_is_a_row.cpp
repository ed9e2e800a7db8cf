// SPDX-License-Identifier: BSD-3-Clause
// expect: the_output_of_a_loss_is_a_number_take_the_sum_or_the_mean_of_this_row<.*width<4
#include <xrnn/xrnn.hpp>

struct squares
{
    static constexpr xrnn::input<"y", 4> y{};
    static constexpr xrnn::input<"target", 4> target{};
    static constexpr auto inputs = order(y, target);
#ifdef MISTAKE
    static constexpr xrnn::value<"loss", 4> loss{};
    static constexpr auto step = equations(loss = square(y - target));
#else
    static constexpr xrnn::value<"loss"> loss{};
    static constexpr auto step = equations(loss = mean(square(y - target)));
#endif
    static constexpr auto output = loss;
};
constexpr xrnn::cell_loss<squares> loss;
