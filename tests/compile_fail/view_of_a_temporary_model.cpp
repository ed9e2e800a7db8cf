// SPDX-License-Identifier: BSD-3-Clause
// expect: deleted.*get
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

float use()
{
#ifdef MISTAKE
    const auto w = xrnn::model<network>(1).get<"W_z">();
#else
    const xrnn::model<network> m(1);
    const auto w = m.get<"W_z">();
#endif
    return w(0, 0);
}
