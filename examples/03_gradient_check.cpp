// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 3: backpropagation through time over three steps, term by term, next to the gradient that xrnn derives and
/// the one that finite differences measure.
///
/// One unit: h_t = tanh(w x_t + u h_{t-1} + b), and the loss is half the sum of (h_t - y_t)^2. With the adjoint
/// d_t = (1 - h_t^2) (h_t - y_t + u d_{t+1}), the gradient of u is the sum of d_t h_{t-1}: equation (24) of
/// docs/mathematics.md.
#include <xrnn/xrnn.hpp>

#include <array>
#include <cstdio>

using network = xrnn::rnn<1, 1>;
const std::array<double, 3> x{1.0, -0.5, 0.25};
const std::array<double, 3> y{0.5, 0.0, -0.5};

struct trainer
{
    xrnn::model<network, double> model;
    xrnn::workspace<network, double> work{3, 1};

    trainer(double w, double u, double b)
    {
        model.edit([&](xrnn::parameters<network, double>& p) {
            p.get<"W_xh">()(0, 0) = w;
            p.get<"W_hh">()(0, 0) = u;
            p.get<"b_h">()(0) = b;
        });
    }

    double loss()
    {
        xrnn::hidden_state<network, double> state;
        const auto h = work.forward(model, x, state);
        auto adjoint = work.output_adjoint();
        double sum = 0;
        for (std::size_t t = 0; t < 3; ++t)
        {
            adjoint(t, 0, 0) = h(t, 0, 0) - y[t];
            sum += 0.5 * adjoint(t, 0, 0) * adjoint(t, 0, 0);
        }
        return sum;
    }
};

int main()
{
    const double w = 0.8;
    const double u = -0.6;
    const double b = 0.1;
    trainer net(w, u, b);
    net.loss();
    const auto h = net.work.output();

    std::printf("by hand, from the last step to the first:\n");
    double by_hand = 0;
    double d = 0;
    for (std::size_t t = 3; t-- > 0;)
    {
        const double before = t > 0 ? h(t - 1, 0, 0) : 0;
        d = (1 - h(t, 0, 0) * h(t, 0, 0)) * (h(t, 0, 0) - y[t] + u * d);
        by_hand += d * before;
        std::printf("  t = %zu: h = %9.6f  d = %9.6f  d h_before = %9.6f\n", t + 1, h(t, 0, 0), d, d * before);
    }

    xrnn::parameters<network, double> gradients;
    net.work.backward(net.model, gradients);

    const double step = 1e-3;
    const auto at = [&](double delta) { return trainer(w, u + delta, b).loss(); };
    const double measured = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);

    std::printf("the gradient of u:\n");
    std::printf("  sum of the terms   %.9f\n", by_hand);
    std::printf("  xrnn               %.9f\n", gradients.get<"W_hh">()(0, 0));
    std::printf("  finite differences %.9f\n", measured);
}
