// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <map>

#include <xrnn/sampling/beam.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

using ids = std::vector<id>;
using network = stack<lstm<3, 4>, gru<4, 5>, linear<5, 3>>; // three states of two widths
using past = hidden_state<network, double>;

/// log softmax of a row of logits, by the definition.
std::vector<double> log_probabilities(const std::vector<double>& logits)
{
    double sum = 0;
    for (const double z : logits)
    {
        sum += std::exp(z);
    }
    std::vector<double> p;
    for (const double z : logits)
    {
        p.push_back(z - std::log(sum));
    }
    return p;
}

/// All continuations with their log-probabilities, one step of one row at a time.
void enumerate(const model<network, double>& m, const past& before, id last, std::size_t length, std::optional<id> stop,
    const ids& so_far, double log_probability, std::map<ids, double>& all)
{
    past now = before;
    const auto y = m.step(std::array{last}, now);
    const std::vector<double> p = log_probabilities({y(0, 0), y(0, 1), y(0, 2)});
    for (id k = 0; k < 3; ++k)
    {
        ids extended = so_far;
        extended.push_back(k);
        if (extended.size() == length || k == stop)
        {
            all[extended] = log_probability + p[k];
        }
        else
        {
            enumerate(m, now, k, length, stop, extended, log_probability + p[k], all);
        }
    }
}

std::map<ids, double> all_continuations(
    const model<network, double>& m, const past& start, id first, std::size_t length, std::optional<id> stop = {})
{
    std::map<ids, double> all;
    enumerate(m, start, first, length, stop, {}, 0, all);
    return all;
}

/// A network without memory, with p(k | j) as its weights: what follows an id depends on that id alone.
using chain = linear<3, 3>;

model<chain, double> chain_of(const std::array<std::array<double, 3>, 3>& p)
{
    model<chain, double> m;
    m.edit([&p](parameters<chain, double>& all) {
        for (std::size_t j = 0; j < 3; ++j)
        {
            for (std::size_t k = 0; k < 3; ++k)
            {
                all.get<"W">()(j, k) = std::log(p[j][k]);
            }
        }
    });
    return m;
}

/// A state that is not zero, after a few steps.
past warmed_up(const model<network, double>& m)
{
    past start;
    for (const id each : {0u, 2u, 1u})
    {
        m.step(std::array{each}, start);
    }
    return start;
}

} // namespace

TEST_CASE("a width that holds all continuations finds all of them, the most probable first")
{
    const model<network, double> m(4);
    const past start = warmed_up(m);
    const std::map<ids, double> all = all_continuations(m, start, 1, 4);
    REQUIRE(all.size() == 81);
    beam_search search(m, {.width = 100, .length = 4});
    const auto found = search(start, 1);
    REQUIRE(found.size() == 81);
    double sum = 0;
    for (std::size_t i = 0; i < found.size(); ++i)
    {
        CHECK(found[i].log_probability == Approx(all.at(found[i].ids)).epsilon(1e-12));
        CHECK(found[i].score == found[i].log_probability);
        CHECK((i == 0 || found[i - 1].score >= found[i].score));
        sum += std::exp(found[i].log_probability);
    }
    CHECK(sum == Approx(1).epsilon(1e-12));
}

TEST_CASE("with a stop id, continuations end there or at the full length, and are ranked by their length too")
{
    const model<network, double> m(4);
    const past start = warmed_up(m);
    const std::map<ids, double> all = all_continuations(m, start, 0, 4, 2);
    REQUIRE(all.size() == 31); // 1 + 2 + 4 that stop, and 8 * 3
    for (const double power : {0.0, 1.0, 0.6})
    {
        beam_search search(m, {.width = 31, .length = 4, .stop = 2, .length_power = power});
        const auto found = search(start, 0);
        REQUIRE(found.size() == 31);
        for (std::size_t i = 0; i < found.size(); ++i)
        {
            const double expected = all.at(found[i].ids);
            CHECK(found[i].log_probability == Approx(expected).epsilon(1e-12));
            CHECK(found[i].score
                == Approx(expected / std::pow(static_cast<double>(found[i].ids.size()), power)).epsilon(1e-12));
            CHECK((i == 0 || found[i - 1].score >= found[i].score));
        }
    }
}

