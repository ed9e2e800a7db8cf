// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>
#include <thread>

#include "../support/networks.hpp"
#include "../support/torture_cell.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

using network = stack<lstm<3, 5>, linear<5, 2>>;

TEST_CASE("parameters lie in one block, layer after layer, and are read and written by name")
{
    model<network> m;
    CHECK(m.all().size() == 4 * (3 * 5 + 5 * 5 + 5) + 5 * 2 + 2);
    m.edit([](parameters<network>& p) {
        p.get<"W_f", 0>()(2, 4) = 7;
        p.get<"b", 1>()(1) = 9;
    });
    CHECK(m.get<"W_f", 0>()(2, 4) == 7);
    CHECK(m.get<"W_f", 0>().shape()[0] == 3);
    CHECK(m.get<"W_f", 0>().shape()[1] == 5);
    CHECK(m.all().data()[m.all().size() - 1] == 9);
    std::size_t set = 0;
    for (const float x : m.all().span())
    {
        set += x != 0;
    }
    CHECK(set == 2);
}

TEST_CASE("edit packs anew, also when the change throws")
{
    model<network> m;
    hidden_state<network> state;
    const std::vector<float> x{1, 2, 3};
    m.edit([](parameters<network>& p) { p.get<"b", 1>()(0) = 4; });
    CHECK(m.step(x, state)(0, 0) == 4);
    CHECK_THROWS_AS(m.edit([](parameters<network>& p) {
        p.get<"b", 1>()(0) = 0;
        p.get<"W", 1>()(0, 0) = 1;
        p.get<"b_i", 0>()(0) = 100;
        p.get<"b_o", 0>()(0) = 100;
        p.get<"b_g", 0>()(0) = 100;
        throw std::runtime_error("the user's own");
    }),
        std::runtime_error);
    CHECK(m.step(x, state)(0, 0) == Approx(std::tanh(1.0)));
}

TEST_CASE("the same seed gives the same parameters, another seed others")
{
    const model<network> a(5);
    const model<network> b(5);
    const model<network> c(6);
    CHECK(std::equal(a.all().span().begin(), a.all().span().end(), b.all().span().begin()));
    CHECK_FALSE(std::equal(a.all().span().begin(), a.all().span().end(), c.all().span().begin()));
}

TEST_CASE("the default initialisation is Glorot's, with the forget gate's bias at 1 and the others at 0")
{
    using wide = lstm<40, 60>;
    const model<wide, double> m(1);
    const double limit = std::sqrt(6.0 / (40 + 60));
    double sum = 0;
    double largest = 0;
    for (const double w : m.get<"W_i">())
    {
        sum += w * w;
        largest = std::max(largest, std::abs(w));
    }
    CHECK(largest <= limit);
    CHECK(largest > 0.95 * limit);
    CHECK(sum / (40 * 60) == Approx(limit * limit / 3).epsilon(0.1));
    CHECK(m.get<"b_f">()(3) == 1);
    CHECK(m.get<"b_i">()(3) == 0);
    CHECK(m.get<"W_i">()(0, 0) != m.get<"W_f">()(0, 0));
    const model<wide, double> u(1, uniform{0.02});
    for (const double w : u.get<"U_o">())
    {
        CHECK(std::abs(w) <= 0.02);
    }
}

TEST_CASE("normal initialisation has mean zero and its deviation, and leaves vectors alone")
{
    using wide = lstm<40, 60>;
    const model<wide, double> m(3, normal{0.02});
    const auto check_moments = [](const auto& w) {
        double mean = 0, square = 0, within = 0;
        const double share = 1 / static_cast<double>(w.size());
        for (const double x : w)
        {
            mean += share * x;
            square += share * x * x;
            within += share * (std::abs(x) < 0.02);
        }
        CHECK(std::abs(mean) < 0.002); // about 5 deviations of the mean of 2400
        CHECK(std::sqrt(square) == Approx(0.02).epsilon(0.06));
        CHECK(within == Approx(0.683).epsilon(0.06)); // for a uniform one 0.577
    };
    check_moments(m.get<"W_i">());
    check_moments(m.get<"U_g">());
    CHECK(m.get<"W_i">()(0, 0) != m.get<"W_f">()(0, 0));
    CHECK(m.get<"b_f">()(3) == 1);
    CHECK(m.get<"b_o">()(3) == 0);
    const model<wide, double> standard(3, normal{});
    CHECK(standard.get<"W_i">()(1, 2) == Approx(m.get<"W_i">()(1, 2) / 2)); // the default is 0.01
}

TEST_CASE("the random source has the moments of its distributions")
{
    random_source random(3);
    double mean = 0;
    double square = 0;
    double half = 0;
    for (std::size_t i = 0; i < 100000; ++i)
    {
        const double x = random.normal();
        mean += x / 100000;
        square += x * x / 100000;
        half += (random.uniform() < 0.5) / 100000.0;
    }
    CHECK(std::abs(mean) < 0.015);
    CHECK(square == Approx(1).epsilon(0.02));
    CHECK(half == Approx(0.5).epsilon(0.02));
}

