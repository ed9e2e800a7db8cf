// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 6: regression. A network predicts the next value of a noisy sine, is tested on sines that it has not seen, and
/// then runs freely: it is fed its own predictions.
#include <xrnn/xrnn.hpp>

#include <cstdio>
#include <numbers>

using network = xrnn::stack<xrnn::gru<1, 16>, xrnn::linear<16, 1>>;
using sequence = xt::xtensor<double, 3>;

constexpr std::size_t step_count = 50;
constexpr std::size_t row_count = 16;
constexpr double period = 25;
constexpr double noise = 0.1; // its standard deviation

double sine(double t)
{
    return std::sin(2 * std::numbers::pi * t / period);
}

/// Noisy sines that begin anywhere, and the value that follows each of theirs.
void draw(xrnn::random_source& random, sequence& input, sequence& target)
{
    for (std::size_t row = 0; row < row_count; ++row)
    {
        const double phase = random.uniform(0, period);
        double next = sine(phase) + noise * random.normal();
        for (std::size_t t = 0; t < step_count; ++t)
        {
            input(t, row, 0) = next;
            next = sine(phase + static_cast<double>(t + 1)) + noise * random.normal();
            target(t, row, 0) = next;
        }
    }
}

int main()
{
    xrnn::model<network, double> model(1);
    xrnn::workspace work(model, step_count, row_count);
    xrnn::parameters<network, double> gradients;
    xrnn::optimiser learn(model, xrnn::adam{.rate = 0.01});
    sequence input(std::array<std::size_t, 3>{step_count, row_count, 1});
    sequence target = input;
    sequence unseen = input;
    sequence unseen_target = input;
    xrnn::random_source random(1);
    draw(random, unseen, unseen_target);
    const auto run = [&](const sequence& x, const sequence& y) {
        xrnn::hidden_state<network, double> state(row_count);
        work.forward(model, x, state);
        return xrnn::squared_error(work, y, xrnn::reduction::mean);
    };
    for (int update = 0; update <= 600; ++update)
    {
        if (update % 200 == 0)
        {
            std::printf("%3d updates: mean squared error %.2f on unseen sines\n", update, run(unseen, unseen_target));
        }
        draw(random, input, target);
        const double loss = run(input, target);
        work.backward(model, gradients);
        learn.update(model, gradients, loss);
    }

    xrnn::stepper rnn(model);
    double value = 0;
    for (int t = 0; t < 100; ++t) // listens to two periods, and goes on alone for two
    {
        value = rnn.step(std::array{t < 50 ? sine(t) + noise * random.normal() : value})(0, 0);
        if (t >= 50 && t % 5 == 0)
        {
            std::printf("%*s%c\n", static_cast<int>(std::lround(20 + 16 * value)), "", '*');
        }
    }
}
