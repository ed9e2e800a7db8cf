// SPDX-License-Identifier: BSD-3-Clause
/// Losses written as cells: some of users, and the mixture density; beside plain formulas and finite differences, wherever
/// they count, and through networks.
#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

#include <xrnn/training/check_gradients.hpp>
#include <xrnn/training/mixture_density.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

constexpr double half_log_of_2_pi = 0.9189385332046727;
constexpr std::size_t T = 3, B = 2; // steps and rows of every window here
using tensor = xt::xtensor<double, 3>;
const std::vector<char> some{1, 0, 1, 0, 0, 1}; // rows that count

/// A user's loss: -log p of a normal distribution whose mean and logarithm of the standard deviation are the outputs.
struct normal_density
{
    static constexpr input<"y", 2> y{};
    static constexpr input<"target", 1> target{};
    static constexpr value<"d"> d{};
    static constexpr value<"loss"> loss{};
    static constexpr auto inputs = order(y, target);
    static constexpr auto output = loss;
    static constexpr auto step = equations(
        d = (pick<0>(target) - pick<0>(y)) * exp(-pick<1>(y)), loss = pick<1>(y) + 0.5 * square(d) + half_log_of_2_pi);
};
constexpr cell_loss<normal_density> normal_loss;

/// The squared error as a cell, over rows of any width.
template <std::size_t Width>
struct summed_squares
{
    static constexpr input<"y", Width> y{};
    static constexpr input<"target", Width> target{};
    static constexpr value<"loss"> loss{};
    static constexpr auto inputs = order(y, target);
    static constexpr auto output = loss;
    static constexpr auto step = equations(loss = sum(square(y - target)));
};
template <std::size_t Width>
constexpr cell_loss<summed_squares<Width>> squares;

/// Reads its target first, does not read all outputs, and takes a largest element.
struct hinge
{
    static constexpr input<"y", 5> y{};
    static constexpr input<"target", 1> target{};
    static constexpr value<"s", 3> s{};
    static constexpr value<"loss"> loss{};
    static constexpr auto inputs = order(y, target);
    static constexpr auto output = loss;
    static constexpr auto step = equations(s = tanh(pick<0>(target) * slice<2, 3>(y)), loss = relu(1.5 - max(s)));
};
constexpr cell_loss<hinge> hinge_loss;

/// Graves' equations as they are printed, but for the sign of e.
template <class Row>
double plain_mixture(const Row& y, std::size_t parts, double x1, double x2, double end)
{
    double all = 0, sum = 0;
    for (std::size_t j = 0; j < parts; ++j)
    {
        const double s1 = std::exp(y[3 * parts + j]), s2 = std::exp(y[4 * parts + j]),
                     rho = std::tanh(y[5 * parts + j]);
        const double d1 = (x1 - y[parts + j]) / s1, d2 = (x2 - y[2 * parts + j]) / s2;
        const double z = d1 * d1 + d2 * d2 - 2 * rho * d1 * d2;
        const double n =
            std::exp(-z / (2 * (1 - rho * rho))) / (2 * std::numbers::pi * s1 * s2 * std::sqrt(1 - rho * rho));
        all += std::exp(y[j]);
        sum += std::exp(y[j]) * n;
    }
    const double e = 1 / (1 + std::exp(-y[6 * parts]));
    return -std::log(sum / all) - std::log(end == 1 ? e : 1 - e);
}

tensor movements(std::size_t steps, std::uint64_t seed)
{
    tensor targets = random_sequence<double>(steps, B, 3, seed);
    for (std::size_t i = 0; i < steps * B; ++i)
    {
        targets(i / B, i % B, 2) = i % 3 == 0;
    }
    return targets;
}

/// Every gradient against the four-point stencil, as sum and as mean, everywhere, at the last step and where a mask says.
template <class Loss>
void check_slopes(const Loss& loss, std::size_t width, const std::vector<double>& targets, const auto& where)
{
    for (const reduction over : {reduction::sum, reduction::mean})
    {
        const tensor outputs = random_sequence<double>(T, B, width);
        tensor adjoint = xt::ones<double>({T, B, width});
        tensor unused = adjoint;
        loss(outputs, targets, adjoint, over, where);
        CHECK(informative(adjoint));
        for (std::size_t i = 0; i < outputs.size(); ++i)
        {
            const auto at = [&](double move) {
                tensor moved = outputs;
                moved.data()[i] += move;
                return loss(moved, targets, unused, over, where);
            };
            const double n = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 12e-3;
            const double a = adjoint.data()[i];
            CHECK(std::abs(a - n) <= 1e-6 * std::max({1.0, std::abs(a), std::abs(n)}));
        }
    }
}

template <class Loss>
void check_slopes(const Loss& loss, std::size_t width, const tensor& targets)
{
    const std::vector<double> all = numbers(targets);
    const std::size_t of_a_step = all.size() / T;
    check_slopes(loss, width, all, every_step);
    check_slopes(
        loss, width, std::vector(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(of_a_step)), last_step);
    check_slopes(loss, width, all, mask(some));
}

} // namespace

