// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include <xtensor/xview.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;

namespace
{
constexpr std::size_t steps = 5;
constexpr std::size_t rows = 4;

/// What a layer of 500 units makes of ones while training: its mask.
template <class Layer>
xt::xtensor<double, 3> mask_of(const model<Layer, double>& m, const training& draw)
{
    workspace work(m, steps, rows);
    hidden_state<Layer, double> state(rows);
    const xt::xtensor<double, 3> ones = xt::ones<double>({steps, rows, std::size_t(500)});
    return work.forward(m, ones, state, draw);
}

double share_of_zeros(const xt::xtensor<double, 3>& mask)
{
    return static_cast<double>(std::count(mask.begin(), mask.end(), 0.0)) / static_cast<double>(mask.size());
}

template <class Layer>
model<Layer, double> with_rate(double rate)
{
    model<Layer, double> m;
    m.template set<"rate">(rate);
    return m;
}

bool same(const xt::xtensor<double, 3>& a, const xt::xtensor<double, 3>& b)
{
    return a == b;
}

bool equal_steps(const xt::xtensor<double, 3>& mask, std::size_t a, std::size_t b)
{
    return xt::all(xt::equal(xt::view(mask, a), xt::view(mask, b)));
}
} // namespace

TEST_CASE("dropout at a rate of run time drops that share, and keeps the mean")
{
    for (const double rate : {0.0, 0.1, 0.6})
    {
        const auto mask = mask_of(with_rate<dropout<500, set_at_run_time>>(rate), {3, 7});
        CHECK(share_of_zeros(mask) == Approx(rate).margin(0.02)); // about 4 deviations of 10,000 draws
        const auto kept = [&](double m) { return m == 0 || m == Approx(1 / (1 - rate)); };
        CHECK(std::all_of(mask.begin(), mask.end(), kept));
        CHECK(xt::mean(mask)() == Approx(1).margin(0.05));
    }
}

TEST_CASE("dropout at a rate of run time passes its input through outside training")
{
    const auto m = with_rate<dropout<2, set_at_run_time>>(0.5);
    hidden_state<dropout<2, set_at_run_time>, double> state;
    const std::vector<double> x{3, -4};
    CHECK(numbers(m.step(x, state)) == x);
}

TEST_CASE("a rate below zero, of one, or NaN is refused, and the one before stays")
{
    auto m = with_rate<dropout<500, set_at_run_time>>(0.25);
    const double below_one = std::nextafter(1.0, 0.0);
    for (const double wrong : {-1e-9, 1.0, 2.0, double(INFINITY), double(-INFINITY), double(NAN)})
    {
        CHECK_THROWS_WITH(
            m.set<"rate">(wrong), Catch::StartsWith("xrnn: set: the scalar \"rate\" of layer 0 cannot be set"));
    }
    CHECK_THROWS_WITH(m.set<"rate">(2), Catch::EndsWith("cannot be set to 2; it must be at least 0 and below 1"));
    CHECK(share_of_zeros(mask_of(m, {1, 1})) == Approx(0.25).margin(0.02));
    m.set<"rate">(below_one);
    CHECK(share_of_zeros(mask_of(m, {1, 1})) == 1);
}

TEST_CASE("variational dropout has one mask for all steps of an update, and others for other rows and updates")
{
    const model<variational_dropout<500>, double> fixed;
    const auto free = with_rate<variational_dropout<500, set_at_run_time>>(0.5);
    for (const auto& mask : {mask_of(fixed, {3, 7}), mask_of(free, {3, 7})})
    {
        CHECK(share_of_zeros(mask) == Approx(0.5).margin(0.05));
        for (std::size_t t = 1; t < steps; ++t)
        {
            CHECK(equal_steps(mask, 0, t));
        }
        CHECK_FALSE(xt::all(xt::equal(xt::view(mask, 0, 0), xt::view(mask, 0, 1))));
    }
    CHECK_FALSE(equal_steps(mask_of(model<dropout<500>, double>(), {3, 7}), 0, 1));
    CHECK(same(mask_of(fixed, {3, 7}), mask_of(fixed, {3, 7, 100})));
    CHECK_FALSE(same(mask_of(fixed, {3, 7}), mask_of(fixed, {3, 8})));
    CHECK_FALSE(same(mask_of(fixed, {3, 7}), mask_of(fixed, {4, 7})));
}

TEST_CASE("zoneout keeps old units while training and takes the mean otherwise")
{
    using network = zoneout_lstm<2, 64>;
    model<network, double> m(1);
    m.set<"rate_c">(0.3);
    m.set<"rate_h">(0.2);
    hidden_state<network, double> state(1);
    std::fill_n(state.data(), state.size(), 5.0); // which no new h reaches
    const xt::xtensor<double, 3> x = xt::ones<double>({1, 1, 2});
    workspace work(m, 1, 1);
    std::size_t kept_h = 0, kept_c = 0;
    for (std::uint64_t update = 0; update < 50; ++update)
    {
        hidden_state<network, double> now = state;
        work.forward(m, x, now, training{1, update});
        const auto n = work.probe<"n">(), o = work.probe<"o">();
        for (std::size_t j = 0; j < 64; ++j)
        {
            const double h = now.get<"h">()(0, j), c = now.get<"c">()(0, j);
            kept_h += h == 5;
            kept_c += c == 5;
            CHECK((h == 5 || h == Approx(o(0, 0, j) * std::tanh(n(0, 0, j)))));
            CHECK((c == 5 || c == Approx(n(0, 0, j))));
        }
    }
    CHECK(static_cast<double>(kept_h) / 3200 == Approx(0.2).margin(0.03));
    CHECK(static_cast<double>(kept_c) / 3200 == Approx(0.3).margin(0.03));

    hidden_state<network, double> now = state;
    work.forward(m, x, now);
    const double n = work.probe<"n">()(0, 0, 0), o = work.probe<"o">()(0, 0, 0);
    CHECK(now.get<"c">()(0, 0) == Approx(0.3 * 5 + 0.7 * n));
    CHECK(now.get<"h">()(0, 0) == Approx(0.2 * 5 + 0.8 * o * std::tanh(n)));
}
