// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

#include <xrnn/training/held_out_loss.hpp>
#include <xrnn/xrnn.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;

namespace
{
using network = stack<lstm<5, 7>, dropout<7>, linear<7, 5>>;

std::vector<id> some_ids(std::size_t size)
{
    random_source random(3);
    std::vector<id> ids(size);
    for (id& each : ids)
    {
        each = static_cast<id>(random.uniform() * 5);
    }
    return ids;
}

/// The summed loss of predicting ids[from + 1 .. until], a step at a time, after `warm_up` ids before `from`.
double by_steps(const model<network, double>& m, const std::vector<id>& ids, std::size_t from, std::size_t until,
    std::size_t warm_up)
{
    stepper rnn(m);
    double sum = 0;
    for (std::size_t i = from - warm_up; i < until; ++i)
    {
        const auto z = rnn.step(ids[i]);
        double all = 0;
        for (const double logit : z)
        {
            all += std::exp(logit);
        }
        sum += i < from ? 0 : std::log(all) - z(ids[i + 1]);
    }
    return sum;
}

model<network, double> some_model()
{
    model<network, double> m;
    randomise(m);
    return m;
}
} // namespace

TEST_CASE("the loss of a text read in one row is that of reading it step by step")
{
    const auto m = some_model();
    for (const std::size_t size : {2u, 3u, 100u, 101u, 102u, 257u})
    {
        const auto ids = some_ids(size);
        const double expected = by_steps(m, ids, 0, size - 1, 0) / static_cast<double>(size - 1);
        CAPTURE(size);
        REQUIRE(expected > 0.5);
        CHECK(held_out_loss(m, ids) == Approx(expected).epsilon(1e-12));
        CHECK(held_out_loss(m, ids, {.steps = 7}) == Approx(expected).epsilon(1e-12));
    }
}

TEST_CASE("in several rows each part begins after the ids before it")
{
    const auto m = some_model();
    const auto ids = some_ids(104); // 103 predictions: parts of 35, 34 and 34
    const double parts[] = {by_steps(m, ids, 0, 35, 0), by_steps(m, ids, 35, 69, 11), by_steps(m, ids, 69, 103, 11)};
    const double expected = (parts[0] + parts[1] + parts[2]) / 103;
    for (const std::size_t steps : {1u, 4u, 11u, 35u, 100u})
    {
        CAPTURE(steps);
        CHECK(held_out_loss(m, ids, {.rows = 3, .steps = steps, .warm_up = 11}) == Approx(expected).epsilon(1e-12));
        CHECK(held_out_loss(m, ids, {.rows = 3, .steps = steps, .warm_up = 11}, team(2))
            == held_out_loss(m, ids, {.rows = 3, .steps = steps, .warm_up = 11}));
    }
    const double cold = by_steps(m, ids, 0, 35, 0) + by_steps(m, ids, 35, 69, 0) + by_steps(m, ids, 69, 103, 0);
    CHECK(held_out_loss(m, ids, {.rows = 3, .warm_up = 0}) == Approx(cold / 103).epsilon(1e-12));
    CHECK(cold / 103 != Approx(expected).epsilon(1e-6));
    // No part is warmed up with more than it has.
    CHECK(held_out_loss(m, ids, {.rows = 103, .warm_up = 1000}) > 0.5);
}

TEST_CASE("held_out_loss refuses what it cannot evaluate")
{
    const auto m = some_model();
    CHECK_THROWS_WITH(held_out_loss(m, some_ids(3), {.rows = 3}),
        "xrnn: held_out_loss: a text of 3 ids is too short for 3 rows, which need at least 4");
    CHECK_THROWS_WITH(held_out_loss(m, some_ids(1)), Catch::Contains("too short"));
    CHECK_THROWS_WITH(held_out_loss(m, some_ids(9), {.rows = 0}), Catch::Contains("at least one step and one row"));
    CHECK_THROWS_WITH(held_out_loss(m, some_ids(9), {.steps = 0}), Catch::Contains("at least one step and one row"));
    CHECK_THROWS_AS(held_out_loss(m, std::vector<id>{1, 2, 5, 1}), std::out_of_range);
    CHECK_THROWS_AS(held_out_loss(m, std::vector<id>{1, 2, 5}), std::out_of_range);
}
