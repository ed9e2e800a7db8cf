// SPDX-License-Identifier: BSD-3-Clause
/// Reductions: what they give, where the adjoint of a largest element goes, what stop() stops, and the same bits however a
/// window is run.
#include <catch2/catch.hpp>

#include <limits>

#include <xtensor/xview.hpp>

#include "../support/networks.hpp"
#include "../support/reducing_cell.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

/// Every reduction of a row of Width elements, beside each other.
template <std::size_t Width>
struct all_reductions
{
    static constexpr input<"x", Width> x{};
    static constexpr value<"sum"> s{};
    static constexpr value<"mean"> m{};
    static constexpr value<"max"> most{};
    static constexpr value<"variance"> v{};
    static constexpr value<"logsumexp"> l{};
    static constexpr value<"softmax", Width> p{};
    static constexpr auto output = p;
    static constexpr auto step =
        equations(s = sum(x), m = mean(x), most = max(x), v = variance(x), l = logsumexp(x), p = softmax(x));
};

template <std::size_t Width>
hidden_state<all_reductions<Width>, double> reduce_row(const std::vector<double>& x)
{
    const model<all_reductions<Width>, double> m;
    hidden_state<all_reductions<Width>, double> state;
    m.step(x, state);
    return state;
}

/// The gradient of the largest element by each element of a row.
template <std::size_t Width>
struct largest
{
    static constexpr input<"x", Width> x{};
    static constexpr value<"m"> m{};
    static constexpr auto output = m;
    static constexpr auto step = equations(m = max(2 * x));
};

template <std::size_t Width>
std::vector<double> gradient_of_largest(const std::vector<double>& x)
{
    const model<largest<Width>, double> m;
    workspace<largest<Width>, double> work(1, 1, input_adjoints::yes);
    hidden_state<largest<Width>, double> state;
    work.forward(m, x, state);
    work.output_adjoint().fill(3);
    parameters<largest<Width>, double> gradients;
    work.backward(m, gradients);
    return numbers(work.input_adjoint());
}

/// Two parameters, one of which stands below stop().
struct stopped
{
    static constexpr input<"x", 3> x{};
    static constexpr value<"y", 2> y{};
    static constexpr parameter<"W", 3, 2> W{};
    static constexpr parameter<"V", 3, 2> V{};
    static constexpr parameter<"b", 2> b{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = dot(x, W) * stop(dot(x, V) + b + sum(x)));
};

/// Overlapping columns of the input, and one of them as a number.
struct columns
{
    static constexpr input<"x", 5> x{};
    static constexpr value<"m"> m{};
    static constexpr value<"y", 3> y{};
    static constexpr auto output = y;
    static constexpr auto step = equations(m = pick<4>(x) * 10, y = slice<0, 3>(x) + 2 * slice<2, 3>(x) + m);
};

template <class Network>
std::vector<float> everything(const model<Network>& m, const xt::xtensor<float, 3>& x, const team& threads = team())
{
    const std::size_t steps = x.shape()[0];
    const std::size_t rows = x.shape()[1];
    workspace<Network> work(m, steps, rows, input_adjoints::yes, threads);
    hidden_state<Network> state(rows);
    std::fill_n(state.data(), state.size(), 0.25f);
    std::vector<float> all = numbers(work.forward(m, x, state));
    work.output_adjoint().fill(0.5f);
    parameters<Network> gradients;
    work.backward(m, gradients);
    const auto of_input = numbers(work.input_adjoint());
    all.insert(all.end(), of_input.begin(), of_input.end());
    all.insert(all.end(), gradients.data(), gradients.data() + gradients.size());
    all.insert(all.end(), state.data(), state.data() + state.size());
    return all;
}

} // namespace

