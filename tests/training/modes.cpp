// SPDX-License-Identifier: BSD-3-Clause
/// The five ways to use a sequence, after the figure of Karpathy, "The Unreasonable Effectiveness of Recurrent Neural
/// Networks" (2015). Each test says what is fed at which step and where targets count, starts wrong and learns to be
/// right, from each of three seeds.
#include <catch2/catch.hpp>

#include <array>
#include <string>

#include "../support/trainee.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

using logical = stack<rnn<2, 8>, linear<8, 1>>;
using speller = stack<gru<4, 16>, linear<16, 9>>;
using reader = stack<gru<4, 16>, linear<16, 4>>;

/// Where the models start.
constexpr std::array<std::uint64_t, 3> seeds{1, 2, 3};

using table = xt::xtensor<id, 2>; // [steps, rows]

table random_ids(std::size_t T, std::size_t B, id below, random_source& random)
{
    table ids(std::array<std::size_t, 2>{T, B});
    std::generate(ids.begin(), ids.end(), [&] { return static_cast<id>(random.bits() % below); });
    return ids;
}

} // namespace

TEST_CASE("one to one: a window of one step learns exclusive or")
{
    // Fed: at the only step the two bits, a row for each of the four cases. Every window starts from a hidden
    // state of zeros, so that nothing recurs. Target: at that step, whether the bits differ.
    const std::uint64_t seed = GENERATE(from_range(seeds));
    const xt::xtensor<float, 3> bits{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
    const std::vector<float> differ{0, 1, 1, 0};
    trainee<logical> xor_net(seed, 1, 4, {0.05});
    const auto right = [&] {
        const auto y = xor_net.run(bits);
        std::size_t count = 0;
        for (std::size_t b = 0; b < 4; ++b)
        {
            count += (y(0, b, 0) > 0) == (differ[b] > 0);
        }
        return count;
    };
    CHECK(right() < 4);
    for (int update = 0; update < 300; ++update)
    {
        xor_net.run(bits);
        xor_net.update(binary_cross_entropy(xor_net.work, differ, reduction::mean));
    }
    CHECK(right() == 4);
}

TEST_CASE("one to many: a class at the first step learns to spell a word")
{
    // Fed: at step 0 the class 0, 1 or 2, and from then on the symbol 3, "go on". Targets: at every step, the letters
    // of the word and then full stops. A row for each class.
    const std::uint64_t seed = GENERATE(from_range(seeds));
    const std::string letters = ".bdeglnru";
    const std::array<std::string, 3> words{"red..", "green", "blue."};
    constexpr id go_on = 3;
    table fed(std::array<std::size_t, 2>{5, 3}), target(std::array<std::size_t, 2>{5, 3});
    fed.fill(go_on);
    for (std::size_t b = 0; b < 3; ++b)
    {
        fed(0, b) = static_cast<id>(b);
        for (std::size_t t = 0; t < 5; ++t)
        {
            target(t, b) = static_cast<id>(letters.find(words[b][t]));
        }
    }
    trainee<speller> writer(seed, 5, 3, {0.01});
    const auto spelled = [&](std::size_t b) {
        writer.run(fed);
        std::string word;
        for (std::size_t t = 0; t < 5; ++t)
        {
            word += letters.at(writer.answer(t, b));
        }
        return word;
    };
    CHECK((spelled(0) != words[0] && spelled(1) != words[1] && spelled(2) != words[2]));
    for (int update = 0; update < 150; ++update)
    {
        writer.run(fed);
        writer.update(softmax_cross_entropy(writer.work, target, reduction::mean));
    }
    for (std::size_t b = 0; b < 3; ++b)
    {
        CHECK(spelled(b) == words[b]);
    }
}

TEST_CASE("many to one: a sequence learns to tell which symbol came first")
{
    // Fed: at each of six steps one of four symbols at random. Target: after the last step alone, the symbol of step 0.
    const std::uint64_t seed = GENERATE(from_range(seeds));
    constexpr std::size_t T = 6, B = 32;
    random_source random(1);
    const table unseen = random_ids(T, 2 * B, 4, random);
    trainee<reader> first(seed, T, 2 * B, {0.01});
    const auto right = [&] {
        first.run(unseen);
        std::size_t count = 0;
        for (std::size_t b = 0; b < 2 * B; ++b)
        {
            count += first.answer(T - 1, b) == unseen(0, b);
        }
        return count;
    };
    CHECK(right() < B);
    for (int update = 0; update < 300; ++update)
    {
        const table fed = random_ids(T, B, 4, random);
        first.run(fed);
        const std::vector<id> target(fed.begin(), fed.begin() + B);
        first.update(softmax_cross_entropy(first.work, target, reduction::mean, last_step));
    }
    CHECK(right() == 2 * B);
}

TEST_CASE("many to many, delayed: a sequence is read and then answered in reverse")
{
    // Fed: at steps 0 to 2 the symbols 0, 1 or 2, and at steps 3 to 5 the blank 3. Targets: at steps 3 to 5 the
    // symbols, the last first; a mask leaves out steps 0 to 2. A row for each of the 27 sequences.
    const std::uint64_t seed = GENERATE(from_range(seeds));
    constexpr std::size_t half = 3, T = 2 * half, B = 27;
    constexpr id blank = 3;
    table fed(std::array<std::size_t, 2>{T, B}), target(std::array<std::size_t, 2>{T, B}), counts(target.shape());
    fed.fill(blank);
    counts.fill(0);
    for (std::size_t b = 0; b < B; ++b)
    {
        for (std::size_t t = 0, rest = b; t < half; ++t, rest /= 3)
        {
            fed(t, b) = static_cast<id>(rest % 3);
            target(t, b) = 999; // not looked at
            target(T - 1 - t, b) = fed(t, b);
            counts(T - 1 - t, b) = 1;
        }
    }
    trainee<reader> reverse(seed, T, B, {0.02});
    const auto right = [&] {
        reverse.run(fed);
        std::size_t count = 0;
        for (std::size_t t = half; t < T; ++t)
        {
            for (std::size_t b = 0; b < B; ++b)
            {
                count += reverse.answer(t, b) == target(t, b);
            }
        }
        return count;
    };
    CHECK(right() < half * B);
    for (int update = 0; update < 300; ++update)
    {
        reverse.run(fed);
        reverse.update(softmax_cross_entropy(reverse.work, target, reduction::mean, mask(counts)));
    }
    CHECK(right() == half * B);
}

TEST_CASE("many to many, in step: the parity so far is told at every step")
{
    // Fed: at each of eight steps the id 0 or 1. Target: at every step, the parity of the ids up to that one.
    const std::uint64_t seed = GENERATE(from_range(seeds));
    constexpr std::size_t T = 8, B = 32;
    const auto parities = [](const table& fed) {
        table parity = fed;
        for (std::size_t t = 1; t < fed.shape()[0]; ++t)
        {
            for (std::size_t b = 0; b < fed.shape()[1]; ++b)
            {
                parity(t, b) = parity(t - 1, b) ^ fed(t, b);
            }
        }
        return parity;
    };
    random_source random(1);
    const table unseen = random_ids(T, 2 * B, 2, random);
    trainee<reader> parity(seed, T, 2 * B, {0.02});
    const auto right = [&] {
        parity.run(unseen);
        const table expected = parities(unseen);
        std::size_t count = 0;
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            count += parity.answer(i / (2 * B), i % (2 * B)) == expected.data()[i];
        }
        return count;
    };
    CHECK(right() < T * B * 3 / 2);
    for (int update = 0; update < 600; ++update)
    {
        const table fed = random_ids(T, B, 2, random);
        parity.run(fed);
        parity.update(softmax_cross_entropy(parity.work, parities(fed), reduction::mean));
    }
    CHECK(right() == 2 * T * B);
}
