// SPDX-License-Identifier: BSD-3-Clause
// expect: a_model_with_narrow_weights_only_runs_train_one_with_native_products
#include <xrnn/xrnn.hpp>

#include <xrnn/kernels/bfloat16.hpp>
#include <xrnn/kernels/narrow_weights.hpp>

using layer = xrnn::linear<3, 4>;
#ifdef MISTAKE
using products = xrnn::int8_weights;
#else
using products = xrnn::bfloat16_products;
#endif

void train(const xrnn::model<layer, float, products>& model, xrnn::workspace<layer, float, products>& work)
{
    xrnn::parameters<layer> gradients;
    work.backward(model, gradients);
}