TEST_CASE("a narrow search finds the best of what it follows, in its order")
{
    // After 0: 1 is likelier than 2; but after 1 all are equally likely, while 2 is followed by 0 nine times in ten.
    const model<chain, double> m = chain_of({{{0.1, 0.5, 0.4}, {0.4, 0.3, 0.3}, {0.9, 0.05, 0.05}}});
    const hidden_state<chain, double> start;
    beam_search greedy(m, {.width = 1, .length = 2});
    const auto one = greedy(start, 0);
    REQUIRE(one.size() == 1);
    CHECK(one[0].ids == ids{1, 0});
    CHECK(one[0].log_probability == Approx(std::log(0.2)).epsilon(1e-12));
    beam_search wider(m, {.width = 2, .length = 2});
    const auto two = wider(start, 0);
    REQUIRE(two.size() == 2);
    CHECK(two[0].ids == ids{2, 0});
    CHECK(two[0].log_probability == Approx(std::log(0.36)).epsilon(1e-12));
    CHECK(two[1].ids == ids{1, 0});
}

TEST_CASE("the states of the chosen rows go on, also where several come from one")
{
    const model<network, double> m(9);
    const past start = warmed_up(m);
    const std::map<ids, double> all = all_continuations(m, start, 2, 6);
    for (const std::size_t width : {2u, 5u, 17u})
    {
        beam_search search(m, {.width = width, .length = 6});
        const auto found = search(start, 2);
        REQUIRE(found.size() == width);
        for (const continuation& each : found)
        {
            CHECK(each.log_probability == Approx(all.at(each.ids)).epsilon(1e-12));
        }
    }
}

TEST_CASE("a search can be used again, and leaves the state as it is")
{
    const model<network, double> m(4);
    const past start = warmed_up(m);
    const std::vector<double> before(start.data(), start.data() + start.size());
    beam_search search(m, {.width = 3, .length = 5, .stop = 1});
    const auto first = search(start, 0);
    const std::vector<continuation> kept(first.begin(), first.end());
    static_cast<void>(search(start, 2));
    const auto again = search(start, 0);
    REQUIRE(again.size() == kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i)
    {
        CHECK(again[i].ids == kept[i].ids);
        CHECK(again[i].log_probability == kept[i].log_probability);
    }
    CHECK(std::equal(before.begin(), before.end(), start.data()));
}

TEST_CASE("an id with a logit of minus infinity never follows")
{
    const model<chain, double> m = chain_of({{{0.5, 0.5, 0}, {0.5, 0.5, 0}, {0.5, 0.5, 0}}});
    beam_search search(m, {.width = 30, .length = 3});
    const auto found = search(hidden_state<chain, double>(), 2);
    CHECK(found.size() == 8);
    for (const continuation& each : found)
    {
        CHECK(each.log_probability == Approx(3 * std::log(0.5)).epsilon(1e-12));
        CHECK(std::count(each.ids.begin(), each.ids.end(), 2u) == 0);
    }
    CHECK(found[0].ids == ids{0, 0, 0}); // of equally probable ones the lower ids first
}

TEST_CASE("a search that cannot be meant is refused")
{
    const model<network, double> m(1);
    CHECK_THROWS_AS(beam_search(m, {.width = 0}), std::invalid_argument);
    CHECK_THROWS_AS(beam_search(m, {.length = 0}), std::invalid_argument);
    CHECK_THROWS_WITH(beam_search(m, {.width = 2, .length = ~std::size_t(0) / 4}), Contains("does not fit in memory"));
    CHECK_THROWS_WITH(
        beam_search(m, {.stop = 3}), Contains("cannot stop at the id 3, because the network has 3 outputs"));
    CHECK_THROWS_WITH(beam_search(m, {.length_power = -1}), Contains("but it is -1"));
    CHECK_THROWS_AS(beam_search(m, {.length_power = std::nan("")}), std::invalid_argument);
    beam_search search(m);
    CHECK_THROWS_AS(search(past(), 3), std::out_of_range);
    CHECK_THROWS_WITH(search(past(2), 0), Contains("a hidden state of 1 row, but this one has 2"));
}

TEST_CASE("logits that are no numbers are refused")
{
    const double inf = std::numeric_limits<double>::infinity();
    model<chain, double> m;
    const auto with = [&m](double b) {
        m.edit([b](parameters<chain, double>& p) { p.get<"b">()(1) = b; });
        beam_search search(m);
        return search(hidden_state<chain, double>(), 0).size();
    };
    CHECK_THROWS_WITH(with(std::nan("")), Contains("logit 1 is nan"));
    CHECK_THROWS_WITH(with(inf), Contains("logit 1 is inf"));
    CHECK(with(-inf) > 0);
    m.edit([inf](parameters<chain, double>& p) { p.get<"b">() = -inf; });
    beam_search search(m);
    CHECK_THROWS_WITH(search(hidden_state<chain, double>(), 0), Contains("all logits are minus infinity"));
}
