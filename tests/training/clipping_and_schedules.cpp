// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using two_layers = stack<linear<2, 5>, linear<5, 3>>; // 33 numbers: two blocks of 16 of the norm, and one more
const double inf = std::numeric_limits<double>::infinity();

} // namespace

TEMPLATE_TEST_CASE("the norm is that of all gradients of all layers", "", float, double)
{
    parameters<two_layers, TestType> gradients;
    REQUIRE(gradients.size() == 33);
    double sum = 0;
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
        gradients.data()[i] = static_cast<TestType>(i % 3 == 0 ? -1.5 : 0.25) * static_cast<TestType>(i);
        sum += static_cast<double>(gradients.data()[i]) * static_cast<double>(gradients.data()[i]);
    }
    CHECK(norm(gradients) == Approx(std::sqrt(sum)).epsilon(1e-14));
    gradients.clear();
    CHECK(norm(gradients) == 0);
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
        gradients.data()[i] = static_cast<TestType>(-inf);
        CHECK(norm(gradients) == inf);
        gradients.data()[i] = 0;
    }
    std::fill_n(gradients.data(), gradients.size(), static_cast<TestType>(1e30));
    CHECK(norm(gradients) == Approx(1e30 * std::sqrt(33.0))); // its square is no float
}

TEMPLATE_TEST_CASE(
    "clipping by value moves gradients to the nearer limit, and leaves non-finite ones alone", "", float, double)
{
    parameters<two_layers, TestType> gradients;
    const std::array<double, 8> before{3, -7, 5, -5, 5.5, inf, -inf, 0};
    const std::array<double, 8> after{3, -5, 5, -5, 5, inf, -inf, 0};
    std::copy(before.begin(), before.end(), gradients.data());
    gradients.data()[32] = 100;
    gradients.data()[31] = std::numeric_limits<TestType>::quiet_NaN();
    clip_value(gradients, 5);
    for (std::size_t i = 0; i < after.size(); ++i)
    {
        CHECK(gradients.data()[i] == static_cast<TestType>(after[i]));
    }
    CHECK(gradients.data()[32] == 5);
    CHECK(std::isnan(gradients.data()[31]));
}

TEMPLATE_TEST_CASE(
    "clipping by norm shrinks all gradients by one factor and returns the norm before", "", float, double)
{
    parameters<two_layers, TestType> gradients;
    gradients.data()[0] = 3;   // in the first layer
    gradients.data()[32] = -4; // and in the second
    CHECK(clip_norm(gradients, 5) == 5);
    CHECK(gradients.data()[0] == 3); // at the limit nothing changes
    CHECK(clip_norm(gradients, 10) == 5);
    CHECK(gradients.data()[0] == 3); // nor below it
    CHECK(clip_norm(gradients, 1) == 5);
    CHECK(gradients.data()[0] == Approx(0.6));
    CHECK(gradients.data()[32] == Approx(-0.8));
    CHECK(gradients.data()[7] == 0);
    CHECK(clip_norm(gradients, inf) == Approx(1));
}

TEST_CASE("clipping by norm shrinks gradients of any size")
{
    parameters<two_layers> gradients;
    std::fill_n(gradients.data(), gradients.size(), 3e38f);
    CHECK(clip_norm(gradients, 1e-10) == Approx(3e38 * std::sqrt(33.0)));
    CHECK(norm(gradients) == Approx(1e-10));
}

TEST_CASE("clipping by norm changes nothing if the norm is not finite")
{
    parameters<two_layers> gradients;
    gradients.data()[0] = 3;
    gradients.data()[5] = -static_cast<float>(inf);
    CHECK(clip_norm(gradients, 1) == inf);
    CHECK(gradients.data()[0] == 3);
    CHECK(gradients.data()[5] == -static_cast<float>(inf));
    gradients.data()[5] = std::nanf("");
    CHECK(std::isnan(clip_norm(gradients, 1)));
    CHECK(gradients.data()[0] == 3);
}

