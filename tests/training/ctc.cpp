// SPDX-License-Identifier: BSD-3-Clause
/// CTC beside PyTorch, beside all ways written out, and beside finite differences; and what it refuses.
#include <catch2/catch.hpp>

#include <cmath>

#include <xrnn/training/check_gradients.hpp>
#include <xrnn/training/ctc.hpp>

#include "../golden/golden.hpp"

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

using labels = std::vector<std::vector<id>>;

/// Whose outputs are its inputs, so that logits can be chosen.
struct as_it_is
{
    static constexpr input<"x", 5> x{};
    static constexpr value<"y", 5> y{};
    static constexpr auto step = equations(y = x * 1.0);
    static constexpr auto output = y;
};

constexpr std::size_t T = 7, B = 3, K = 5;
const labels some_labels{{1, 2, 2, 4}, {3}, {}};
const std::vector<std::size_t> lengths{7, 4, 6};

xt::xtensor<double, 3> some_logits(std::size_t steps = T)
{
    xt::xtensor<double, 3> z(std::array<std::size_t, 3>{steps, B, K});
    tests::fill(z, 1, 4);
    return z;
}

/// The labels that a path of classes stands for.
std::vector<id> collapsed(std::vector<id> path)
{
    path.erase(std::unique(path.begin(), path.end()), path.end());
    std::erase(path, id(0));
    return path;
}

/// -log of the sum over all paths of classes that stand for the labels.
double over_all_paths(
    const xt::xtensor<double, 3>& z, std::size_t row, std::size_t steps, const std::vector<id>& wanted)
{
    double p = 0;
    const auto paths = static_cast<std::size_t>(std::pow(K, steps));
    for (std::size_t path = 0; path < paths; ++path)
    {
        std::vector<id> classes;
        double log_p = 0;
        for (std::size_t t = 0, rest = path; t < steps; ++t, rest /= K)
        {
            classes.push_back(static_cast<id>(rest % K));
            double sum = 0;
            for (std::size_t k = 0; k < K; ++k)
            {
                sum += std::exp(z(t, row, k));
            }
            log_p += z(t, row, rest % K) - std::log(sum);
        }
        p += collapsed(classes) == wanted ? std::exp(log_p) : 0;
    }
    return -std::log(p);
}

/// Sequences of the lengths above, from one tensor.
std::vector<xt::xtensor<double, 2>> cut(const xt::xtensor<double, 3>& z)
{
    std::vector<xt::xtensor<double, 2>> rows;
    for (std::size_t b = 0; b < B; ++b)
    {
        rows.emplace_back(std::array<std::size_t, 2>{lengths[b], K});
        for (std::size_t i = 0; i < rows[b].size(); ++i)
        {
            rows[b].data()[i] = z(i / K, b, i % K);
        }
    }
    return rows;
}

} // namespace

TEST_CASE("ctc matches PyTorch in double, rows of different lengths", "[ctc]")
{
    const model<as_it_is, double> m(1);
    workspace<as_it_is, double> work(T, B);
    packed_sequences<double> x(T, B, K);
    x.fill(cut(some_logits()));
    hidden_state<as_it_is, double> state(B);
    work.forward(m, x, state);
    ctc loss(T, 4);
    const double sum = loss(work, some_labels);
    xt::xtensor<double, 3> gradient(std::array<std::size_t, 3>{T, B, K}, 0.0);
    for (std::size_t b = 0; b < B; ++b)
    {
        for (std::size_t i = 0; i < lengths[b] * K; ++i)
        {
            gradient(i / K, b, i % K) = work.packed_output_adjoint()(b, i / K)[i % K];
        }
    }
    tests::golden_numbers expected("ctc");
    const auto by_row = expected.get("losses", B);
    CHECK(std::abs(sum - (by_row[0] + by_row[1] + by_row[2])) <= 1e-12 * sum);
    tests::largest_error error;
    error.add(gradient, expected, "gradient");
    CHECK(error.value() <= 1e-12);
}

