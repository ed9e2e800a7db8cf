// SPDX-License-Identifier: BSD-3-Clause
/// The context-free language a^n b^n: Gers & Schmidhuber 2001.
///
/// The network reads S a^n b^n and says after each symbol what may come next: after S an a, after an a an a or a b,
/// after the k-th b another b or, if k = n, the end T. Each symbol has an output of its own, which says yes above a
/// probability of 0.5; a string is accepted if every output is right at every step. Trained on n = 1..10 only.
///
/// Unlike the paper: binary cross-entropy and Adam, all ten strings in each update; eight cells without peepholes,
/// where the paper has one with. The forget gates start at 1, and so open that they stay there.
///
/// With a softmax trained on the next symbol the network also learns that no string has more than ten a: it counts them
/// for that, and few seeds then accept n = 20.
#include <catch2/catch.hpp>

#include "../support/trainee.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

constexpr std::uint64_t seed = 1;
constexpr std::size_t updates = 5000;
using network = stack<lstm<3, 8>, linear<8, 3>>;

enum symbol : id
{
    a,
    b,
    S,
    T = S // S is only read, and T is only predicted
};

/// The strings with n = first..last, one a row, padded at the end.
struct strings
{
    xt::xtensor<id, 2> x;
    std::vector<float> legal; // for each step and row, 1 for each symbol that may come next
    std::vector<int> counts;  // for each step and row: is it part of the string?

    strings(std::size_t first, std::size_t last)
        : x(xt::zeros<id>({2 * last + 1, last - first + 1}))
        , legal(3 * x.size())
        , counts(x.size())
    {
        for (std::size_t n = first; n <= last; ++n)
        {
            for (std::size_t t = 0; t <= 2 * n; ++t)
            {
                const std::size_t i = t * x.shape()[1] + n - first;
                x(t, n - first) = t == 0 ? S : t <= n ? a : b;
                legal[3 * i + a] = t <= n;
                legal[3 * i + b] = t > 0 && t < 2 * n;
                legal[3 * i + T] = t == 2 * n;
                counts[i] = 1;
            }
        }
    }
};

template <class Trainee>
bool accepts(Trainee& net, std::size_t n)
{
    const strings one(n, n);
    const auto y = net.run(one.x);
    for (std::size_t i = 0; i < one.legal.size(); ++i)
    {
        if ((y(i / 3, 0, i % 3) > 0) != (one.legal[i] > 0))
        {
            return false;
        }
    }
    return true;
}

/// The largest n up to which, from 1, all strings are accepted.
template <class Trainee>
std::size_t accepted_up_to(Trainee& net, std::size_t most)
{
    std::size_t n = 0;
    while (n < most && accepts(net, n + 1))
    {
        ++n;
    }
    return n;
}

} // namespace

TEST_CASE("an LSTM trained on a^n b^n with n up to 10 accepts every n up to 20")
{
    trainee<network, adam, cosine_decay> net(seed, 41, 10, {0.1}, {updates});
    net.start_gates(20, -1);
    CHECK(accepted_up_to(net, 20) < 5);
    const strings data(1, 10);
    double loss = 0;
    for (std::size_t n = 0; n < updates; ++n)
    {
        net.run(data.x);
        loss = binary_cross_entropy(net.work, data.legal, reduction::mean, mask(data.counts));
        net.update(loss);
    }
    CAPTURE(seed, loss);
    CHECK(accepted_up_to(net, 20) == 20);
}
