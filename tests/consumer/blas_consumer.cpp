// SPDX-License-Identifier: BSD-3-Clause
/// A stranger's program that needs xrnn::blas: products by BLAS, initialisation by LAPACK.
#include <xrnn/kernels/blas.hpp>
#include <xrnn/model/orthogonal.hpp>
#include <xrnn/xrnn.hpp>

#include <array>
#include <cmath>
#include <cstdio>

int main()
{
    using network = xrnn::gru<3, 8>;
    const xrnn::model<network, float, xrnn::blas_products> model(1, xrnn::orthogonal{});
    xrnn::stepper rnn(model);

    const auto y = rnn.step(std::array{1.0f, 0.0f, -1.0f});
    std::printf("%g %g\n", static_cast<double>(y(0)), static_cast<double>(y(1)));
    return std::isfinite(y(0)) && y(0) != y(1) ? 0 : 1;
}
