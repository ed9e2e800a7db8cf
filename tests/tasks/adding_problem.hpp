// SPDX-License-Identifier: BSD-3-Clause
/// The adding problem: Hochreiter & Schmidhuber 1997, experiment 4 (the paper has T = 100, 500 and 1000).
///
/// A step is a number in [-1, 1] and a marker. One of the first ten numbers is marked with 1 and so is one of the first
/// T/2 - 1 others; the first and the last step have the marker -1, the rest 0. A marked number in the first step counts
/// as 0. At the last step the target is 0.5 + (X1 + X2) / 4, and right is an absolute error below 0.04. A sequence has
/// T to 1.1 T steps.
///
/// Unlike the paper: the sequences of a batch have one length, the gradient is not truncated, and Adam takes the place
/// of single steps. The output is linear.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "../support/trainee.hpp"

namespace tests::adding
{

constexpr std::uint64_t seed = 1;
constexpr std::size_t batch_size = 50;

struct sequences
{
    xt::xtensor<float, 3> x;
    std::vector<float> target;
};

inline sequences draw(xrnn::random_source& random, std::size_t T)
{
    const std::size_t length = pick(random, T, T + T / 10);
    sequences s{xt::zeros<float>({length, batch_size, std::size_t(2)}), std::vector<float>(batch_size, 0.5f)};
    for (std::size_t row = 0; row < batch_size; ++row)
    {
        for (std::size_t t = 0; t < length; ++t)
        {
            s.x(t, row, 0) = static_cast<float>(random.uniform(-1, 1));
        }
        const std::size_t first = pick(random, 0, 9);
        const std::size_t other = pick(random, 0, T / 2 - 2); // counts the steps without the one marked first
        for (const std::size_t t : {first, other < first ? other : other + 1})
        {
            s.x(t, row, 1) = 1;
            s.target[row] += t > 0 ? s.x(t, row, 0) / 4 : 0;
        }
        s.x(0, row, 1) = -1;
        s.x(length - 1, row, 1) = -1;
    }
    return s;
}

struct score
{
    std::size_t right = 0;
    double worst = 0;
};

/// Over 2,000 sequences that were not trained on.
template <class Trainee>
score examine(Trainee& net, std::size_t T)
{
    xrnn::random_source random(seed + 1000);
    score s;
    for (std::size_t done = 0; done < 2000; done += batch_size)
    {
        const sequences fresh = draw(random, T);
        const auto y = net.run(fresh.x);
        for (std::size_t row = 0; row < batch_size; ++row)
        {
            const double error = std::abs(y(fresh.x.shape()[0] - 1, row, 0) - fresh.target[row]);
            s.right += error < 0.04;
            s.worst = std::max(s.worst, error);
        }
    }
    return s;
}

/// Trains on so many batches. Returns the last loss.
template <class Trainee>
double train(Trainee& net, std::size_t T, std::size_t updates)
{
    xrnn::random_source random(seed);
    double loss = 0;
    for (std::size_t n = 0; n < updates; ++n)
    {
        const sequences s = draw(random, T);
        net.run(s.x);
        loss = xrnn::squared_error(net.work, s.target, xrnn::reduction::mean, xrnn::last_step);
        net.update(loss);
    }
    return loss;
}

} // namespace tests::adding