TEST_CASE("a limit that is not above zero is refused")
{
    parameters<two_layers> gradients;
    gradients.data()[0] = 3;
    model<two_layers> m;
    optimiser learn(m, sgd{1});
    for (const double limit : {0.0, -1.0, -inf, std::nan(""), 1e-50}) // the last is 0 as a float
    {
        CHECK_THROWS_AS(clip_value(gradients, limit), std::invalid_argument);
        CHECK_THROWS_AS(clip_norm(gradients, limit), std::invalid_argument);
        CHECK_THROWS_AS(learn.update(m, gradients, 0, {.value = limit}), std::invalid_argument);
        CHECK_THROWS_AS(learn.update(m, gradients, 0, {.norm = limit}), std::invalid_argument);
    }
    CHECK(m.all().data()[0] == 0);
    CHECK(learn.updates() == 0);
    CHECK_THROWS_WITH(clip_value(gradients, -1), Contains("cannot be clipped to -1"));
    CHECK(gradients.data()[0] == 3);
}

TEMPLATE_TEST_CASE("an update with limits uses clipped gradients and leaves those that it is given", "", float, double)
{
    parameters<two_layers, TestType> gradients;
    gradients.data()[0] = 3;   // in the first layer
    gradients.data()[32] = -4; // and in the second
    const auto moved = [&](const clipping& limits) {
        model<two_layers, TestType> m;
        optimiser(m, sgd{1}).update(m, gradients, 0, limits);
        CHECK(m.all().data()[7] == 0);
        CHECK(gradients.data()[0] == 3);
        CHECK(gradients.data()[32] == -4);
        return std::array{m.all().data()[0], m.all().data()[32]};
    };
    using pair = std::array<TestType, 2>;
    CHECK(moved({}) == pair{-3, 4});
    CHECK(moved({.value = 5}) == pair{-3, 4});
    CHECK(moved({.value = 3.5}) == pair{-3, TestType(3.5)});
    CHECK(moved({.value = 1}) == pair{-1, 1});
    CHECK(moved({.norm = 5}) == pair{-3, 4}); // at the limit nothing changes
    CHECK(moved({.norm = inf}) == pair{-3, 4});
    const pair to_one = moved({.norm = 1});
    CHECK(to_one[0] == Approx(-0.6));
    CHECK(to_one[1] == Approx(0.8));
    const pair both = moved({.value = 3, .norm = 1}); // (3, -3) has the norm 3 sqrt(2)
    CHECK(both[0] == Approx(-std::sqrt(0.5)));
    CHECK(both[1] == Approx(std::sqrt(0.5)));
}

TEMPLATE_TEST_CASE("an update with limits has the bits of clipping first", "", float, double)
{
    model<two_layers, TestType> m(1), clipped_first(1);
    optimiser learn(m, adam{}), learn_clipped(clipped_first, adam{});
    random_source random(2);
    for (const clipping limits :
        {clipping{}, clipping{.value = 0.5}, clipping{.norm = 2}, clipping{.value = 1, .norm = 3}})
    {
        parameters<two_layers, TestType> gradients;
        std::generate_n(gradients.data(), gradients.size(), [&] { return static_cast<TestType>(random.normal()); });
        learn.update(m, gradients, 0, limits);
        clip_value(gradients, limits.value);
        clip_norm(gradients, limits.norm);
        learn_clipped.update(clipped_first, gradients);
        CHECK(std::equal(m.all().data(), m.all().data() + 33, clipped_first.all().data()));
        CHECK(m.all().data()[32] != 0);
    }
}

TEMPLATE_TEST_CASE(
    "limits rescue gradients whose squares overflow, but not those that are not finite", "", float, double)
{
    model<two_layers, TestType> m;
    parameters<two_layers, TestType> gradients;
    optimiser learn(m, sgd{1});
    gradients.data()[0] = std::sqrt(std::numeric_limits<TestType>::max()) * 2;
    CHECK_THROWS_AS(learn.update(m, gradients), not_finite);
    CHECK_THROWS_AS(learn.update(m, gradients, 0, {.value = 1e300}), not_finite);
    learn.update(m, gradients, 0, {.value = 2});
    CHECK(m.all().data()[0] == -2);
    if (std::is_same_v<TestType, float>) // in double the square of the norm is infinite
    {
        learn.update(m, gradients, 0, {.norm = 2});
        CHECK(m.all().data()[0] == Approx(-4));
    }
    const TestType before = m.all().data()[0];
    for (const double bad : {inf, -inf, std::nan("")})
    {
        gradients.data()[32] = static_cast<TestType>(bad);
        CHECK_THROWS_AS(learn.update(m, gradients, 0, {.value = 2}), not_finite);
        CHECK_THROWS_AS(learn.update(m, gradients, 0, {.norm = 2}), not_finite);
        CHECK_THROWS_AS(learn.update(m, gradients, 0, {.value = 2, .norm = 2}), not_finite);
    }
    CHECK(m.all().data()[0] == before);
}

