// SPDX-License-Identifier: BSD-3-Clause
/// Schedules, what an update refuses, and going on from where another optimiser was.
#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>
#include <limits>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using small = linear<2, 7>;
constexpr std::size_t size = 21;

/// A user's schedule.
struct every_other
{
    double operator()(std::uint64_t n) const { return n % 2 == 0 ? 1 : 0; }
};

/// A network with noise, and all that a run consists of.
using noisy = stack<gru<5, 9>, dropout<9, std::ratio<1, 4>>, linear<9, 5>>;

struct run
{
    model<noisy> m{4};
    workspace<noisy> work{4, 2};
    parameters<noisy> gradients;
    optimiser<noisy, adam, float, cosine_decay> learn{m, adam{0.01}, cosine_decay{20, 3}};
    hidden_state<noisy> state{2};
    streams data{text(), 4, 2};

    static std::vector<id> text()
    {
        std::vector<id> ids(100);
        random_source random(5);
        std::generate(ids.begin(), ids.end(), [&] { return static_cast<id>(random.bits() % 5); });
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
            work.forward(m, data.input(), state, training{8, learn.updates()});
            const double loss = softmax_cross_entropy(work, data.target(), reduction::mean);
            work.backward(m, gradients);
            clip_norm(gradients, 0.5);
            learn.update(m, gradients, loss);
        }
    }
};

} // namespace

TEST_CASE("a user's schedule is a function object or a lambda")
{
    model<small> m;
    parameters<small> gradients;
    gradients.data()[0] = 1;
    optimiser struct_learn(m, sgd{1}, every_other{});
    optimiser lambda_learn(m, sgd{1}, [](std::uint64_t n) { return n < 2 ? 0.5 : 0.25; });
    struct_learn.update(m, gradients);
    CHECK(m.all().data()[0] == -1);
    CHECK(struct_learn.rate() == 0);
    struct_learn.update(m, gradients);
    CHECK(m.all().data()[0] == -1);
    for (int i = 0; i < 3; ++i)
    {
        lambda_learn.update(m, gradients);
    }
    CHECK(m.all().data()[0] == -2.25f);
}

TEST_CASE("the rate is that of the next update, and follows the number of updates")
{
    model<small> m;
    optimiser learn(m, sgd{0.5}, step_decay{10, 0.1});
    CHECK(learn.rate() == 0.5);
    CHECK(learn.updates() == 0);
    learn.set_updates(10);
    CHECK(learn.rate() == Approx(0.05));
    CHECK(learn.updates() == 10);
}

TEST_CASE("a learning rate that is negative, non-finite or too large for the parameters is refused")
{
    const double inf = std::numeric_limits<double>::infinity();
    model<small> m;
    CHECK_THROWS_WITH(optimiser(m, sgd{-0.1}), Contains("the learning rate must be") && Contains("it is -0.1"));
    CHECK_THROWS_AS(optimiser(m, adam{std::nan("")}), std::invalid_argument);
    CHECK_THROWS_AS(optimiser(m, momentum{inf}), std::invalid_argument);
    CHECK_NOTHROW(optimiser(m, sgd{0}));
    const model<small, double> wide;
    CHECK_THROWS_WITH(optimiser(m, sgd{1e39}), Contains("the precision of the parameters, but it is 1e+39"));
    CHECK_NOTHROW(optimiser(wide, sgd{1e39}));
    CHECK_THROWS_AS(optimiser(m, sgd{1e-50}), std::invalid_argument);
    CHECK_NOTHROW(optimiser(wide, sgd{1e-50}));
}

TEMPLATE_TEST_CASE(
    "non-finite losses and gradients are rejected with the update's number, change nothing, and training goes on", "",
    float, double)
{
    const auto bad = GENERATE(std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN());
    const auto clipped = GENERATE(0, 1, 2);
    const std::size_t where = GENERATE(std::size_t(0), size - 1);
    model<small, TestType> m(1);
    optimiser learn(m, adam{});
    parameters<small, TestType> gradients;
    const auto fill = [&] { std::fill_n(gradients.data(), size, TestType(0.5)); };
    fill();
    learn.update(m, gradients);
    learn.update(m, gradients);
    const auto everything = [&] {
        std::vector<TestType> all(m.all().data(), m.all().data() + size);
        all.insert(all.end(), learn.memory(0).data(), learn.memory(0).data() + size);
        all.insert(all.end(), learn.memory(1).data(), learn.memory(1).data() + size);
        return all;
    };
    const auto before = everything();
    const auto refuse = [&](double loss, const std::string& what) {
        try
        {
            learn.update(m, gradients, loss);
            FAIL("the update was made");
        }
        catch (const not_finite& error)
        {
            CHECK(error.update() == 3);
            CHECK_THAT(error.what(), Contains(what) && Contains("of update 3 is") && Contains("those of update 2"));
        }
        CHECK(everything() == before);
        CHECK(learn.updates() == 2);
    };
    refuse(bad, "the loss");
    gradients.data()[where] = static_cast<TestType>(bad);
    if (clipped == 1)
    {
        clip_value(gradients, 0.25);
    }
    if (clipped == 2)
    {
        CHECK(!std::isfinite(clip_norm(gradients, 0.25)));
    }
    refuse(1, "the gradient norm");
    CHECK_THROWS_AS(learn.update(m, gradients), not_finite);
    fill();
    learn.update(m, gradients, 1);
    CHECK(learn.updates() == 3);
    CHECK(everything() != before);
}