TEST_CASE("the gradient of a loss that is a cell is that of its value, wherever it counts")
{
    check_slopes(normal_loss, 2, random_sequence<double>(T, B, 1, 4));
    check_slopes(squares<1>, 1, random_sequence<double>(T, B, 1, 4));
    check_slopes(squares<19>, 19, random_sequence<double>(T, B, 19, 4));
    check_slopes(hinge_loss, 5, random_sequence<double>(T, B, 1, 4));
    check_slopes(mixture_density<1>, 7, movements(T, 4));
    check_slopes(mixture_density<3>, 19, movements(T, 4));
    check_slopes(mixture_density<18>, 109, movements(T, 4));
}

TEST_CASE("a loss that is a cell has the values of the formula")
{
    const tensor y = random_sequence<double>(T, B, 2);
    const tensor target = random_sequence<double>(T, B, 1, 4);
    tensor adjoint = y;
    double expected = 0;
    for (std::size_t i = 0; i < T * B; ++i)
    {
        const double deviation = std::exp(y(i / B, i % B, 1));
        const double d = (target(i / B, i % B, 0) - y(i / B, i % B, 0)) / deviation;
        expected -= std::log(std::exp(-d * d / 2) / (deviation * std::sqrt(2 * std::numbers::pi)));
    }
    CHECK(normal_loss(y, target, adjoint) == Approx(expected).epsilon(1e-12));
    CHECK(normal_loss(y, target, adjoint, reduction::mean) == Approx(expected / (T * B)).epsilon(1e-12));
}

TEST_CASE("the squared error as a cell is the squared error, and its mean is over rows")
{
    const tensor y = random_sequence<double>(T, B, 19);
    const tensor target = random_sequence<double>(T, B, 19, 4);
    tensor adjoint = y, other = y;
    for (const auto& where : {mask(some), mask(std::span<const char>("111111", 6))})
    {
        CHECK(squares<19>(y, target, adjoint, where) == Approx(squared_error(y, target, other, where)).epsilon(1e-12));
        CHECK(xt::allclose(adjoint, other, 1e-12, 1e-12));
        CHECK(squares<19>(y, target, adjoint, reduction::mean, where)
            == Approx(19 * squared_error(y, target, other, reduction::mean, where)).epsilon(1e-12));
    }
}

TEST_CASE("the mixture density has the values of the paper's equations")
{
    constexpr std::size_t parts = 3;
    const tensor y = random_sequence<double>(T, B, 6 * parts + 1);
    const tensor target = movements(T, 4);
    tensor adjoint = y;
    double expected = 0;
    for (std::size_t i = 0; i < T * B; ++i)
    {
        const std::size_t t = i / B, b = i % B;
        const std::span row(&y(t, b, 0), 6 * parts + 1);
        expected += plain_mixture(row, parts, target(t, b, 0), target(t, b, 1), target(t, b, 2));
    }
    CHECK(mixture_density<parts>(y, target, adjoint) == Approx(expected).epsilon(1e-12));
}

TEST_CASE("a mixture is finite where exp overflows and correlations are 1 after rounding, and so is its gradient")
{
    constexpr std::size_t parts = 3;
    xt::xtensor<float, 3> y = xt::zeros<float>({1, 4, 19});
    xt::xtensor<float, 3> adjoint = y;
    const std::vector<float> targets{3, -2, 1, 3, -2, 0, 1e6f, 5, 1, 0, 0, 0};
    for (std::size_t j = 0; j < parts; ++j)
    {
        y(0, 0, j) = 1000 * static_cast<float>(j);               // weights of 0 and 1
        y(0, 1, 5 * parts + j) = j == 0 ? 15.f : -15.f;          // correlations
        y(0, 3, 3 * parts + j) = y(0, 3, 4 * parts + j) = -30.f; // hardly any deviation, and hit exactly
    }
    y(0, 0, 18) = -1000;
    y(0, 1, 18) = 1000;
    const double loss = mixture_density<parts>(y, targets, adjoint);
    CHECK(std::isfinite(loss));
    CHECK(loss > 1e10); // the third row is far away
    CHECK(std::all_of(adjoint.begin(), adjoint.end(), [](float each) { return std::isfinite(each); }));
    CHECK(adjoint(0, 0, 18) == Approx(-1));
    CHECK(adjoint(0, 1, 18) == Approx(1));
    CHECK(adjoint(0, 3, 3 * parts) == Approx(1.0 / parts)); // a deviation that has yet to shrink
}

TEST_CASE("a loss that is a cell goes back through the network below it")
{
    using network = stack<lstm<3, 6>, linear<6, 13>>;
    model<network, double> m(2);
    randomise(m);
    const tensor x = random_sequence<double>(T, B, 3);
    const tensor next = movements(T, 4);
    CHECK(check_gradients(m, x, [&](auto& work) { return mixture_density<2>(work, next, reduction::mean); }));
    const std::vector<double> last(next.data() + (T - 1) * B * 3, next.data() + T * B * 3);
    CHECK(check_gradients(m, x, [&](auto& work) { return mixture_density<2>(work, last, last_step); }));
    CHECK(check_gradients(m, x, [&](auto& work) { return mixture_density<2>(work, next, mask(some)); }));
}

