// SPDX-License-Identifier: BSD-3-Clause
/// A stranger's program: a network, one step, and its output.
#include <xrnn/xrnn.hpp>

#include <array>
#include <cmath>
#include <cstdio>

int main()
{
    using network = xrnn::stack<xrnn::lstm<3, 8>, xrnn::linear<8, 2>>;
    const xrnn::model<network> model(1);
    xrnn::stepper rnn(model);

    const auto y = rnn.step(std::array{1.0f, 0.0f, -1.0f});
    std::printf("xrnn %d.%d.%d: %g %g\n", XRNN_VERSION_MAJOR, XRNN_VERSION_MINOR, XRNN_VERSION_PATCH,
        static_cast<double>(y(0)), static_cast<double>(y(1)));
    return std::isfinite(y(0)) && y(0) != y(1) ? 0 : 1;
}
