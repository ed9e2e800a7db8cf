// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numeric>

#include <xtensor/xview.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using reals = std::vector<double>;
constexpr double inf = std::numeric_limits<double>::infinity();

reals probabilities(const reals& logits, const sampling& how = {})
{
    sampler draw(logits.size(), how);
    const auto p = draw.probabilities(logits);
    return {p.begin(), p.end()};
}

/// Logits whose softmax is this.
reals logits_of(const reals& p)
{
    reals logits(p.size());
    std::transform(p.begin(), p.end(), logits.begin(), [](double x) { return std::log(x); });
    return logits;
}

void check_close(const reals& p, const reals& expected, double margin)
{
    REQUIRE(p.size() == expected.size());
    for (std::size_t k = 0; k < p.size(); ++k)
    {
        CAPTURE(k);
        CHECK(p[k] == Approx(expected[k]).margin(margin).epsilon(0));
        CHECK((p[k] == 0) == (expected[k] == 0));
    }
}

std::vector<double> count_draws(const reals& logits, const sampling& how, int draws)
{
    sampler draw(logits.size(), how);
    random_source random(11);
    std::vector<double> counts(logits.size());
    for (int i = 0; i < draws; ++i)
    {
        ++counts.at(draw(logits, random));
    }
    return counts;
}

/// Pearson's statistic of counts against probabilities; what cannot be drawn is left out.
double chi_square(const std::vector<double>& counts, const reals& p)
{
    double sum = 0, draws = 0;
    for (const double count : counts)
    {
        draws += count;
    }
    for (std::size_t k = 0; k < p.size(); ++k)
    {
        const double expected = draws * p[k];
        sum += p[k] > 0 ? (counts[k] - expected) * (counts[k] - expected) / expected : 0;
    }
    return sum;
}

} // namespace

TEST_CASE("the temperature divides the logits before the softmax")
{
    const reals logits{2.0, 1.0, 0.1};
    check_close(probabilities(logits), {0.659, 0.242, 0.099}, 5e-4);
    check_close(probabilities(logits, {.temperature = 2}), {0.502, 0.304, 0.194}, 5e-4);
    check_close(probabilities(logits, {.temperature = 0.5}), {0.864, 0.117, 0.019}, 5e-4);
    const double sum = std::exp(2 / 0.7) + std::exp(1 / 0.7) + std::exp(0.1 / 0.7);
    check_close(probabilities(logits, {.temperature = 0.7}),
        {std::exp(2 / 0.7) / sum, std::exp(1 / 0.7) / sum, std::exp(0.1 / 0.7) / sum}, 1e-14);
}

TEST_CASE("temperature zero is argmax, and a temperature near it is close to it")
{
    const reals logits{1, 3, -2, 3, 0};
    check_close(probabilities(logits, {.temperature = 0}), {0, 1, 0, 0, 0}, 0);
    check_close(probabilities(logits, {.temperature = 1e-3}), {0, 0.5, 0, 0.5, 0}, 1e-15);
    check_close(probabilities(logits, {.temperature = 1e-310}), {0, 0.5, 0, 0.5, 0}, 1e-15);
    check_close(probabilities(logits, {.temperature = 0, .top_k = 3, .top_p = 0.5}), {0, 1, 0, 0, 0}, 0);
    CHECK(count_draws(logits, {.temperature = 0}, 50)[1] == 50);
}

TEST_CASE("large logits do not overflow")
{
    check_close(probabilities({1e300, 1e300, -1e300}), {0.5, 0.5, 0}, 0);
    check_close(probabilities({800, 799}), {1 / (1 + std::exp(-1.0)), 1 / (1 + std::exp(1.0))}, 1e-15);
}