TEST_CASE("the rows of a packed window have the losses that they have alone")
{
    using network = stack<gru<3, 5>, linear<5, 13>>;
    model<network, double> m(3);
    randomise(m);
    const std::vector<std::size_t> lengths{2, 5, 3};
    std::vector<xt::xtensor<double, 2>> x, next;
    double expected = 0;
    parameters<network, double> gradients, sum;
    std::fill(sum.span().begin(), sum.span().end(), 0);
    workspace work(m, 5, 3);
    for (const std::size_t length : lengths)
    {
        const tensor one = random_sequence<double>(length, 1, 3, 10 + length);
        const tensor target = random_sequence<double>(length, 1, 3, 20 + length);
        hidden_state<network, double> state;
        work.forward(m, one, state);
        expected += mixture_density<2>(work, target);
        work.backward(m, gradients);
        std::transform(
            sum.span().begin(), sum.span().end(), gradients.span().begin(), sum.span().begin(), std::plus<>());
        x.push_back(xt::reshape_view(one, {length, std::size_t(3)}));
        next.push_back(xt::reshape_view(target, {length, std::size_t(3)}));
    }
    packed_sequences<double> packed(5, 3, 3), targets(5, 3, 3);
    packed.fill(x);
    targets.fill(next);
    hidden_state<network, double> state(3);
    work.forward(m, packed, state);
    CHECK(mixture_density<2>(work, targets) == Approx(expected).epsilon(1e-12));
    CHECK(check_gradients(m, packed, [&](auto& all) { return mixture_density<2>(all, targets, reduction::mean); }));
    work.forward(m, packed, state = hidden_state<network, double>(3));
    mixture_density<2>(work, targets);
    work.backward(m, gradients);
    for (std::size_t i = 0; i < sum.size(); ++i)
    {
        CHECK(gradients.data()[i] == Approx(sum.data()[i]).margin(1e-10));
    }
    CHECK(norm(sum) > 0.1);
}

TEST_CASE("a row has the bits of its loss in any batch")
{
    const auto y = random_sequence<float>(1, 7, 109);
    const auto target = random_sequence<float>(1, 7, 3, 4);
    xt::xtensor<float, 3> adjoint = y;
    mixture_density<18>(y, target, adjoint);
    for (std::size_t row = 0; row < 7; ++row)
    {
        const std::vector<float> copy(&y(0, row, 0), &y(0, row, 0) + 109);
        std::vector<float> alone(109);
        losses::of_cell<losses::mixture_density<18>>::row(
            std::span<const float>(copy), std::span<const float>(&target(0, row, 0), 3), std::span<float>(alone));
        CHECK(std::equal(alone.begin(), alone.end(), &adjoint(0, row, 0)));
    }
}

TEST_CASE("a loss that is a cell is that of a whole long sequence, window by window")
{
    using network = stack<gru<3, 4>, linear<4, 7>>;
    model<network, double> m(3);
    const tensor x = random_sequence<double>(20, B, 3);
    const tensor next = movements(20, 4);
    hidden_state<network, double> state(B), again(B);
    parameters<network, double> gradients, in_windows;
    workspace work(m, 20, B);
    work.forward(m, x, state);
    const double loss = mixture_density<1>(work, next, reduction::mean);
    work.backward(m, gradients);
    long_workspace windows(m, 20, B);
    CHECK(windows.backpropagate(m, x, again, in_windows, mixture_density<1>, next, reduction::mean)
        == Approx(loss).epsilon(1e-12));
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
        CHECK(in_windows.data()[i] == Approx(gradients.data()[i]).margin(1e-12));
    }
}

TEST_CASE("outputs and targets of another width are refused before anything is written")
{
    const tensor y = random_sequence<double>(T, B, 7);
    const tensor wide = random_sequence<double>(T, B, 8);
    tensor adjoint = xt::ones<double>({T, B, std::size_t(7)}), wide_adjoint = xt::ones<double>({T, B, std::size_t(8)});
    CHECK_THROWS_WITH(mixture_density<1>(wide, movements(T, 1), wide_adjoint),
        Contains("this loss takes outputs of width 7, but these have width 8"));
    CHECK_THROWS_WITH(mixture_density<1>(y, y, adjoint), Contains("a loss over 6 rows takes 18 targets, not 42"));
    CHECK_THROWS_WITH(
        mixture_density<1>(y, movements(T, 1), adjoint, last_step), Contains("over 2 rows takes 6 targets, not 18"));
    CHECK(xt::all(xt::equal(adjoint, 1.0)));
    CHECK(xt::all(xt::equal(wide_adjoint, 1.0)));
}
