// SPDX-License-Identifier: BSD-3-Clause
/// What tests that train share: whole numbers at random, and a model with all that its training needs.
#pragma once

#include <xrnn/xrnn.hpp>

#include <cstdint>
#include <span>

namespace tests
{

/// A whole number in [first, last], each as likely as the others.
inline std::size_t pick(xrnn::random_source& random, std::size_t first, std::size_t last)
{
    return first + static_cast<std::size_t>(random.uniform() * static_cast<double>(last - first + 1));
}

/// A model in training on windows of up to `steps` steps of `rows` sequences.
template <class Network, class Rule = xrnn::adam, class Schedule = xrnn::constant_rate>
struct trainee
{
    xrnn::model<Network> model;
    xrnn::workspace<Network> work;
    xrnn::parameters<Network> gradients;
    xrnn::optimiser<Network, Rule, float, Schedule> learn;

    trainee(std::uint64_t seed, std::size_t steps, std::size_t rows, const Rule& rule, const Schedule& schedule = {})
        : model(seed)
        , work(steps, rows)
        , learn(model, rule, schedule)
    {
    }

    /// The gates of the LSTM in the first layer start with these biases. A forget gate near 1 is the cell of 1997, which
    /// has none; an input gate near 0 keeps what does not matter out (Hochreiter & Schmidhuber 1997, "state drift").
    void start_gates(float forget, float input)
    {
        model.edit([&](xrnn::parameters<Network>& p) {
            p.template get<"b_f", 0>().fill(forget);
            p.template get<"b_i", 0>().fill(input);
        });
    }

    /// Runs sequences [T, B, ...] from their first step, with nothing remembered. Returns the outputs.
    template <class X>
    auto run(const X& x)
    {
        xrnn::hidden_state<Network> nothing(x.shape()[1]);
        return work.forward(model, x, nothing);
    }

    /// The most probable id that the last run gave at a step, for a row.
    xrnn::id answer(std::size_t step, std::size_t row) const
    {
        const auto y = work.output();
        return xrnn::argmax(std::span(&y(step, row, 0), y.shape()[2]));
    }

    /// Changes the parameters, after a run and its loss.
    void update(double loss)
    {
        work.backward(model, gradients);
        learn.update(model, gradients, loss, {.norm = 1});
    }
};

} // namespace tests
