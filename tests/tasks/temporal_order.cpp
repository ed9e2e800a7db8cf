// SPDX-License-Identifier: BSD-3-Clause
/// Temporal order: Hochreiter & Schmidhuber 1997, experiment 6a.
///
/// A sequence of 100 to 110 symbols starts with E, ends with the trigger B, and is drawn from a, b, c, d but for two
/// symbols, each X or Y: one at step 10 to 20, one at step 50 to 60. At the trigger the network says which of the four
/// orders it was: XX, XY, YX or YY. In the paper right means that every output is within 0.3 of its target, which with
/// a softmax is to say that the probability of the right class is above 0.7.
///
/// Unlike the paper: a softmax in place of four logistic outputs, the sequences of a batch have one length, the
/// gradient is not truncated, and Adam takes the place of single steps. The cell has forget gates, which start near 1.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "../support/trainee.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

enum symbol : id
{
    a, // and b, c, d
    d = 3,
    X,
    Y,
    E,
    B
};

constexpr std::uint64_t seed = 1;
constexpr std::size_t batch_size = 50;
constexpr std::size_t updates = 3000;
using network = stack<lstm<8, 8>, linear<8, 4>>;

struct sequences
{
    xt::xtensor<id, 2> x;
    std::vector<id> target;
};

sequences draw(random_source& random)
{
    const std::size_t length = pick(random, 100, 110);
    sequences s{xt::xtensor<id, 2>({length, batch_size}), std::vector<id>(batch_size)};
    for (std::size_t row = 0; row < batch_size; ++row)
    {
        for (std::size_t t = 0; t < length; ++t)
        {
            s.x(t, row) = static_cast<id>(pick(random, a, d));
        }
        const id first = static_cast<id>(pick(random, X, Y));
        const id second = static_cast<id>(pick(random, X, Y));
        s.x(0, row) = E;
        s.x(pick(random, 10, 20), row) = first;
        s.x(pick(random, 50, 60), row) = second;
        s.x(length - 1, row) = B;
        s.target[row] = 2 * (first - X) + second - X;
    }
    return s;
}

struct score
{
    std::size_t right = 0;
    double worst = 1; // the smallest probability of a right class
};

/// Over 2,000 sequences that were not trained on.
template <class Trainee>
score examine(Trainee& net)
{
    random_source random(seed + 1000);
    score s;
    for (std::size_t done = 0; done < 2000; done += batch_size)
    {
        const sequences fresh = draw(random);
        const auto y = net.run(fresh.x);
        const std::size_t last = fresh.x.shape()[0] - 1;
        for (std::size_t row = 0; row < batch_size; ++row)
        {
            double sum = 0;
            for (std::size_t k = 0; k < 4; ++k)
            {
                sum += std::exp(static_cast<double>(y(last, row, k) - y(last, row, fresh.target[row])));
            }
            s.right += 1 / sum > 0.7;
            s.worst = std::min(s.worst, 1 / sum);
        }
    }
    return s;
}

} // namespace

TEST_CASE("an LSTM tells the temporal order of two symbols some 50 and 90 steps back: 2,000 of 2,000 sequences")
{
    trainee<network, adam, cosine_decay> net(seed, 110, batch_size, {0.01}, {updates});
    net.start_gates(4, -3);
    CHECK(examine(net).right < 1000);
    random_source random(seed);
    double loss = 0;
    for (std::size_t n = 0; n < updates; ++n)
    {
        const sequences s = draw(random);
        net.run(s.x);
        loss = softmax_cross_entropy(net.work, s.target, reduction::mean, last_step);
        net.update(loss);
    }
    const score reached = examine(net);
    CAPTURE(seed, loss, reached.worst);
    CHECK(reached.right == 2000);
}
