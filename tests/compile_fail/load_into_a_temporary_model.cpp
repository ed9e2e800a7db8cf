// SPDX-License-Identifier: BSD-3-Clause
// expect: load_changes_its_arguments_pass_a_variable_that_is_not_const<xrnn::model
#include <xrnn/xrnn.hpp>

#include <xrnn/io/save.hpp>

using network = xrnn::gru<3, 4>;

void use()
{
#ifdef MISTAKE
    xrnn::load("file", xrnn::model<network>());
#else
    xrnn::model<network> model;
    xrnn::load("file", model);
#endif
}