TEST_CASE("argmax is the first of the largest logits")
{
    CHECK(argmax(reals{1, 3, -2, 3}) == 1);
    CHECK(argmax(reals{-5, -3, -4}) == 1);
    CHECK(argmax(reals{-inf, -inf}) == 0);
    CHECK(argmax(std::array<float, 1>{7}) == 0);
    CHECK(argmax(std::array<int, 3>{1, 5, 2}) == 1);
    CHECK(argmax(xt::xtensor<double, 2>{{1, 5, 2}}) == 1);
    CHECK_THROWS_WITH(argmax(xt::xtensor<double, 2>{{1, 5}, {2, 9}}),
        Contains("argmax takes one row of logits, but these have the shape [2, 2]"));
    CHECK_THROWS_AS(argmax(reals{}), std::invalid_argument);
    for (const std::size_t k : {0u, 1u, 2u})
    {
        reals logits{3, 1, 2};
        logits[k] = std::nan("");
        CHECK_THROWS_WITH(argmax(logits), Contains("argmax: logit " + std::to_string(k) + " is nan"));
    }
}

TEST_CASE("top-k keeps the k most probable ids, in their proportions")
{
    const reals logits = logits_of({0.1, 0.4, 0.2, 0.3});
    check_close(probabilities(logits, {.top_k = 1}), {0, 1, 0, 0}, 0);
    check_close(probabilities(logits, {.top_k = 2}), {0, 4 / 7.0, 0, 3 / 7.0}, 1e-15);
    check_close(probabilities(logits, {.top_k = 3}), {0, 4 / 9.0, 2 / 9.0, 3 / 9.0}, 1e-15);
    for (const std::size_t all : {0u, 4u, 1000u})
    {
        check_close(probabilities(logits, {.top_k = all}), {0.1, 0.4, 0.2, 0.3}, 1e-15);
    }
}

TEST_CASE("top-p keeps the fewest ids that reach the probability")
{
    const reals logits = logits_of({0.1, 0.4, 0.2, 0.3});
    check_close(probabilities(logits, {.top_p = 1e-9}), {0, 1, 0, 0}, 0);
    check_close(probabilities(logits, {.top_p = 0.39}), {0, 1, 0, 0}, 0);
    check_close(probabilities(logits, {.top_p = 0.41}), {0, 4 / 7.0, 0, 3 / 7.0}, 1e-15);
    check_close(probabilities(logits, {.top_p = 0.69}), {0, 4 / 7.0, 0, 3 / 7.0}, 1e-15);
    check_close(probabilities(logits, {.top_p = 0.71}), {0, 4 / 9.0, 2 / 9.0, 3 / 9.0}, 1e-15);
    check_close(probabilities(logits, {.top_p = 0.91}), {0.1, 0.4, 0.2, 0.3}, 1e-15);
    check_close(probabilities(logits, {.top_p = 1}), {0.1, 0.4, 0.2, 0.3}, 1e-15);
    check_close(probabilities({0, 0, 0, 0}, {.top_p = 0.5}), {0.5, 0.5, 0, 0}, 0); // exactly reached is enough
}

TEST_CASE("temperature, top-k and top-p apply in this order, each to what the one before left")
{
    const reals logits = logits_of({0.1, 0.4, 0.2, 0.3});
    // Of the three that top-k keeps, two have 7 / 9 of the probability: more than 0.75, as 0.7 of all is not.
    check_close(probabilities(logits, {.top_k = 3, .top_p = 0.75}), {0, 4 / 7.0, 0, 3 / 7.0}, 1e-15);
    check_close(probabilities(logits, {.top_p = 0.75}), {0, 4 / 9.0, 2 / 9.0, 3 / 9.0}, 1e-15);
    // Temperature 1/2 squares the probabilities: 1, 16, 4, 9 of 30.
    check_close(probabilities(logits, {.temperature = 0.5}), {1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0}, 1e-15);
    check_close(probabilities(logits, {.temperature = 0.5, .top_p = 0.8}), {0, 16 / 25.0, 0, 9 / 25.0}, 1e-15);
    check_close(probabilities(logits, {.temperature = 0.5, .top_k = 2, .top_p = 0.6}), {0, 1, 0, 0}, 0);
    check_close(probabilities(logits, {.top_k = 2, .top_p = 1}), {0, 4 / 7.0, 0, 3 / 7.0}, 1e-15);
}

TEST_CASE("of equally probable ids the lower is kept")
{
    check_close(probabilities({1, 1, 1, 1, 1}, {.top_k = 2}), {0.5, 0.5, 0, 0, 0}, 0);
    check_close(probabilities({0, 1, 0, 1, 1}, {.top_k = 2}), {0, 0.5, 0, 0.5, 0}, 0);
    check_close(probabilities({1, 1, 1, 1}, {.top_p = 0.3}), {0.5, 0.5, 0, 0}, 0);
    check_close(probabilities({1, 1, 1}, {.temperature = 0}), {1, 0, 0}, 0);
}

