// SPDX-License-Identifier: BSD-3-Clause
/// check_gradients finds what is wrong, says where, and does not pass where nothing was checked.
#include <catch2/catch.hpp>

#include <limits>

#include <xrnn/training/check_gradients.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

/// x squared, with a derivative that is wrong where x is above 1.
struct bent_square
{
    static constexpr std::string_view name = "bent_square";
    static constexpr reads df_reads = reads::argument;

    template <class V>
    static V f(V x)
    {
        return x * x;
    }

    template <class V>
    static V df(V x, V)
    {
        return choose(x > V(1), V(3), x + x);
    }
};

/// Of one parameter, W, each element is used by one output.
template <class Function, std::size_t Width = 3>
struct bent
{
    static constexpr input<"x", Width> x{};
    static constexpr value<"y", Width> y{};
    static constexpr parameter<"w", Width> w{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = x * apply<Function>(w));
};

/// A parameter that counts for nothing.
struct idle
{
    static constexpr input<"x", 2> x{};
    static constexpr state<"h", 2> h{};
    static constexpr parameter<"w", 2> w{};
    static constexpr parameter<"v", 2> v{};
    static constexpr auto output = h;
    static constexpr auto step = equations(h = tanh(x * w + 0.5 * prev(h)) + 0 * v);
};

struct scaled
{
    static constexpr input<"x", 2> x{};
    static constexpr value<"y", 2> y{};
    static constexpr parameter<"w", 2> w{};
    static constexpr scalar<"k"> k{};
    static constexpr auto output = y;
    static constexpr auto step = equations(y = k * x * w);
};

/// The sum of all outputs.
struct sum_of_outputs
{
    double operator()(auto& work) const
    {
        double sum = 0;
        for (const double y : work.output())
        {
            sum += y;
        }
        work.output_adjoint().fill(1);
        return sum;
    }
};

template <class Function>
gradient_report check_bent(double third, const gradient_check& how = {})
{
    model<bent<Function>, double> m;
    m.edit([&](auto& p) { p.template get<"w">() = xt::xtensor<double, 1>{0.5, -0.75, third}; });
    return check_gradients(m, xt::xtensor<double, 3>(xt::ones<double>({2, 1, 3})), sum_of_outputs(), how);
}

} // namespace

TEST_CASE("right gradients pass: every parameter, the input and the initial states of all layers are compared")
{
    using network = stack<lstm<4, 5>, rnn<5, 3>>;
    model<network, double> m;
    randomise(m);
    const auto x = random_sequence<double>(3, 2, 4);
    hidden_state<network, double> from(2);
    from.get<"h", 0>().fill(0.4);
    from.get<"c", 0>().fill(-0.3);
    from.get<"h", 1>().fill(0.2);
    const std::vector<double> targets(3 * 2 * 3, 0.25);
    const std::vector<double> before(m.all().span().begin(), m.all().span().end());
    const gradient_report found = check_gradients(m, x, from, [&](auto& work) { return squared_error(work, targets); });
    CAPTURE(found.failure);
    CHECK(found);
    CHECK(found.checked == m.all().size() + x.size() + from.size());
    CHECK(found.failure.empty());
    CHECK(found.worst > 0);
    CHECK(found.worst < 1e-8);
    CHECK(std::equal(before.begin(), before.end(), m.all().data()));
    CHECK(from.get<"c", 0>()(1, 4) == -0.3);
}

TEST_CASE("a window of ids has no gradient of its input")
{
    using network = lstm<4, 5>;
    const model<network, double> m(3);
    const std::vector<id> ids{0, 3, 1, 2, 3}, targets{1, 1, 4, 0, 2};
    const auto loss = [&](auto& work) { return softmax_cross_entropy(work, targets); };
    const gradient_report found = check_gradients(m, ids, loss);
    CHECK(found);
    CHECK(found.checked == m.all().size() + 10);
}

TEST_CASE("a wrong derivative is found, and said in words")
{
    CHECK(check_bent<functions::square>(1.5));
    CHECK(check_bent<bent_square>(0.5));
    const gradient_report found = check_bent<bent_square>(2);
    CHECK_FALSE(found);
    CHECK(found.wrong == 1);
    CHECK(found.worst == Approx(0.25));
    CHECK(found.failure == "parameter \"w\" of layer 0, element [2]: backward gives 6, finite differences give 8");
}

TEST_CASE("a sample has the element with the largest gradient in it")
{
    const gradient_report found = check_bent<bent_square>(2, {.sample = 1});
    CHECK(found.checked == 2);
    CHECK(found.wrong == 1);
}

TEST_CASE("an adjoint that does not belong to the loss is found, of an output and of a final state")
{
    using network = gru<2, 3>;
    const model<network, double> m(2);
    const auto x = random_sequence<double>(4, 1, 2);
    CHECK(check_gradients(m, x, sum_of_outputs()));
    CHECK_FALSE(check_gradients(m, x, [](auto& work) { return 1.001 * sum_of_outputs()(work); }));
    const auto final_h = [](auto& work, double factor) {
        work.template final_adjoint<"h">().fill(1);
        const auto h = work.template probe<"h">();
        return factor * (h(3, 0, 0) + h(3, 0, 1) + h(3, 0, 2));
    };
    CHECK(check_gradients(m, x, [&](auto& work) { return final_h(work, 1); }));
    CHECK_FALSE(check_gradients(m, x, [&](auto& work) { return final_h(work, 1.001); }));
}