TEST_CASE("reductions of three numbers are those of a calculation by hand")
{
    const auto state = reduce_row<3>({1, 2, 6});
    CHECK(state.probe<"sum">()(0, 0) == 9);
    CHECK(state.probe<"mean">()(0, 0) == 3);
    CHECK(state.probe<"max">()(0, 0) == 6);
    CHECK(state.probe<"variance">()(0, 0) == Approx(14.0 / 3).epsilon(1e-15));
    // log(e + e^2 + e^6), and its shares
    CHECK(state.probe<"logsumexp">()(0, 0) == Approx(6.024744890138822).epsilon(1e-14));
    CHECK(state.probe<"softmax">()(0, 0) == Approx(0.0065732631853).epsilon(1e-8));
    CHECK(state.probe<"softmax">()(0, 2) == Approx(0.97555875494439).epsilon(1e-9));
}

TEST_CASE("reductions take every element of a row once, whatever its width")
{
    const auto check = []<std::size_t Width>(std::integral_constant<std::size_t, Width>) {
        std::vector<double> x(Width);
        for (std::size_t j = 0; j < Width; ++j)
        {
            x[j] = static_cast<double>(j + 1) * (j % 2 == 0 ? -1 : -2); // no zero is among them, nor in place of them
        }
        const auto state = reduce_row<Width>(x);
        double sum = 0;
        for (const double e : x)
        {
            sum += e;
        }
        CHECK(state.template probe<"sum">()(0, 0) == sum);
        CHECK(state.template probe<"mean">()(0, 0) == sum / Width);
        CHECK(state.template probe<"max">()(0, 0) == -1);
    };
    check(std::integral_constant<std::size_t, 1>());
    check(std::integral_constant<std::size_t, 2>());
    check(std::integral_constant<std::size_t, 5>());
    check(std::integral_constant<std::size_t, 8>());
    check(std::integral_constant<std::size_t, 23>());
    check(std::integral_constant<std::size_t, 33>());
}

TEST_CASE("softmax and logsumexp do not overflow")
{
    const auto state = reduce_row<3>({1000, 1000, -1000});
    CHECK(state.probe<"logsumexp">()(0, 0) == Approx(1000.6931472).epsilon(1e-10));
    CHECK(state.probe<"softmax">()(0, 0) == Approx(0.5).epsilon(1e-14));
    CHECK(state.probe<"softmax">()(0, 2) == 0);
}

TEST_CASE("an element that is not a number makes every reduction one that is not")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const std::size_t at : {0u, 3u, 8u, 16u})
    {
        std::vector<double> x(17, 1);
        x[at] = nan;
        const auto state = reduce_row<17>(x);
        CHECK(std::isnan(state.probe<"sum">()(0, 0)));
        CHECK(std::isnan(state.probe<"max">()(0, 0)));
        CHECK(std::isnan(state.probe<"softmax">()(0, 1)));
    }
}

TEST_CASE("the adjoint of a largest element goes to the first of them")
{
    const auto expected = [](std::size_t width, std::size_t first) {
        std::vector<double> gradient(width, 0);
        gradient[first] = 6;
        return gradient;
    };
    CHECK(gradient_of_largest<5>({1, 4, 4, 2, 4}) == expected(5, 1));
    CHECK(gradient_of_largest<5>({-3, -3, -3, -3, -3}) == expected(5, 0));
    std::vector<double> x(35, -1); // in doubles, four whole batches of eight and a rest
    x[30] = x[13] = x[21] = x[33] = 7;
    CHECK(gradient_of_largest<35>(x) == expected(35, 13));
    x[34] = 8;
    CHECK(gradient_of_largest<35>(x) == expected(35, 34));
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(gradient_of_largest<9>(std::vector<double>(9, -infinity)) == expected(9, 0));
}

