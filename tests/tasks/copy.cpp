// SPDX-License-Identifier: BSD-3-Clause
/// The copy task: Graves, Wayne & Danihelka 2014, section 4.1. The network reads up to 20 vectors of 8 random bits, then a
/// mark, and is to give the same vectors again, with nothing more to read. It shows what an LSTM cannot do: what it
/// remembers is as wide as its state and is gone through in no order, so short sequences come back and long ones decay. The
/// paper compares such a network with one that has a memory to write to.
///
/// Unlike the paper: one layer of 128 units in place of three of 256, Adam in place of RMSProp, and the sequences of a batch
/// have one length.
#include <catch2/catch.hpp>

#include <array>

#include "../support/trainee.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

constexpr std::uint64_t seed = 1;
constexpr std::size_t longest = 20;
constexpr std::size_t bits = 8;
constexpr std::size_t batch_size = 32;
constexpr std::size_t updates = 6000;
using network = stack<lstm<bits + 1, 128>, linear<128, bits>>;

/// `length` vectors, the mark, and as many steps for the answer.
struct sequences
{
    xt::xtensor<float, 3> x;
    xt::xtensor<float, 3> target;
    std::vector<char> answers;

    sequences(random_source& random, std::size_t length)
        : x(xt::zeros<float>({2 * length + 1, batch_size, bits + 1}))
        , target(xt::zeros<float>({2 * length + 1, batch_size, bits}))
        , answers((2 * length + 1) * batch_size)
    {
        for (std::size_t row = 0; row < batch_size; ++row)
        {
            for (std::size_t t = 0; t < length; ++t)
            {
                for (std::size_t bit = 0; bit < bits; ++bit)
                {
                    x(t, row, bit) = target(length + 1 + t, row, bit) = static_cast<float>(pick(random, 0, 1));
                }
                answers[(length + 1 + t) * batch_size + row] = 1;
            }
            x(length, row, bits) = 1;
        }
    }
};

/// Wrong bits a sequence, over 640 new sequences of a length.
template <class Trainee>
double wrong_bits(Trainee& net, std::size_t length)
{
    random_source random(seed + 1000);
    std::size_t wrong = 0;
    for (std::size_t batch = 0; batch < 20; ++batch)
    {
        const sequences s(random, length);
        const auto y = net.run(s.x);
        for (std::size_t t = length + 1; t <= 2 * length; ++t)
        {
            for (std::size_t row = 0; row < batch_size; ++row)
            {
                for (std::size_t bit = 0; bit < bits; ++bit)
                {
                    wrong += (y(t, row, bit) > 0) != (s.target(t, row, bit) > 0.5f);
                }
            }
        }
    }
    return static_cast<double>(wrong) / (20 * batch_size);
}

} // namespace

TEST_CASE("an LSTM copies short sequences, and loses part of those of 20 vectors")
{
    trainee<network, adam, cosine_decay> net(seed, 2 * longest + 1, batch_size, {0.003}, {updates});
    random_source random(seed);
    for (std::size_t n = 0; n < updates; ++n)
    {
        const sequences s(random, pick(random, 1, longest));
        net.run(s.x);
        net.update(binary_cross_entropy(net.work, s.target, reduction::mean, mask(s.answers)));
    }
    const std::array found{wrong_bits(net, 2), wrong_bits(net, 5), wrong_bits(net, 20)};
    CAPTURE(seed, found[0], found[1], found[2]);
    CHECK(found[0] < 0.05); // of 16
    CHECK(found[1] < 0.5);  // of 40
    CHECK(found[2] > 20);   // of 160, of which guessing gets 80 wrong
    CHECK(found[2] < 60);
}