TEST_CASE("ctc adds up all ways to spread the labels", "[ctc]")
{
    constexpr std::size_t steps = 5;
    const xt::xtensor<double, 3> z = some_logits(steps);
    const model<as_it_is, double> m(1);
    workspace<as_it_is, double> work(steps, B);
    ctc loss(steps, 3);
    for (const labels& wanted : {labels{{1, 1}, {2, 3, 4}, {}}, labels{{4}, {1, 2, 2}, {3, 1}}})
    {
        double expected = 0;
        for (std::size_t b = 0; b < B; ++b)
        {
            expected += over_all_paths(z, b, steps, wanted[b]);
        }
        hidden_state<as_it_is, double> state(B);
        work.forward(m, z, state);
        CHECK(loss(work, wanted) == Approx(expected).epsilon(1e-12));
        CHECK(loss(work, wanted, reduction::mean) == Approx(expected / B).epsilon(1e-12));
    }
}

TEST_CASE("gradients through ctc match finite differences, packed and not", "[ctc]")
{
    using network = stack<lstm<4, 6>, linear<6, K>>;
    const model<network, double> m(2);
    ctc loss(T, 4);
    const auto value = [&](auto& work) { return loss(work, some_labels, reduction::mean); };
    xt::xtensor<double, 3> x(std::array<std::size_t, 3>{T, B, 4});
    tests::fill(x, 3);
    CHECK(check_gradients(m, x, value));
    packed_sequences<double> packed(T, B, 4);
    packed.fill(std::vector<std::vector<double>>{std::vector<double>(x.begin(), x.begin() + 28),
        std::vector<double>(x.begin() + 28, x.begin() + 44), std::vector<double>(x.begin() + 44, x.begin() + 64)});
    CHECK(check_gradients(m, packed, value));
}

TEST_CASE("the best labels are the runs of the most probable classes, without blanks", "[ctc]")
{
    xt::xtensor<double, 3> z(std::array<std::size_t, 3>{9, 1, 4}, 0.0);
    const std::vector<std::size_t> path{0, 2, 2, 0, 2, 3, 3, 1, 0};
    for (std::size_t t = 0; t < path.size(); ++t)
    {
        z(t, 0, path[t]) = 1;
    }
    CHECK(best_labels(z, 0) == std::vector<id>{2, 2, 3, 1});
    CHECK(best_labels(z, 0, 3) == std::vector<id>{0, 2, 0, 2, 1, 0});
}

TEST_CASE("ctc refuses targets that do not fit, and changes nothing", "[ctc]")
{
    const model<as_it_is, double> m(1);
    workspace<as_it_is, double> work(T, B);
    hidden_state<as_it_is, double> state(B);
    const xt::xtensor<double, 3> z = some_logits();
    work.forward(m, z, state);
    ctc loss(T, 4);
    CHECK_THROWS_WITH(loss(work, labels{{1}, {2}}), Contains("targets for 2 rows, but the window has 3"));
    CHECK_THROWS_WITH(
        loss(work, labels{{1}, {2}, {1, 0}}), Contains("row 2: label 1 is the class 0, which is the blank"));
    CHECK_THROWS_WITH(loss(work, labels{{5}, {2}, {1}}), Contains("row 0: label 0 is the class 5, and there are 5"));
    CHECK_THROWS_WITH(loss(work, labels{{1}, {1, 1, 1, 1, 1}, {}}),
        Contains("row 1 has 5 labels and 7 steps, but there is room for 4 and 7"));
    ctc small(3, 4);
    CHECK_THROWS_WITH(small(work, some_labels), Contains("there is room for 4 and 3"));
    CHECK_THROWS_WITH(ctc(0, 4), Contains("it takes one step at least"));
    CHECK_THROWS_WITH(ctc(~std::size_t(0) / 2, 4), Contains("does not fit in memory"));
    CHECK_THROWS_WITH(ctc(4, ~std::size_t(0) / 2), Contains("does not fit in memory"));
    ctc owner(T, 4);
    const ctc taken(std::move(owner));
    CHECK_THROWS_WITH(owner(work, some_labels), Contains("ctc was moved from"));
    ctc other(T, 4, 5);
    CHECK_THROWS_WITH(other(work, some_labels), Contains("the blank is class 5, but the outputs have 5 classes"));
    const xt::xtensor<double, 3> few = some_logits(4);
    work.forward(m, few, state);
    CHECK_THROWS_WITH(
        loss(work, labels{{1, 1, 1}, {2}, {3}}), Contains("row 0 has 3 labels, which take 5 steps at least"));
    for (const double d : work.output_adjoint())
    {
        CHECK(d == 0);
    }
}