TEST_CASE("a logit of minus infinity is never drawn")
{
    const reals logits{-inf, 0, -inf, 0, -inf};
    for (const double temperature : {0.5, 1.0, 3.0, 1e300})
    {
        check_close(probabilities(logits, {.temperature = temperature}), {0, 0.5, 0, 0.5, 0}, 0);
    }
    check_close(probabilities(logits, {.top_k = 4}), {0, 0.5, 0, 0.5, 0}, 0);
    check_close(probabilities(logits, {.top_p = 0.999}), {0, 0.5, 0, 0.5, 0}, 0);
    const auto counts = count_draws(logits, {}, 1000);
    CHECK(counts[0] + counts[2] + counts[4] == 0);
}

TEST_CASE("ids are drawn as often as they are probable")
{
    const reals logits{0.3, -1.2, 2.0, 0.0, 1.1, -0.4, 0.3, -2.5};
    // 99.99 % of chi-square with 7 degrees of freedom lie below 29.9; with fewer, below less.
    constexpr double bound = 29.9;
    constexpr int draws = 100000;
    for (const sampling& how : {sampling{}, sampling{.temperature = 0.6}, sampling{.temperature = 2},
             sampling{.top_k = 4}, sampling{.top_p = 0.8}, sampling{.temperature = 1.5, .top_k = 6, .top_p = 0.9}})
    {
        const auto counts = count_draws(logits, how, draws);
        const reals p = probabilities(logits, how);
        CHECK(chi_square(counts, p) < bound);
        for (std::size_t k = 0; k < p.size(); ++k)
        {
            CHECK((counts[k] > 0) == (p[k] > 0));
        }
        // The bound tells it from a sampler that is a little wrong.
        sampling other = how;
        other.temperature *= 1.05;
        CHECK(chi_square(counts, probabilities(logits, other)) > bound);
        reals shifted = p;
        std::rotate(shifted.begin(), shifted.begin() + 1, shifted.end());
        CHECK(chi_square(counts, shifted) > bound);
    }
}

TEST_CASE("the same seed draws the same ids, another seed others")
{
    const reals logits{0.3, -1.2, 2.0, 0.0, 1.1};
    const auto series = [&](std::uint64_t seed) {
        sampler draw(logits.size());
        random_source random(seed);
        std::vector<id> ids(100);
        std::generate(ids.begin(), ids.end(), [&] { return draw(logits, random); });
        return ids;
    };
    CHECK(series(1) == series(1));
    CHECK(series(1) != series(2));
}

TEST_CASE("logits in float give what the same logits in double give, as far as float is precise")
{
    random_source values(3);
    for (const std::size_t classes : {1u, 2u, 5u, 16u, 33u, 96u})
    {
        CAPTURE(classes);
        std::vector<float> narrow(classes);
        std::generate(narrow.begin(), narrow.end(), [&] { return static_cast<float>(4 * values.normal()); });
        if (classes > 2)
        {
            narrow[classes / 2] = -std::numeric_limits<float>::infinity();
        }
        const reals wide(narrow.begin(), narrow.end());
        for (const sampling& how : {sampling{}, sampling{.temperature = 0.7, .top_k = 3, .top_p = 0.95},
                 sampling{.temperature = 0.4}, sampling{.temperature = 50}})
        {
            sampler draw(classes, how);
            const auto p = draw.probabilities(narrow);
            CHECK(std::accumulate(p.begin(), p.end(), 0.0) == Approx(1).epsilon(1e-15));
            check_close({p.begin(), p.end()}, probabilities(wide, how), 1e-6);
            sampler other(classes, how);
            random_source one(1), two(1);
            for (int i = 0; i < 100; ++i)
            {
                CHECK(draw(narrow, one) == other(wide, two));
            }
        }
    }
}

