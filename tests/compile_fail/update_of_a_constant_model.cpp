// SPDX-License-Identifier: BSD-3-Clause
// expect: update_changes_the_model_pass_one_that_is_not_const<xrnn::model
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;
#ifdef MISTAKE
using trained = const xrnn::model<network>;
#else
using trained = xrnn::model<network>;
#endif

void train(trained& m, xrnn::optimiser<network, xrnn::sgd>& learn, const xrnn::parameters<network>& g)
{
    learn.update(m, g);
}
