// SPDX-License-Identifier: BSD-3-Clause
/// What all losses share: gradients, where outputs count, sum and mean, and entries of users.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "../support/losses.hpp"
#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;

namespace
{

/// A user's entry by the element: Huber 1964, with the bend at 1.
struct huber
{
    template <class Number>
    static Number f(Number y, Number target)
    {
        const Number r = std::abs(y - target);
        return r <= 1 ? r * r / 2 : r - Number(0.5);
    }

    template <class Number>
    static Number df(Number y, Number target)
    {
        return std::clamp(y - target, Number(-1), Number(1));
    }
};
constexpr loss_function<huber> huber_loss;

std::vector<double> random_targets(std::size_t count, bool probabilities)
{
    random_source random(7);
    std::vector<double> targets(count);
    std::generate(targets.begin(), targets.end(), [&] { return probabilities ? random.uniform() : random.normal(); });
    return targets;
}

/// Every gradient against the four-point stencil, as sum and as mean.
template <class Loss, class Targets, class Where>
void check_gradient(const Loss& loss, const Targets& targets, const Where& where)
{
    for (const reduction over : {reduction::sum, reduction::mean})
    {
        const tensor outputs = random_sequence<double>(T, B, K);
        tensor adjoint = window(9);
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
void check_gradients(const Loss& loss, bool probabilities)
{
    const std::vector<double> targets = random_targets(T * B * K, probabilities);
    check_gradient(loss, targets, every_step);
    check_gradient(loss, std::span(targets).first(B * K), last_step);
    check_gradient(loss, targets, mask(some));
}

} // namespace

TEST_CASE("the gradient of every loss is that of its value, wherever it counts, as sum and as mean")
{
    const std::vector<id> classes{0, 4, 2, 2, 1, 3};
    check_gradient(softmax_cross_entropy, classes, every_step);
    check_gradient(softmax_cross_entropy, std::span(classes).first(B), last_step);
    check_gradient(softmax_cross_entropy, classes, mask(some));
    check_gradients(squared_error, false);
    check_gradients(binary_cross_entropy, true);
    check_gradients(huber_loss, false);
    check_gradients(soft_cross_entropy_loss, true);
}

TEST_CASE("the mean of a loss by the row is over the rows that count")
{
    const tensor outputs = window();
    tensor adjoint = window();
    const std::vector<id> classes(T * B, 1), last(B, 1);
    const double one = std::log(5.0);
    CHECK(softmax_cross_entropy(outputs, classes, adjoint) == Approx(6 * one));
    CHECK(softmax_cross_entropy(outputs, classes, adjoint, reduction::mean) == Approx(one));
    CHECK(adjoint(2, 1, 0) == Approx(0.2 / 6));
    CHECK(softmax_cross_entropy(outputs, last, adjoint, reduction::sum, last_step) == Approx(2 * one));
    CHECK(softmax_cross_entropy(outputs, last, adjoint, reduction::mean, last_step) == Approx(one));
    CHECK(adjoint(2, 1, 0) == Approx(0.2 / 2));
    CHECK(softmax_cross_entropy(outputs, classes, adjoint, reduction::sum, mask(some)) == Approx(3 * one));
    CHECK(softmax_cross_entropy(outputs, classes, adjoint, reduction::mean, mask(some)) == Approx(one));
    CHECK(adjoint(2, 1, 0) == Approx(0.2 / 3));
    const std::vector<double> dense(T * B * K, 0.2);
    CHECK(soft_cross_entropy_loss(outputs, dense, adjoint, reduction::sum, mask(some)) == Approx(3 * one));
    CHECK(soft_cross_entropy_loss(outputs, dense, adjoint, reduction::mean, mask(some)) == Approx(one));
}

TEST_CASE("the mean of a loss by the element is over the elements that count")
{
    const tensor outputs = window(3);
    tensor adjoint = window();
    const std::vector<double> ones(T * B * K, 1), last(B * K, 1);
    CHECK(squared_error(outputs, ones, adjoint) == 4 * 30);
    CHECK(squared_error(outputs, ones, adjoint, reduction::mean) == Approx(4));
    CHECK(adjoint(2, 1, 0) == Approx(4.0 / 30));
    CHECK(squared_error(outputs, last, adjoint, reduction::sum, last_step) == 4 * 10);
    CHECK(squared_error(outputs, last, adjoint, reduction::mean, last_step) == Approx(4));
    CHECK(adjoint(2, 1, 0) == Approx(4.0 / 10));
    CHECK(squared_error(outputs, ones, adjoint, reduction::sum, mask(some)) == 4 * 15);
    CHECK(squared_error(outputs, ones, adjoint, reduction::mean, mask(some)) == Approx(4));
    CHECK(adjoint(2, 1, 0) == Approx(4.0 / 15));
    CHECK(huber_loss(outputs, ones, adjoint, reduction::mean, mask(some)) == Approx(1.5));
}

TEST_CASE("targets are laid out as the outputs, and those of the last step start at its first row")
{
    const tensor outputs = random_sequence<double>(T, B, K);
    tensor adjoint = window();
    CHECK(squared_error(outputs, outputs, adjoint) == 0);
    const std::vector<double> last(outputs.end() - B * K, outputs.end());
    CHECK(squared_error(outputs, last, adjoint, reduction::sum, last_step) == 0);
    tensor one_off = outputs;
    one_off(1, 0, 3) += 2; // step 1, row 0 has mark 2
    CHECK(squared_error(outputs, one_off, adjoint, reduction::sum, mask(some)) == Approx(4));
    CHECK(adjoint(1, 0, 3) == Approx(-4));
    one_off = outputs;
    one_off(1, 1, 3) += 2; // and row 1 does not count
    CHECK(squared_error(outputs, one_off, adjoint, reduction::sum, mask(some)) == 0);
}

TEST_CASE("outputs that do not count are not read, and their adjoint is zero")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    tensor outputs = random_sequence<double>(T, B, K);
    tensor numbers = random_sequence<double>(T, B, K, 5);
    std::vector<id> classes(T * B, 999);
    for (std::size_t i = 0; i < some.size(); ++i)
    {
        if (some[i] != 0)
        {
            classes[i] = 4;
            continue;
        }
        std::fill_n(outputs.data() + i * K, K, nan);
        std::fill_n(numbers.data() + i * K, K, nan);
    }
    const auto check_zeros = [&](const tensor& adjoint, const auto& counts) {
        for (std::size_t i = 0; i < adjoint.size(); ++i)
        {
            CHECK((adjoint.data()[i] != 0) == counts(i / K));
        }
    };
    const auto marked = [](std::size_t i) { return some[i] != 0; };
    tensor adjoint = window(9);
    CHECK(std::isfinite(softmax_cross_entropy(outputs, classes, adjoint, reduction::mean, mask(some))));
    check_zeros(adjoint, marked);
    adjoint.fill(9);
    CHECK(std::isfinite(squared_error(outputs, numbers, adjoint, reduction::mean, mask(some))));
    check_zeros(adjoint, marked);
    adjoint.fill(9);
    std::fill_n(&outputs(T - 1, 0, 0), K, 0.5); // so that the last step is finite
    CHECK(std::isfinite(softmax_cross_entropy(outputs, std::vector<id>{1, 2}, adjoint, reduction::sum, last_step)));
    check_zeros(adjoint, [](std::size_t i) { return i >= 4; });
}

TEST_CASE("if nothing counts, sum and mean are zero and so is the adjoint")
{
    const std::array<bool, T * B> no_marks{};
    const std::vector<id> classes(T * B, 999);
    for (const reduction over : {reduction::sum, reduction::mean})
    {
        tensor adjoint = window(9);
        CHECK(softmax_cross_entropy(window(1), classes, adjoint, over, mask(no_marks)) == 0);
        CHECK(xt::sum(xt::abs(adjoint))() == 0);
        adjoint.fill(9);
        CHECK(squared_error(window(1), window(2), adjoint, over, mask(no_marks)) == 0);
        CHECK(xt::sum(xt::abs(adjoint))() == 0);
    }
}

namespace
{

/// Entries whose parameters are generic, so that nothing but the targets tells which form is meant.
struct generic_classes
{
    static auto row(auto outputs, auto target, auto adjoint)
    {
        std::fill(adjoint.begin(), adjoint.end(), 0.0);
        adjoint[target] = 1;
        return outputs[target];
    }
};

struct generic_rows
{
    static double row(const auto& outputs, const auto& targets, const auto& adjoint)
    {
        std::copy(targets.begin(), targets.end(), adjoint.begin());
        return outputs[0] * targets[0];
    }
};

} // namespace

TEST_CASE("the row of a user's loss may have generic parameters")
{
    const tensor outputs = window(3);
    tensor adjoint = window();
    CHECK(loss_function<generic_classes>()(outputs, std::vector<id>(T * B, 2), adjoint, reduction::mean) == 3);
    CHECK(adjoint(1, 1, 2) == Approx(1.0 / 6));
    CHECK(adjoint(1, 1, 1) == 0);
    CHECK(loss_function<generic_rows>()(outputs, window(2), adjoint) == 6 * 6);
    CHECK(adjoint(2, 1, 4) == 2);
}

TEST_CASE("a NaN loss is returned, for the update to refuse")
{
    tensor outputs = window();
    outputs(1, 0, 2) = std::numeric_limits<double>::quiet_NaN();
    tensor adjoint = window();
    CHECK(std::isnan(softmax_cross_entropy(outputs, std::vector<id>(T * B), adjoint)));
    CHECK(std::isnan(squared_error(outputs, window(), adjoint)));
}
