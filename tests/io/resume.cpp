// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "io/objects.hpp"
#include "text/temporary_folder.hpp"

using namespace xrnn;
using namespace xrnn::tests;

namespace
{

using noisy = stack<gru<5, 9>, dropout<9, std::ratio<1, 4>>, linear<9, 5>>;

/// A training run with everything that changes from one update to the next.
struct run
{
    model<noisy> m{4};
    workspace<noisy> work{4, 2};
    parameters<noisy> gradients;
    optimiser<noisy, adam, float, cosine_decay> learn{m, adam{0.01}, cosine_decay{20, 3}};
    hidden_state<noisy> state{2};
    streams data{text(), 4, 2};
    random_source random{6};

    static std::vector<id> text()
    {
        std::vector<id> ids(60);
        random_source letters(5);
        std::generate(ids.begin(), ids.end(), [&] { return static_cast<id>(letters.bits() % 5); });
        return ids;
    }

    void train(int updates)
    {
        while (updates-- > 0)
        {
            if (data.next())
            {
                state.reset();
            }
            work.forward(m, data.input(), state, training{random.bits(), learn.updates()});
            const double loss = softmax_cross_entropy(work, data.target(), reduction::mean);
            work.backward(m, gradients);
            clip_norm(gradients, 0.5);
            learn.update(m, gradients, loss);
        }
    }
};

bool equal(const run& a, const run& b)
{
    return same_bits(a.m.all(), b.m.all()) && same_bits(a.learn.memory(0), b.learn.memory(0))
        && same_bits(a.learn.memory(1), b.learn.memory(1)) && a.learn.updates() == b.learn.updates()
        && same_bits(a.state, b.state) && a.random.state() == b.random.state()
        && a.data.upcoming() == b.data.upcoming();
}

} // namespace

TEST_CASE("a run that is stopped after any update and resumed is bit for bit the one that was not")
{
    const temporary_folder f;
    run whole;
    whole.train(20);
    REQUIRE(std::isfinite(whole.m.all().data()[0]));
    for (int stop = 0; stop <= 20; ++stop)
    {
        run first;
        first.train(stop);
        save(f.path("run"), first.m, first.learn, first.state, first.data, first.random);

        run second;
        second.train(3); // whatever it did before, it goes on where the file ends
        load(f.path("run"), second.m, second.learn, second.state, second.data, second.random);
        REQUIRE(equal(second, first));
        second.train(20 - stop);
        REQUIRE(equal(second, whole));
    }
}

TEST_CASE("each of the parts is needed")
{
    const temporary_folder f;
    run whole;
    whole.train(20);
    run first;
    first.train(9);
    save(f.path("run"), first.m, first.learn, first.state, first.data, first.random);
    for (int missing = 0; missing < 5; ++missing)
    {
        run second;
        const auto take = [&](int which, auto& part) {
            if (which != missing)
            {
                load(f.path("run"), part);
            }
        };
        take(0, second.m);
        take(1, second.learn);
        take(2, second.state);
        take(3, second.data);
        take(4, second.random);
        second.train(11);
        CHECK(!equal(second, whole));
    }
}

TEST_CASE("random numbers go on where the state was taken")
{
    random_source first(1);
    for (int n = 0; n < 10; ++n)
    {
        first.bits();
    }
    random_source second(2);
    second.set_state(first.state());
    for (int n = 0; n < 10; ++n)
    {
        CHECK(second.bits() == first.bits());
    }
}
