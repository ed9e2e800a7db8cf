// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>

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
    CHECK_THROWS_WITH(softmax_cross_entropy(logits, std::vector<id>{0}, adjoint), Contains("1 targets, and 2 are needed for 2 outputs"));
    CHECK_THROWS_WITH(softmax_cross_entropy(logits, std::vector<id>{0, 3}, adjoint), Contains("the target 3, number 1, is not below the 3 classes"));
    CHECK_THROWS_AS(softmax_cross_entropy(logits, std::vector<id>{0, 1}, other), std::invalid_argument);
    CHECK(adjoint(0, 0, 0) == 1);
}

TEST_CASE("gradient descent moves against the gradient")
{
    using network = linear<2, 2>;
    model<network> m;
    parameters<network> gradients;
    gradients.get<"W">()(0, 1) = 2;
    optimiser(m, sgd{0.25}).update(m, gradients);
    CHECK(m.get<"W">()(0, 1) == -0.5f);
    CHECK(m.get<"W">()(1, 1) == 0);
}