TEST_CASE("what is not a number fails, in the loss and in a gradient")
{
    model<scaled, double> m(1);
    m.edit([](auto& p) { p.template get<"w">().fill(1); });
    m.set<"k">(0.5);
    xt::xtensor<double, 3> x = xt::ones<double>({1, 1, 2});
    CHECK(check_gradients(m, x, sum_of_outputs()));
    x(0, 0, 1) = std::numeric_limits<double>::quiet_NaN();
    gradient_report found = check_gradients(m, x, sum_of_outputs());
    CHECK_FALSE(found);
    CHECK(found.wrong == found.checked);
    CHECK(found.worst == std::numeric_limits<double>::infinity());
    x.fill(1);
    const auto one_nan = [](auto& work) {
        const double sum = sum_of_outputs()(work);
        work.output_adjoint()(0, 0, 1) = std::numeric_limits<double>::quiet_NaN();
        return sum;
    };
    found = check_gradients(m, x, one_nan, {.sample = 1});
    CHECK(found.wrong == 2);
    CHECK_THAT(found.failure, Contains("element [1]: backward gives nan"));
    const auto infinite = [](auto& work) {
        work.output_adjoint().fill(std::numeric_limits<double>::infinity());
        return std::numeric_limits<double>::infinity();
    };
    CHECK_FALSE(check_gradients(m, x, infinite));
}

TEST_CASE("a block whose gradient vanishes fails, unless it may be zero")
{
    model<idle, double> m;
    m.edit([](auto& p) { p.template get<"w">().fill(0.5); });
    const auto x = random_sequence<double>(3, 1, 2);
    const gradient_report found = check_gradients(m, x, sum_of_outputs());
    CHECK_FALSE(found);
    CHECK(found.wrong == 0);
    CHECK(found.vanished == 1);
    CHECK_THAT(found.failure, Contains("parameter \"v\" of layer 0") && Contains("nothing was checked"));
    CHECK(check_gradients(m, x, sum_of_outputs(), {.may_be_zero = {"v"}}));
    const auto nothing = [](auto& work) {
        work.output_adjoint().fill(0);
        return 0.0;
    };
    CHECK(check_gradients(m, x, nothing).vanished == 4);
    CHECK(check_gradients(m, x, nothing, {.may_be_zero = {"v", "w", "x", "h"}}));
}

TEST_CASE("a kink near the point does not count, and at the point it fails")
{
    CHECK(check_bent<functions::abs>(0.001));
    CHECK(check_bent<functions::abs>(-0.0015));
    CHECK_FALSE(check_bent<functions::relu>(0));
}

TEST_CASE("noise is drawn where that is asked for, and is its mean otherwise")
{
    using network = dropout<6>;
    const model<network, double> m;
    const auto x = random_sequence<double>(2, 1, 6);
    const auto sum_of_kept = [](auto& work) {
        const double sum = sum_of_outputs()(work);
        std::size_t dropped = 0;
        for (const double y : work.output())
        {
            dropped += y == 0;
        }
        work.output_adjoint().fill(dropped > 0 ? 2 : 1); // wrong if anything is dropped
        return sum;
    };
    CHECK(check_gradients(m, x, sum_of_kept));
    CHECK_FALSE(check_gradients(m, x, sum_of_kept, {.draw = training{1, 2}}));
}

TEST_CASE("the workspace may be made for a larger window, and not for a smaller one")
{
    const model<rnn<2, 3>, double> m(1);
    const auto x = random_sequence<double>(3, 2, 2);
    CHECK(check_gradients(m, x, sum_of_outputs(), {.capacity_steps = 5, .capacity_rows = 4}));
    CHECK_THROWS_AS(check_gradients(m, x, sum_of_outputs(), {.capacity_steps = 2}), std::invalid_argument);
}

TEST_CASE("options that make no sense are refused")
{
    const model<rnn<2, 3>, double> m(1);
    const auto x = random_sequence<double>(3, 2, 2);
    const auto run = [&](const gradient_check& how) { return check_gradients(m, x, sum_of_outputs(), how).checked; };
    CHECK_THROWS_WITH(run({.step = 0}), Contains("must be above 0"));
    CHECK_THROWS_WITH(run({.tolerance = -1}), Contains("must be above 0"));
    CHECK_THROWS_WITH(run({.tolerance = std::numeric_limits<double>::quiet_NaN()}), Contains("must be above 0"));
    CHECK_THROWS_WITH(run({.may_be_zero = {"W_hh", "U_q"}}), Contains("may_be_zero names \"U_q\""));
    CHECK_THROWS_AS(check_gradients(m, std::vector<double>(5), sum_of_outputs()), std::invalid_argument);
    CHECK_THROWS_AS(check_gradients(m, x, hidden_state<rnn<2, 3>, double>(1), sum_of_outputs()), std::invalid_argument);
}