TEST_CASE("nothing runs until every scalar is set, and the one that is missing is named")
{
    using cell = torture<3, 5, 4>;
    model<stack<cell, torture<4, 5, 4>>, double> m;
    randomise(m);
    const std::vector<double> x{1, 2, 3};
    hidden_state<stack<cell, torture<4, 5, 4>>, double> state;
    workspace work(m, 1, 1);
    CHECK_THROWS_WITH(m.step(x, state), Contains("the scalar \"k\" of layer 0 has not been set"));
    m.set<"k">(0.5);
    CHECK_THROWS_WITH(
        m.step(x, state), Contains("the scalar \"k\" of layer 1") && Contains("model.set<\"k\", 1>(number)"));
    CHECK_THROWS_AS(work.forward(m, x, state), std::logic_error);
    const double before = state.get<"h">()(0, 0);
    CHECK(before == 0);
    CHECK_THROWS_WITH((m.set<"k", 1>(std::nan(""))), Contains("the scalar \"k\" of layer 1 cannot be set to NaN"));
    CHECK_THROWS_AS(m.step(x, state), std::logic_error);
    m.set<"k", 1>(0.25);
    const double y = m.step(x, state)(0, 0);
    CHECK(std::isfinite(y));
    state.reset();
    m.set<"k", 1>(0.75);
    CHECK(m.step(x, state)(0, 0) != y);
}

TEST_CASE("a row of one state is copied to a row of another, or of the same")
{
    hidden_state<network, double> from(2);
    hidden_state<network, double> to(3);
    std::iota(from.data(), from.data() + from.size(), 1.0);
    to.copy_row(2, from, 1);
    double copied = 0;
    for (std::size_t j = 0; j < 5; ++j)
    {
        CHECK(to.get<"h", 0>()(2, j) == from.get<"h", 0>()(1, j));
        CHECK(to.get<"c", 0>()(2, j) == from.get<"c", 0>()(1, j));
        copied += from.get<"h", 0>()(1, j) + from.get<"c", 0>()(1, j);
    }
    CHECK(copied > 0);
    CHECK(std::accumulate(to.data(), to.data() + to.size(), 0.0) == copied);
    to.copy_row(0, to, 2);
    CHECK(std::accumulate(to.data(), to.data() + to.size(), 0.0) == 2 * copied);
    CHECK(to.get<"c", 0>()(0, 4) == from.get<"c", 0>()(1, 4));
    CHECK_THROWS_AS(to.copy_row(3, from, 0), std::out_of_range);
    CHECK_THROWS_WITH(to.copy_row(0, from, 2), Contains("there is no row 2, because the hidden state has 2 rows"));
}

TEST_CASE("states are read, written and reset by name and row")
{
    hidden_state<network, double> state(3);
    CHECK(state.size() == 3 * 10);
    state.get<"c", 0>()(1, 4) = 2;
    state.get<"h", 0>()(1, 0) = 3;
    state.get<"h", 0>()(2, 0) = 5;
    state.reset(1);
    CHECK(state.get<"c", 0>()(1, 4) == 0);
    CHECK(state.get<"h", 0>()(1, 0) == 0);
    CHECK(state.get<"h", 0>()(2, 0) == 5);
    state.reset();
    CHECK(state.get<"h", 0>()(2, 0) == 0);
    CHECK_THROWS_AS(state.reset(3), std::out_of_range);
    using none = hidden_state<network, double>;
    CHECK_THROWS_AS(none(0), std::invalid_argument);
}

TEST_CASE("a constant model serves many threads")
{
    model<network> m;
    randomise(m);
    const auto x = random_sequence<float>(50, 1, 3);
    const auto run = [&] {
        hidden_state<network> state;
        std::vector<float> all;
        for (std::size_t t = 0; t < 50; ++t)
        {
            const auto y = m.step(std::span(&x(t, 0, 0), 3), state);
            all.push_back(y(0, 1));
        }
        return all;
    };
    const auto alone = run();
    CHECK(informative(alone));
    std::array<std::vector<float>, 4> together;
    std::vector<std::thread> threads;
    for (auto& result : together)
    {
        threads.emplace_back([&] { result = run(); });
    }
    for (auto& t : threads)
    {
        t.join();
    }
    for (const auto& result : together)
    {
        CHECK(result == alone);
    }
}

TEST_CASE("a stepper is a model with its state")
{
    model<network> m;
    randomise(m);
    stepper rnn(m);
    const std::vector<float> x{1, 0, 0};
    const float first = rnn.step(x)(0);
    CHECK(rnn.step(x)(0) != first);
    rnn.reset();
    CHECK(rnn.step(0)(0) == first);
    CHECK_THROWS_AS(rnn.step(3), std::out_of_range);
    CHECK_THROWS_AS(rnn.step(-1), std::out_of_range);
}

TEST_CASE("large networks construct and run on the heap")
{
    using gru_network = stack<gru<27, 512>, gru<512, 512>, linear<512, 27>>;
    using lstm_network = stack<lstm<64, 1024>, lstm<1024, 1024>, lstm<1024, 1024>>;
    const model<gru_network> g(1);
    stepper one(g);
    CHECK(std::isfinite(one.step(5)(26)));
    const model<lstm_network> l(1);
    stepper two(l);
    CHECK(std::isfinite(two.step(5)(1023)));
}