TEST_CASE("a temperature that is too low or too high for a float is taken as it is")
{
    const std::vector<float> logits{1, 3, -std::numeric_limits<float>::infinity(), 3, 0};
    const auto at = [&](double temperature) {
        sampler draw(logits.size(), {.temperature = temperature});
        const auto p = draw.probabilities(logits);
        return reals(p.begin(), p.end());
    };
    for (const double low : {1e-310, 1e-60, 1e-40, 1e-37})
    {
        check_close(at(low), {0, 0.5, 0, 0.5, 0}, 0);
    }
    for (const double high : {1e20, 1e38, 1e60, 1e300})
    {
        check_close(at(high), {0.25, 0.25, 0, 0.25, 0.25}, 1e-15);
    }
}

TEST_CASE("the output of a step can be drawn from")
{
    const model<linear<3, 5>> m(1);
    stepper rnn(m);
    const auto y = rnn.step(id(2));
    sampler draw(5, {.temperature = 0});
    random_source random(1);
    CHECK(draw(y, random) == argmax(y));
    CHECK(draw(std::array<float, 5>{0, 0, 0, 9, 0}, random) == 3); // the same sampler for other logits
}

TEST_CASE("logits may be a view, which is read from where it starts, and gaps are refused")
{
    const xt::xtensor<double, 3> y{{{9, 0, 0}, {0, 9, 0}}, {{0, 0, 9}, {9, 9, 9}}};
    CHECK(argmax(xt::view(y, 1, 0, xt::all())) == 2);
    CHECK(argmax(xt::view(y, 0, 1, xt::all())) == 1);
    sampler draw(3, {.temperature = 0});
    random_source random(1);
    CHECK(draw(xt::view(y, 1, 0, xt::all()), random) == 2);
    sampler of_two(2);
    CHECK_THROWS_WITH(of_two(xt::view(y, 0, xt::all(), 0), random), Contains("without gaps"));
    CHECK_THROWS_AS(argmax(xt::view(y, 0, xt::all(), 0)), std::invalid_argument);
}

TEST_CASE("logits that nothing can be drawn from are refused")
{
    sampler draw(3);
    random_source random(1);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH(draw(reals{0, 0}, random), Contains("made for 3 logits, but is given 2"));
    CHECK_THROWS_WITH(draw(reals{0, 0, nan}, random), Contains("logit 2 is nan"));
    CHECK_THROWS_WITH(draw(reals{nan, 0, 0}, random), Contains("logit 0 is nan"));
    CHECK_THROWS_WITH(draw(reals{0, inf, 0}, random), Contains("logit 1 is inf"));
    CHECK_THROWS_WITH(draw(reals{-inf, -inf, -inf}, random), Contains("all logits are minus infinity"));
    CHECK_THROWS_AS(draw.probabilities(reals{0, 0, nan}), std::invalid_argument);
    CHECK(draw(reals{0, -inf, -inf}, random) == 0);
    const std::uint64_t before = random.state();
    CHECK_THROWS_AS(draw(reals{0, 0, nan}, random), std::invalid_argument);
    CHECK(random.state() == before);
}

TEST_CASE("a sampler that cannot draw is refused")
{
    CHECK_THROWS_AS(sampler(0), std::invalid_argument);
    CHECK_THROWS_WITH(sampler(~std::size_t(0)), Contains("cannot draw from 18446744073709551615 logits"));
    CHECK_THROWS_WITH(sampler(3, {.temperature = -1}), Contains("the temperature must be") && Contains("it is -1"));
    CHECK_THROWS_AS(sampler(3, {.temperature = std::nan("")}), std::invalid_argument);
    CHECK_THROWS_AS(sampler(3, {.temperature = -inf}), std::invalid_argument);
    CHECK_THROWS_AS(sampler(3, {.temperature = inf}), std::invalid_argument);
    for (const double p : {0.0, -0.1, 1.1, inf, std::nan("")})
    {
        CHECK_THROWS_AS(sampler(3, {.top_p = p}), std::invalid_argument);
    }
}

TEST_CASE("a sampler that was moved from is refused")
{
    sampler draw(3);
    sampler taken = std::move(draw);
    random_source random(1);
    CHECK_THROWS_WITH(draw(reals{0, 0, 0}, random), Contains("was moved from"));
    CHECK_THROWS_AS(draw(reals{}, random), std::logic_error);
    draw = taken;
    CHECK(draw(reals{0, 9000, 0}, random) == 1);
}
