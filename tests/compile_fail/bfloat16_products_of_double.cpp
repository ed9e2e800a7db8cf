// SPDX-License-Identifier: BSD-3-Clause
// expect: these_products_are_for_other_numbers_take_native_products<double>
#include <xrnn/xrnn.hpp>

#include <xrnn/kernels/bfloat16.hpp>

#ifdef MISTAKE
using number = double;
#else
using number = float;
#endif

const xrnn::model<xrnn::linear<3, 4>, number, xrnn::bfloat16_products> model(1);