TEST_CASE("step decay multiplies after every so many updates")
{
    const step_decay schedule{10, 0.5};
    CHECK(schedule(0) == 1);
    CHECK(schedule(9) == 1);
    CHECK(schedule(10) == 0.5);
    CHECK(schedule(19) == 0.5);
    CHECK(schedule(20) == 0.25);
}

TEST_CASE("exponential decay multiplies after each update, and a constant rate never")
{
    CHECK(exponential_decay{0.5}(0) == 1);
    CHECK(exponential_decay{0.5}(1) == 0.5);
    CHECK(exponential_decay{0.9}(100) == Approx(std::pow(0.9, 100)));
    CHECK(constant_rate{}(123456) == 1);
}

TEST_CASE("cosine decay is half a cosine from 1 to its last factor, and stays there")
{
    const cosine_decay schedule{100};
    CHECK(schedule(0) == 1);
    CHECK(schedule(25) == Approx(0.5 + std::sqrt(0.125)));
    CHECK(schedule(50) == Approx(0.5));
    CHECK(schedule(99) > 0);
    CHECK(schedule(100) == 0);
    CHECK(schedule(1000) == 0);
    const cosine_decay not_to_zero{100, 0, 0.2};
    CHECK(not_to_zero(0) == 1);
    CHECK(not_to_zero(50) == Approx(0.6));
    CHECK(not_to_zero(99) > 0.2);
    CHECK(not_to_zero(100) == 0.2);
    CHECK(not_to_zero(101) == 0.2);
}

TEST_CASE("warm-up rises in equal steps to 1, and is part of the updates of cosine decay")
{
    const cosine_decay schedule{104, 4, 0.1};
    CHECK(schedule(0) == 0.25);
    CHECK(schedule(1) == 0.5);
    CHECK(schedule(2) == 0.75);
    CHECK(schedule(3) == 1);
    CHECK(schedule(4) == 1);
    CHECK(schedule(5) < 1);
    CHECK(schedule(54) == Approx(0.55));
    CHECK(schedule(103) > 0.1);
    CHECK(schedule(104) == 0.1);
    CHECK(cosine_decay{10, 10}(9) == 1); // all of it is warm-up
    CHECK(cosine_decay{10, 10}(10) == 0);
}

TEST_CASE("a schedule whose constants make no sense is refused, alone and by the optimiser")
{
    const double nan = std::nan("");
    const model<two_layers> m(1);
    const auto refused = [&](const auto& schedule, const std::string& why) {
        CHECK_THROWS_WITH(schedule(0), Contains(why));
        CHECK_THROWS_WITH(optimiser(m, sgd{}, schedule), Contains(why));
    };
    refused(step_decay{0, 0.5}, "step_decay: every must be at least 1, but it is 0");
    refused(step_decay{10, -0.5}, "step_decay: factor must be finite and not negative, but it is -0.5");
    refused(step_decay{10, inf}, "step_decay: factor");
    refused(exponential_decay{nan}, "exponential_decay: factor must be finite and not negative, but it is nan");
    refused(exponential_decay{-1}, "exponential_decay: factor");
    refused(cosine_decay{0}, "cosine_decay: updates must be at least 1, but it is 0");
    refused(cosine_decay{10, 11}, "cosine_decay: warm_up must be at most equal to updates, but it is 11");
    refused(cosine_decay{10, 0, nan}, "cosine_decay: last must be finite");
    refused(cosine_decay{10, 0, -0.1}, "cosine_decay: last");
}

TEST_CASE("the defaults of the schedules are those of the reference")
{
    CHECK(step_decay{}(999) == 1);
    CHECK(step_decay{}(1000) == 0.5);
    CHECK(exponential_decay{}(1) == 0.9999);
    CHECK(cosine_decay{}(0) == 1);
    CHECK(cosine_decay{}(5000) == Approx(0.5));
    CHECK(cosine_decay{}(9999) > 0);
    CHECK(cosine_decay{}(10000) == 0);
}
