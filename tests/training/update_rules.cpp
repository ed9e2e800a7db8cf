// SPDX-License-Identifier: BSD-3-Clause
/// Each update rule beside its plain form in double.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

using small = linear<2, 7>; // 21 parameters: an odd number leaves a rest behind whole batches
constexpr std::size_t size = 21;

/// A user's rule: always by the rate, against the sign of the gradient.
struct sign_descent
{
    double rate = 0.1;
    static constexpr std::size_t memories = 0;

    template <class T>
    auto at(std::uint64_t, double now) const
    {
        return [r = static_cast<T>(now)](auto w, auto g) {
            using xsimd::sign;
            return w - r * sign(g);
        };
    }
};

/// One parameter and what a rule remembers of it, in double.
struct plain
{
    double w = 0, first = 0, second = 0;
};

void plain_sgd(const sgd&, double, double rate, double g, plain& p)
{
    p.w -= rate * g;
}

void plain_sign(const sign_descent&, double, double rate, double g, plain& p)
{
    p.w -= g > 0 ? rate : -rate;
}

void plain_momentum(const momentum& rule, double, double rate, double g, plain& p)
{
    p.first = rule.decay * p.first + g;
    p.w -= rate * p.first;
}

void plain_adagrad(const adagrad& rule, double, double rate, double g, plain& p)
{
    p.first += g * g;
    p.w -= rate * g / (std::sqrt(p.first + rule.epsilon_in_root) + rule.epsilon);
}

void plain_rmsprop(const rmsprop& rule, double, double rate, double g, plain& p)
{
    p.first = rule.decay * p.first + (1 - rule.decay) * g * g;
    p.w -= rate * g / (std::sqrt(p.first) + rule.epsilon);
}

template <class Rule>
void plain_adam(const Rule& rule, double n, double rate, double g, plain& p)
{
    p.first = rule.beta1 * p.first + (1 - rule.beta1) * g;
    p.second = rule.beta2 * p.second + (1 - rule.beta2) * g * g;
    const double m = p.first / (1 - std::pow(rule.beta1, n));
    const double v = p.second / (1 - std::pow(rule.beta2, n));
    p.w -= rate * m / (std::sqrt(v) + rule.epsilon);
}

void plain_adamw(const adamw& rule, double n, double rate, double g, plain& p)
{
    p.w -= rate * rule.weight_decay * p.w;
    plain_adam(rule, n, rate, g, p);
}

/// Twenty updates with random gradients, at a rate that falls, by the library and by the plain form.
template <class T, class Rule, class Plain>
void check_rule(const Rule& rule, const Plain& by_hand)
{
    model<small, T> m;
    randomise(m);
    const double tolerance = 100 * static_cast<double>(std::numeric_limits<T>::epsilon());
    std::array<plain, size> expected{};
    std::transform(m.all().span().begin(), m.all().span().end(), expected.begin(),
        [](T w) { return plain{static_cast<double>(w)}; });
    optimiser learn(m, rule, step_decay{5, 0.5});
    parameters<small, T> gradients;
    REQUIRE(gradients.size() == size);
    random_source random(3);
    for (int n = 1; n <= 20; ++n)
    {
        const double rate = rule.rate * std::pow(0.5, (n - 1) / 5);
        REQUIRE(learn.rate() == Approx(rate));
        for (std::size_t i = 0; i < size; ++i)
        {
            gradients.data()[i] = static_cast<T>(random.normal());
            by_hand(rule, n, rate, static_cast<double>(gradients.data()[i]), expected[i]);
        }
        learn.update(m, gradients);
        REQUIRE(learn.updates() == static_cast<std::uint64_t>(n));
        for (std::size_t i = 0; i < size; ++i)
        {
            const double w = static_cast<double>(m.all().data()[i]);
            REQUIRE(std::abs(w - expected[i].w) <= tolerance * std::max(1.0, std::abs(w)));
        }
    }
}

} // namespace

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

TEMPLATE_TEST_CASE("every rule is its plain form", "", float, double)
{
    check_rule<TestType>(sgd{0.2}, plain_sgd);
    check_rule<TestType>(momentum{0.1, 0.8}, plain_momentum);
    check_rule<TestType>(adagrad{}, plain_adagrad);
    check_rule<TestType>(rmsprop{}, plain_rmsprop);
    check_rule<TestType>(adam{}, plain_adam<adam>);
    check_rule<TestType>(adamw{}, plain_adamw);
    // With an epsilon that counts, its place does too.
    check_rule<TestType>(adagrad{0.1, 0.3, 0}, plain_adagrad);
    check_rule<TestType>(adagrad{0.1, 0, 0.3}, plain_adagrad);
    check_rule<TestType>(rmsprop{0.1, 0.9, 0.3}, plain_rmsprop);
    check_rule<TestType>(adam{0.1, 0.8, 0.9, 0.3}, plain_adam<adam>);
    check_rule<TestType>(adamw{0.1, 0.8, 0.9, 0.3, 0.5}, plain_adamw);
}

TEMPLATE_TEST_CASE("a user's rule is used as the library's are", "", float, double)
{
    check_rule<TestType>(sign_descent{}, plain_sign);
}
