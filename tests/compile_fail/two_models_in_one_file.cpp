// SPDX-License-Identifier: BSD-3-Clause
// expect: two_arguments_are_of_one_kind_and_a_file_holds_one_of_each<xrnn::model.*xrnn::model
#include <xrnn/xrnn.hpp>

#include <xrnn/io/save.hpp>

using network = xrnn::gru<3, 4>;

void keep(const xrnn::model<network>& model, [[maybe_unused]] const xrnn::model<network>& best)
{
#ifdef MISTAKE
    xrnn::save("file", model, best);
#else
    xrnn::save("file", model);
    xrnn::save("best", best);
#endif
}
