// SPDX-License-Identifier: BSD-3-Clause
/// Between brackets: what needs the future, which is why there are networks in both directions (Schuster & Paliwal 1997).
///
/// A sequence of 30 symbols is drawn from letters and brackets, ( and ). A letter is inside if the next bracket before it opens
/// and the next one after it closes. What reads forward only knows the one before. If that opens, the next one closes in less
/// than half of the cases, because there may be none; so the best that it can do is to say that no letter is inside.
///
/// Both networks have as many numbers for the last layer to read, and learn from the same sequences.
#include <catch2/catch.hpp>

#include "../support/trainee.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

enum symbol : id
{
    letter, // and three others
    opens = 4,
    closes
};

constexpr std::uint64_t seed = 1;
constexpr std::size_t T = 30;
constexpr std::size_t batch_size = 50;
constexpr std::size_t updates = 600;

struct sequences
{
    xt::xtensor<id, 2> x{std::array<std::size_t, 2>{T, batch_size}};
    std::vector<id> inside = std::vector<id>(T * batch_size);
    std::vector<char> is_letter = std::vector<char>(T * batch_size);

    explicit sequences(random_source& random)
    {
        for (std::size_t row = 0; row < batch_size; ++row)
        {
            bool open = false;
            for (std::size_t t = 0; t < T; ++t)
            {
                const bool bracket = pick(random, 0, 4) == 0;
                x(t, row) = static_cast<id>(bracket ? pick(random, opens, closes) : pick(random, letter, letter + 3));
                is_letter[t * batch_size + row] = !bracket;
                open = bracket ? x(t, row) == opens : open;
                inside[t * batch_size + row] = open;
            }
            bool closed = false;
            for (std::size_t t = T; t-- > 0;)
            {
                closed = is_letter[t * batch_size + row] != 0 ? closed : x(t, row) == closes;
                inside[t * batch_size + row] &= closed ? 1u : 0u;
            }
        }
    }
};

/// Of the letters of 2,000 new sequences: the part that a network has right after its training, and the part that is right
/// for whoever says that none is inside.
struct score
{
    double right = 0;
    double never = 0;
};

template <class Reader>
score learn()
{
    trainee<stack<Reader, linear<16, 2>>> net(seed, T, batch_size, adam{0.01});
    random_source random(seed);
    for (std::size_t n = 0; n < updates; ++n)
    {
        const sequences s(random);
        net.run(s.x);
        net.update(softmax_cross_entropy(net.work, s.inside, reduction::mean, mask(s.is_letter)));
    }
    random_source fresh(seed + 1000);
    double right = 0, outside = 0, all = 0;
    for (std::size_t done = 0; done < 2000; done += batch_size)
    {
        const sequences s(fresh);
        net.run(s.x);
        for (std::size_t i = 0; i < T * batch_size; ++i)
        {
            right += s.is_letter[i] != 0 && net.answer(i / batch_size, i % batch_size) == s.inside[i];
            outside += s.is_letter[i] != 0 && s.inside[i] == 0;
            all += s.is_letter[i];
        }
    }
    return {right / all, outside / all};
}

} // namespace

TEST_CASE("two directions find what is between brackets, and one direction cannot")
{
    const score both = learn<bidirectional<lstm<6, 8>>>();
    const score forward = learn<lstm<6, 16>>();
    CAPTURE(seed, both.right, forward.right, forward.never);
    CHECK(both.right > 0.999);
    CHECK(forward.right < forward.never + 0.01);
    CHECK(both.right > forward.right + 0.15);
}
