// SPDX-License-Identifier: BSD-3-Clause
// expect: load_changes_its_arguments_pass_a_variable_that_is_not_const<xrnn::model
#include <xrnn/xrnn.hpp>

#include <xrnn/io/save.hpp>

using network = xrnn::gru<3, 4>;

float first()
{
#ifdef MISTAKE
    const xrnn::model<network> model;
#else
    xrnn::model<network> model;
#endif
    xrnn::load("file", model);
    return model.get<"W_z">()(0, 0);
}