TEST_CASE("a rule whose constants make no sense is refused")
{
    const double nan = std::nan("");
    const model<small> m;
    const model<small, double> wide;
    const auto refused = [&](const auto& rule, const std::string& why) {
        CHECK_THROWS_WITH(optimiser(m, rule), Contains(why));
    };
    refused(momentum{.decay = 1}, "momentum: decay must be at least 0 and below 1, but it is 1");
    refused(momentum{.decay = -0.1}, "momentum: decay");
    refused(adagrad{.epsilon = -1}, "adagrad: epsilon must be finite and not negative, but it is -1");
    refused(adagrad{.epsilon_in_root = nan}, "adagrad: epsilon_in_root");
    refused(adagrad{.epsilon = 0}, "adagrad: the larger of epsilon and epsilon_in_root must be finite and above zero");
    refused(rmsprop{.decay = nan}, "rmsprop: decay");
    refused(rmsprop{.epsilon = 0}, "rmsprop: epsilon must be finite and above zero");
    refused(adam{.beta1 = 1}, "adam: beta1 must be at least 0 and below 1, but it is 1");
    refused(adam{.beta2 = -0.5}, "adam: beta2");
    refused(adam{.epsilon = nan}, "adam: epsilon");
    refused(adam{.epsilon = 1e-50}, "adam: epsilon"); // which is 0 as a float
    CHECK_NOTHROW(optimiser(wide, adam{.epsilon = 1e-50}));
    refused(adamw{.beta2 = 1}, "adam: beta2");
    refused(adamw{.weight_decay = -1}, "adamw: weight_decay");
    refused(adamw{.rate = 0.1, .weight_decay = 11}, "adamw: rate * weight_decay must be at most 1");
    CHECK_NOTHROW(optimiser(m, adamw{.beta1 = 0, .beta2 = 0, .weight_decay = 0}));
    CHECK_NOTHROW(optimiser(m, momentum{.decay = 0}));
    CHECK_NOTHROW(optimiser(m, adagrad{.epsilon = 0, .epsilon_in_root = 1e-8}));
}

TEMPLATE_TEST_CASE("gradients whose squares overflow are refused", "", float, double)
{
    model<small, TestType> m(1);
    parameters<small, TestType> gradients;
    optimiser learn(m, adagrad{});
    const TestType edge = std::sqrt(std::numeric_limits<TestType>::max());
    gradients.data()[3] = edge * TestType(0.999);
    CHECK_NOTHROW(learn.update(m, gradients));
    gradients.data()[3] = edge * TestType(1.001);
    CHECK_THROWS_AS(learn.update(m, gradients), not_finite);
    CHECK(std::isfinite(learn.memory(0).data()[3]));
    gradients.data()[3] = 1;
    CHECK_NOTHROW(learn.update(m, gradients));
}

TEST_CASE("counts of updates and memories that cannot be are refused")
{
    model<small> m(1);
    optimiser learn(m, adam{});
    CHECK_THROWS_WITH(
        learn.set_updates(~std::uint64_t(0)), Contains("18446744073709551615 is not a possible number of updates"));
    CHECK(learn.updates() == 0);
    CHECK_THROWS_WITH(learn.memory(2), Contains("there is no memory 2: the rule has 2, counted from 0"));
    optimiser plain(m, sgd{});
    CHECK_THROWS_AS(plain.memory(0), std::out_of_range);
}

TEST_CASE("a schedule that is negative or not finite is refused as a gradient is")
{
    model<small> m(1);
    parameters<small> gradients;
    optimiser learn(m, sgd{1}, [](std::uint64_t n) { return 1 / (1 - static_cast<double>(n)); });
    learn.update(m, gradients);
    CHECK_THROWS_WITH(learn.update(m, gradients), Contains("the learning rate of update 2 is inf"));
    CHECK(learn.updates() == 1);
    learn.set_updates(2);
    CHECK_THROWS_WITH(learn.update(m, gradients), Contains("the learning rate of update 3 is -1"));
}

TEST_CASE("a run that is copied after ten updates goes on bit for bit, with noise, schedule and carried state")
{
    run whole;
    whole.train(20);
    run first;
    first.train(10);

    run second;
    second.m.edit([&](parameters<noisy>& p) { p = first.m.all(); });
    for (std::size_t k = 0; k < 2; ++k)
    {
        const auto memory = first.learn.memory(k).span();
        std::copy(memory.begin(), memory.end(), second.learn.memory(k).span().begin());
    }
    second.learn.set_updates(first.learn.updates());
    REQUIRE(second.state.size() == first.state.size());
    std::copy_n(first.state.data(), first.state.size(), second.state.data());
    second.data.seek(first.data.upcoming());
    second.train(10);

    const auto same = [](const auto& a, const auto& b) {
        return std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
    };
    CHECK(same(second.m.all(), whole.m.all()));
    CHECK(same(second.learn.memory(0), whole.learn.memory(0)));
    CHECK(same(second.learn.memory(1), whole.learn.memory(1)));
    CHECK(same(second.state, whole.state));
    CHECK(!same(first.m.all(), whole.m.all()));
    CHECK_THROWS_AS(second.learn.memory(2), std::out_of_range);
}
