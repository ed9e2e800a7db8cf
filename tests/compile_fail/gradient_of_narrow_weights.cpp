// SPDX-License-Identifier: BSD-3-Clause
// expect: a model with narrow weights only runs; train one with native_products or bfloat16_products
#include <xrnn/kernels/bfloat16.hpp>
#include <xrnn/kernels/narrow_weights.hpp>

#ifdef MISTAKE
using products = xrnn::int8_weights;
#else
using products = xrnn::bfloat16_products;
#endif

void gradient(const float* a, const float* c, float* w)
{
    products::weight_gradient<float, 3, 4>({0, 1}, 1, a, 3, c, 4, w, xrnn::kernels::write::set);
}
