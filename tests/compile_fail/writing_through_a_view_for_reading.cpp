// SPDX-License-Identifier: BSD-3-Clause
// expect: this view is read-only
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

void use(xrnn::model<network>& m)
{
#ifdef MISTAKE
    m.get<"W_z">() = m.get<"W_r">();
#else
    m.edit([](xrnn::parameters<network>& p) { p.get<"W_z">() = p.get<"W_r">(); });
#endif
}
