// SPDX-License-Identifier: BSD-3-Clause
// expect: these_gradients_are_not_those_of_the_optimisers_models
#include <xrnn/xrnn.hpp>

using encoder = xrnn::gru<3, 4>;
using decoder = xrnn::linear<4, 3>;
using rule = xrnn::optimiser<xrnn::several<encoder, decoder>, xrnn::sgd>;

void train(xrnn::model<encoder>& first, xrnn::model<decoder>& second, rule& learn,
    const xrnn::parameters<encoder>& of_first, const xrnn::parameters<decoder>& of_second)
{
#ifdef MISTAKE
    learn.update(xrnn::together(first, second), xrnn::together(of_second, of_first));
#else
    learn.update(xrnn::together(first, second), xrnn::together(of_first, of_second));
#endif
}
