// SPDX-License-Identifier: BSD-3-Clause
// expect: this_type_is_not_a_layer_give_it_step_and_output<.*half_a_cell
#include <xrnn/xrnn.hpp>

struct half_a_cell
{
    static constexpr auto step = xrnn::linear<3, 4>::step;
#ifndef MISTAKE
    static constexpr auto output = xrnn::linear<3, 4>::output;
#endif
};

xrnn::model<half_a_cell> model(1);