TEST_CASE("nothing is learned through stop, and what stands beside it learns with its value")
{
    model<stopped, double> m(3);
    m.edit([](auto& p) { p.template get<"b">().fill(0.5); });
    workspace<stopped, double> work(1, 1, input_adjoints::yes);
    hidden_state<stopped, double> state;
    const std::vector<double> x{1, -2, 4};
    const auto y = numbers(work.forward(m, x, state));
    work.output_adjoint().fill(1);
    parameters<stopped, double> gradients;
    work.backward(m, gradients);
    const auto W = m.get<"W">();
    const auto V = m.get<"V">();
    for (std::size_t j = 0; j < 2; ++j)
    {
        const double factor = V(0, j) - 2 * V(1, j) + 4 * V(2, j) + 0.5 + 3;
        const double product = W(0, j) - 2 * W(1, j) + 4 * W(2, j);
        CHECK(y[j] == Approx(factor * product).epsilon(1e-14));
        for (std::size_t i = 0; i < 3; ++i)
        {
            CHECK(gradients.get<"W">()(i, j) == Approx(factor * x[i]).epsilon(1e-14));
            CHECK(gradients.get<"V">()(i, j) == 0);
            CHECK(work.input_adjoint()(0, 0, i)
                == Approx((W(i, 0) * y[0] / (W(0, 0) - 2 * W(1, 0) + 4 * W(2, 0)))
                    + (W(i, 1) * y[1] / (W(0, 1) - 2 * W(1, 1) + 4 * W(2, 1))))
                       .epsilon(1e-12));
        }
        CHECK(gradients.get<"b">()(j) == 0);
    }
}

TEST_CASE("slices and picks read their columns and send adjoints to them")
{
    const model<columns, double> m;
    workspace<columns, double> work(1, 1, input_adjoints::yes);
    hidden_state<columns, double> state;
    const std::vector<double> x{1, 2, 4, 8, 16};
    CHECK(numbers(work.forward(m, x, state)) == std::vector<double>{169, 178, 196});
    auto adjoint = work.output_adjoint();
    adjoint(0, 0, 0) = 1;
    adjoint(0, 0, 1) = 3;
    adjoint(0, 0, 2) = 5;
    parameters<columns, double> gradients;
    work.backward(m, gradients);
    CHECK(numbers(work.input_adjoint()) == std::vector<double>{1, 3, 5 + 2, 6, 10 + 90});
}

TEST_CASE("a row has the same bits alone, in a batch, and on any number of threads")
{
    using network = stack<layer_norm_lstm<3, 19>, reducing<19, 5>, slicing<5, 6>, scoring<5, 18>, linear<1, 2>>;
    model<network> m;
    randomise(m, 5, 0.3);
    const auto x = random_sequence<float>(6, 7, 3);
    const std::vector<float> one = everything(m, x);
    CHECK(informative(one));
    for (const std::size_t count : {2u, 3u, 5u})
    {
        CHECK(everything(m, x, team(count)) == one);
    }
    for (std::size_t b = 0; b < 7; ++b)
    {
        const xt::xtensor<float, 3> row = xt::view(x, xt::all(), xt::range(b, b + 1), xt::all());
        const std::vector<float> alone = everything(m, row);
        for (std::size_t t = 0; t < 6; ++t)
        {
            CHECK(std::equal(alone.begin() + std::ptrdiff_t(2 * t), alone.begin() + std::ptrdiff_t(2 * t + 2),
                one.begin() + std::ptrdiff_t((t * 7 + b) * 2)));
            const std::size_t of_input = 6 * 7 * 2 + (t * 7 + b) * 3;
            CHECK(std::equal(alone.begin() + std::ptrdiff_t(12 + 3 * t), alone.begin() + std::ptrdiff_t(15 + 3 * t),
                one.begin() + std::ptrdiff_t(of_input)));
        }
    }
}

TEST_CASE("a number as output has width 1 for its neighbours and for losses")
{
    using network = stack<scoring<3, 5>, counter<1>>;
    static_assert(model<network>::output_width == 1);
    const model<network> m(1);
    workspace<network> work(m, 4, 2);
    hidden_state<network> state(2);
    const auto x = random_sequence<float>(4, 2, 3);
    CHECK(work.forward(m, x, state).shape() == std::array<std::size_t, 3>{4, 2, 1});
    CHECK(squared_error(work, std::vector<float>(8, 0.5f)) > 0);
    CHECK(state.get<"n", 1>().shape() == std::array<std::size_t, 2>{2, 1});
    CHECK(work.probe<"m">().shape() == std::array<std::size_t, 3>{4, 2, 1});
}
