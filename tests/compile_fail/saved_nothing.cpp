// SPDX-License-Identifier: BSD-3-Clause
// expect: nothing_to_save_or_load_pass_a_model_after_the_path
#include <xrnn/xrnn.hpp>

#include <xrnn/io/save.hpp>

using network = xrnn::gru<3, 4>;

void keep([[maybe_unused]] const xrnn::model<network>& model)
{
#ifdef MISTAKE
    xrnn::save("file");
#else
    xrnn::save("file", model);
#endif
}
