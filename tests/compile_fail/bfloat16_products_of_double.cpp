// SPDX-License-Identifier: BSD-3-Clause
// expect: bfloat16_products multiply float; a network of double takes native_products
#include <xrnn/kernels/bfloat16.hpp>

#ifdef MISTAKE
using number = double;
#else
using number = float;
#endif

std::size_t size()
{
    return xrnn::bfloat16_products::packed_size<number>(3, 4);
}
