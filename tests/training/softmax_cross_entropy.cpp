// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

TEST_CASE("softmax cross-entropy is the sum of -log of the target's probability")
{
    const xt::xtensor<double, 3> logits{{{2.0, 1.0, 0.1}}, {{0.0, 0.0, 0.0}}};
    xt::xtensor<double, 3> adjoint = xt::zeros<double>({2, 1, 3});
    const std::vector<id> targets{0, 2};
    const double sum = std::exp(2.0) + std::exp(1.0) + std::exp(0.1);
    CHECK(softmax_cross_entropy(logits, targets, adjoint) == Approx(std::log(sum) - 2 + std::log(3.0)));
    CHECK(adjoint(0, 0, 0) == Approx(std::exp(2.0) / sum - 1));
    CHECK(adjoint(0, 0, 1) == Approx(std::exp(1.0) / sum));
    CHECK(adjoint(1, 0, 2) == Approx(1.0 / 3 - 1));
}

TEST_CASE("the gradient of softmax cross-entropy matches finite differences")
{
    auto logits = random_sequence<double>(3, 2, 5);
    xt::xtensor<double, 3> adjoint = xt::zeros<double>({3, 2, 5});
    xt::xtensor<double, 3> unused = adjoint;
    const std::vector<id> targets{0, 4, 2, 2, 1, 3};
    softmax_cross_entropy(logits, targets, adjoint);
    for (std::size_t i = 0; i < logits.size(); ++i)
    {
        const auto at = [&](double delta) {
            auto moved = logits;
            moved.data()[i] += delta;
            return softmax_cross_entropy(moved, targets, unused);
        };
        const double n = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 0.012;
        CHECK(std::abs(adjoint.data()[i] - n) <= 1e-6);
    }
}

TEST_CASE("large logits do not overflow")
{
    const xt::xtensor<float, 3> logits{{{1000.0f, -1000.0f}}};
    xt::xtensor<float, 3> adjoint = xt::zeros<float>({1, 1, 2});
    CHECK(softmax_cross_entropy(logits, std::vector<id>{0}, adjoint) == 0);
    CHECK(softmax_cross_entropy(logits, std::vector<id>{1}, adjoint) == 2000);
}

TEST_CASE("wrong targets and shapes are refused before anything is written")
{
    const auto logits = random_sequence<float>(2, 1, 3);
    xt::xtensor<float, 3> adjoint = xt::ones<float>({2, 1, 3});
    xt::xtensor<float, 3> other = xt::ones<float>({2, 2, 3});
    CHECK_THROWS_WITH(softmax_cross_entropy(logits, std::vector<id>{0}, adjoint),
        Contains("a loss over 2 rows takes 2 targets, not 1"));
    CHECK_THROWS_WITH(softmax_cross_entropy(logits, std::vector<id>{0, 3}, adjoint),
        Contains("target 1 is the class 3, and there are 3 classes"));
    CHECK_THROWS_AS(softmax_cross_entropy(logits, std::vector<id>{0, 1}, other), std::invalid_argument);
    CHECK(adjoint(0, 0, 0) == 1);
}

namespace
{

/// The loss of every row and its adjoint, by the definition and in double.
template <class T>
double plain_softmax_cross_entropy(
    const xt::xtensor<T, 3>& logits, const std::vector<id>& targets, xt::xtensor<double, 3>& adjoint)
{
    double loss = 0;
    for (std::size_t i = 0; i < targets.size(); ++i)
    {
        double sum = 0;
        for (std::size_t k = 0; k < logits.shape()[2]; ++k)
        {
            sum += std::exp(static_cast<double>(logits(i, 0, k)));
        }
        for (std::size_t k = 0; k < logits.shape()[2]; ++k)
        {
            adjoint(i, 0, k) = std::exp(static_cast<double>(logits(i, 0, k))) / sum - (k == targets[i] ? 1 : 0);
        }
        loss -= static_cast<double>(logits(i, 0, targets[i])) - std::log(sum);
    }
    return loss;
}

} // namespace

TEMPLATE_TEST_CASE("softmax cross-entropy of any width is that of a plain loop", "", float, double)
{
    const double tolerance = 20 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    for (const std::size_t width : {1u, 3u, 7u, 16u, 33u})
    {
        CAPTURE(width);
        const auto logits = random_sequence<TestType>(4, 1, width, width);
        const std::vector<id> targets{
            0, static_cast<id>(width - 1), static_cast<id>(width / 2), static_cast<id>(width / 3)};
        xt::xtensor<TestType, 3> adjoint = xt::zeros<TestType>({std::size_t(4), std::size_t(1), width});
        xt::xtensor<double, 3> expected = adjoint;
        const double loss = plain_softmax_cross_entropy(logits, targets, expected);
        CHECK(std::abs(softmax_cross_entropy(logits, targets, adjoint) - loss) <= tolerance * std::max(1.0, loss));
        for (std::size_t i = 0; i < adjoint.size(); ++i)
        {
            CHECK(std::abs(static_cast<double>(adjoint.data()[i]) - expected.data()[i]) <= tolerance);
        }
    }
}

TEMPLATE_TEST_CASE(
    "a logit of minus infinity has probability and gradient zero, and the others are as without it", "", float, double)
{
    constexpr std::size_t width = 37, from = 5, count = 20; // batches and single numbers with and without it
    const TestType never = -std::numeric_limits<TestType>::infinity();
    auto logits = random_sequence<TestType>(1, 1, width);
    xt::xtensor<TestType, 3> fewer = xt::zeros<TestType>({std::size_t(1), std::size_t(1), count});
    std::copy_n(logits.data() + from, count, fewer.data());
    std::fill_n(logits.data(), from, never);
    std::fill(logits.data() + from + count, logits.data() + width, never);
    xt::xtensor<TestType, 3> adjoint = xt::ones<TestType>({std::size_t(1), std::size_t(1), width});
    xt::xtensor<TestType, 3> expected = fewer;
    const double loss = softmax_cross_entropy(fewer, std::vector<id>{3}, expected);
    CHECK(softmax_cross_entropy(logits, std::vector<id>{3 + from}, adjoint) == Approx(loss));
    for (std::size_t k = 0; k < width; ++k)
    {
        const bool there = k >= from && k < from + count;
        CHECK(adjoint(0, 0, k) == (there ? Approx(expected(0, 0, k - from)) : Approx(0).margin(0).epsilon(0)));
    }
    CHECK(softmax_cross_entropy(logits, std::vector<id>{0}, adjoint) == HUGE_VAL); // it happened all the same
}
