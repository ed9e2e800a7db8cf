// SPDX-License-Identifier: BSD-3-Clause
// expect: these_gradients_are_not_those_of_the_optimisers_models.*gru<3.*5>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;
#ifdef MISTAKE
using other = xrnn::gru<3, 5>;
#else
using other = network;
#endif

void train(xrnn::model<network>& m, xrnn::optimiser<network, xrnn::sgd>& learn, const xrnn::parameters<other>& g)
{
    learn.update(m, g);
}
