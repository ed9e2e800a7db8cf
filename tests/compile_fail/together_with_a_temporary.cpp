// SPDX-License-Identifier: BSD-3-Clause
// expect: xrnn: together refers to what it is given; give the temporary a name
#include <xrnn/xrnn.hpp>

using encoder = xrnn::gru<3, 4>;
using decoder = xrnn::linear<4, 3>;

void make()
{
    xrnn::model<encoder> first;
#ifdef MISTAKE
    xrnn::optimiser learn(xrnn::together(first, xrnn::model<decoder>(1)), xrnn::sgd{});
#else
    xrnn::model<decoder> second(1);
    xrnn::optimiser learn(xrnn::together(first, second), xrnn::sgd{});
#endif
}
