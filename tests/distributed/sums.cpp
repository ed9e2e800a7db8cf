// SPDX-License-Identifier: BSD-3-Clause
/// What ranks add up: gradients, losses and means, on any number of ranks.
#include <catch2/catch.hpp>

#include <limits>

#include "world.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using small = stack<lstm<3, 5>, dropout<5>, linear<5, 2>>;
using large = lstm<270, 270>; // more than four ranks add up in one piece

constexpr std::size_t steps = 6;
constexpr std::size_t rows = 7; // which neither two nor four ranks share evenly

/// Some of the rows of a batch [T, B, Width].
xt::xtensor<double, 3> rows_of(const xt::xtensor<double, 3>& whole, row_part part)
{
    xt::xtensor<double, 3> own(std::array<std::size_t, 3>{whole.shape()[0], part.count, whole.shape()[2]});
    for (std::size_t t = 0; t < whole.shape()[0]; ++t)
    {
        std::copy_n(&whole(t, part.first, 0), part.count * whole.shape()[2], &own(t, 0, 0));
    }
    return own;
}

/// Loss and gradients of some rows of one and the same batch.
template <class... How>
double run_rows(const model<small, double>& m, row_part part, parameters<small, double>& gradients, How... how)
{
    const auto x = rows_of(random_sequence<double>(steps, rows, 3, 5), part);
    const auto target = rows_of(random_sequence<double>(steps, rows, 2, 6), part);
    workspace<small, double> work(m, steps, part.count);
    hidden_state<small, double> state(part.count);
    work.forward(m, x, state,
        training{
            .seed = 4, .update = 9, .first_row = part.first}); // each row draws the noise of its place in the batch
    const double loss = squared_error(work, target, how...);
    work.backward(m, gradients);
    return loss;
}

void check_close(const parameters<small, double>& a, const parameters<small, double>& b)
{
    REQUIRE(informative(b.span()));
    for (std::size_t i = 0; i < b.size(); ++i)
    {
        CHECK(std::abs(a.data()[i] - b.data()[i]) <= 1e-12 * std::max(1.0, std::abs(b.data()[i])));
    }
}

/// Two ranks have large numbers that cancel, so that another order of the sum is rounded otherwise.
template <class T>
T term(std::size_t rank, std::size_t i)
{
    const std::size_t turn = (rank + i) % world().size();
    const double shift = turn == 0 ? 1e12 : turn == 1 ? -1e12 : 0;
    return static_cast<T>(random_source(rank * 1000003 + i).uniform(-1, 1) + shift);
}

template <class Network, class T>
void check_order()
{
    parameters<Network, T> gradients;
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
        gradients.data()[i] = term<T>(world().rank(), i);
    }
    const double loss = world().sum(gradients, static_cast<double>(world().rank() + 1));

    const std::size_t n = world().size();
    CHECK(loss == static_cast<double>(n * (n + 1) / 2));
    std::size_t wrong = 0;
    std::size_t depends_on_order = 0;
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
        double forward = 0;
        double backward = 0;
        for (std::size_t r = 0; r < n; ++r)
        {
            forward += static_cast<double>(term<T>(r, i));
            backward += static_cast<double>(term<T>(n - 1 - r, i));
        }
        wrong += gradients.data()[i] == static_cast<T>(forward) ? 0 : 1;
        depends_on_order += forward != backward ? 1 : 0;
    }
    CHECK(wrong == 0);
    CHECK((n <= 2 || std::is_same_v<T, float> || depends_on_order > gradients.size() / 2));
    CHECK(same_on_all_ranks(std::span<const T>(gradients.span())));
}

} // namespace

TEST_CASE("summed gradients of the rows that ranks share are those of one process")
{
    model<small, double> m;
    randomise(m);
    parameters<small, double> alone;
    parameters<small, double> shared;
    const double loss = run_rows(m, {0, rows}, alone);
    double sum = run_rows(m, world().part_of(rows), shared);
    sum = world().sum(shared, sum);
    CHECK(sum == Approx(loss).epsilon(1e-12));
    check_close(shared, alone);
}

TEST_CASE("mean gradients of the rows that ranks share are those of one process, though the parts are not equal")
{
    model<small, double> m;
    randomise(m);
    parameters<small, double> alone;
    parameters<small, double> shared;
    const double loss = run_rows(m, {0, rows}, alone, reduction::mean);
    const row_part mine = world().part_of(rows);
    double mean = run_rows(m, mine, shared, reduction::mean);
    mean = world().mean(shared, mean, mine.count);
    CHECK(mean == Approx(loss).epsilon(1e-12));
    check_close(shared, alone);
}

TEST_CASE("sums are made in double in the order of the ranks, and are the same bits on all")
{
    check_order<small, float>();
    check_order<small, double>();
    check_order<large, float>();
}

TEST_CASE("numbers are added and averaged")
{
    const std::size_t n = world().size();
    const auto rank = static_cast<double>(world().rank());
    CHECK(world().sum(rank + 1) == static_cast<double>(n * (n + 1)) / 2);
    double weighted = 0;
    double weights = 0;
    for (std::size_t r = 0; r < n; ++r)
    {
        weighted += static_cast<double>((r + 2) * (r + 1));
        weights += static_cast<double>(r + 1);
    }
    CHECK(world().mean(rank + 2, world().rank() + 1) == Approx(weighted / weights).epsilon(1e-14));
    CHECK(world().mean(rank + 2, world().rank() == 0 ? 5 : 0) == 2);
}

TEST_CASE("a mean over nothing is rejected on all ranks")
{
    parameters<small, double> gradients;
    CHECK_THROWS_WITH(world().mean(1, 0), Contains("a mean over nothing"));
    CHECK_THROWS_AS(world().mean(gradients, 1, 0), std::invalid_argument);
    CHECK(world().sum(1) == static_cast<double>(world().size())); // they are still together
}

TEST_CASE("NaN on one rank stops the update on all of them, and changes nothing")
{
    const std::size_t last = world().size() - 1;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const bool in_loss : {true, false})
    {
        model<small, double> m(1);
        optimiser learn(m, adam{});
        parameters<small, double> gradients;
        std::fill(gradients.span().begin(), gradients.span().end(), 0.5);
        if (world().rank() == last && !in_loss)
        {
            gradients.data()[gradients.size() - 1] = nan;
        }
        const double loss = world().sum(gradients, world().rank() == last && in_loss ? nan : 1);
        const std::vector<double> before = numbers(m.all().span());
        CHECK_THROWS_AS(learn.update(m, gradients, loss), not_finite);
        CHECK(numbers(m.all().span()) == before);
        CHECK(learn.updates() == 0);
    }
}
