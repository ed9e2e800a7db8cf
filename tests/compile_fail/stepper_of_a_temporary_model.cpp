// SPDX-License-Identifier: BSD-3-Clause
// expect: a stepper refers to its model; give the temporary model a name
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

float use(const std::vector<float>& x)
{
#ifdef MISTAKE
    xrnn::stepper rnn(xrnn::model<network>(1));
#else
    const xrnn::model<network> m(1);
    xrnn::stepper rnn(m);
#endif
    return rnn.step(x)(0);
}
