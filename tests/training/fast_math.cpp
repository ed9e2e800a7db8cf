// SPDX-License-Identifier: BSD-3-Clause
/// What is not finite is noticed also in a program that is compiled with -ffast-math, as this one is.
#include <catch2/catch.hpp>

#include <bit>

#include "../support/networks.hpp"

#ifndef __FAST_MATH__
#error "this test proves nothing without -ffast-math"
#endif

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using small = linear<2, 7>; // 21 parameters: whole batches and a rest

// Made of bits, because the compiler may assume that no calculation gives them.
const double no_number = std::bit_cast<double>(std::uint64_t(0x7ff8) << 48);
const double infinite = std::bit_cast<double>(std::uint64_t(0x7ff0) << 48);
const double minus_infinite = std::bit_cast<double>(std::uint64_t(0xfff0) << 48);

template <class T>
T as(double bad)
{
    const std::uint32_t bits = std::bit_cast<std::uint64_t>(bad) >> 63 != 0 ? 0xff800000u
        : std::bit_cast<std::uint64_t>(bad) << 12 != 0                      ? 0x7fc00000u
                                                                            : 0x7f800000u;
    if constexpr (sizeof(T) == sizeof(float))
    {
        return std::bit_cast<float>(bits);
    }
    else
    {
        return bad;
    }
}

/// A cell with a scalar, whose NaN a maximum would hide.
struct hiding
{
    static constexpr input<"x", 2> x{};
    static constexpr value<"y", 2> y{};
    static constexpr scalar<"k"> k{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = relu(k * x));
};

} // namespace

TEMPLATE_TEST_CASE("under -ffast-math an update refuses non-finite losses and gradients", "", float, double)
{
    for (const double bad : {no_number, infinite, minus_infinite})
    {
        for (const std::size_t where : {0u, 13u, 20u})
        {
            model<small, TestType> m(1);
            optimiser learn(m, adam{});
            parameters<small, TestType> gradients;
            const std::vector<TestType> before(m.all().span().begin(), m.all().span().end());
            CHECK_THROWS_WITH(learn.update(m, gradients, bad), Contains("the loss of update 1 is"));
            gradients.data()[where] = as<TestType>(bad);
            CHECK_THROWS_AS(learn.update(m, gradients), not_finite);
            CHECK_THROWS_AS(learn.update(m, gradients, 0, {.value = 1}), not_finite);
            CHECK_THROWS_AS(learn.update(m, gradients, 0, {.norm = 1}), not_finite);
            clip_value(gradients, 1);
            CHECK_THROWS_AS(learn.update(m, gradients), not_finite);
            clip_norm(gradients, 1);
            CHECK_THROWS_WITH(learn.update(m, gradients), Contains("the gradient norm of update 1 is"));
            CHECK(std::equal(before.begin(), before.end(), m.all().data()));
            CHECK(learn.updates() == 0);
        }
    }
}

TEST_CASE("under -ffast-math non-finite rates and constants are refused")
{
    model<small> m(1);
    parameters<small> gradients;
    for (const double bad : {no_number, infinite, minus_infinite})
    {
        CHECK_THROWS_AS(optimiser(m, sgd{bad}), std::invalid_argument);
        CHECK_THROWS_AS(optimiser(m, adam{.beta1 = bad}), std::invalid_argument);
        CHECK_THROWS_AS(optimiser(m, rmsprop{.epsilon = bad}), std::invalid_argument);
        CHECK_THROWS_AS(optimiser(m, adamw{.weight_decay = bad}), std::invalid_argument);
        CHECK_THROWS_AS(optimiser(m, sgd{}, exponential_decay{bad}), std::invalid_argument);
        optimiser learn(m, sgd{}, [bad](std::uint64_t) { return bad; });
        CHECK_THROWS_AS(learn.update(m, gradients), not_finite);
    }
    CHECK_THROWS_AS(optimiser(m, sgd{1e39}), std::invalid_argument);
    CHECK_THROWS_AS(clip_value(gradients, no_number), std::invalid_argument);
    CHECK_THROWS_AS(clip_norm(gradients, no_number), std::invalid_argument);
    CHECK_THROWS_AS(model<small>(1, uniform{no_number}), std::invalid_argument);
}

TEMPLATE_TEST_CASE("under -ffast-math logits that are not numbers are refused", "", float, double)
{
    sampler draw(3);
    random_source random(1);
    using logits = std::array<TestType, 3>;
    CHECK_THROWS_WITH(argmax(logits{1, as<TestType>(no_number), 2}), Contains("logit 1 is nan"));
    CHECK_THROWS_WITH(draw(logits{0, 0, as<TestType>(no_number)}, random), Contains("logit 2 is nan"));
    CHECK_THROWS_WITH(draw(logits{0, as<TestType>(infinite), 0}, random), Contains("logit 1 is inf"));
    logits impossible{};
    impossible.fill(as<TestType>(minus_infinite));
    CHECK_THROWS_WITH(draw(impossible, random), Contains("all logits are minus infinity"));
    CHECK(draw(logits{as<TestType>(minus_infinite), 0, as<TestType>(minus_infinite)}, random) == 1);
    for (const double bad : {no_number, infinite, minus_infinite})
    {
        CHECK_THROWS_AS(sampler(3, {.temperature = bad}), std::invalid_argument);
        CHECK_THROWS_AS(sampler(3, {.top_p = bad}), std::invalid_argument);
    }
    const std::vector<double> two{1, 1};
    for (const double temperature : {0.0, 1e-320, 1e-300, 1.0})
    {
        sampler cold(2, {.temperature = temperature});
        const auto p = cold.probabilities(two);
        CHECK(p[0] + p[1] == 1);
    }
}

TEST_CASE("under -ffast-math an unset scalar is noticed")
{
    model<hiding, double> m;
    hidden_state<hiding, double> state;
    const std::vector<double> x{1, -1};
    CHECK_THROWS_WITH(m.step(x, state), Contains("the scalar \"k\" of layer 0 has not been set"));
    CHECK_THROWS_AS(m.set<"k">(no_number), std::invalid_argument);
    m.set<"k">(2);
    CHECK(m.step(x, state)(0, 0) == 2);
}
