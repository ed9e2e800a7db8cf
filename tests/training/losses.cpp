// SPDX-License-Identifier: BSD-3-Clause
/// What all losses share: where outputs count, sum and mean, what is refused, and entries of users.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include <xtensor/xview.hpp>

#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

constexpr std::size_t T = 3, B = 2, K = 5; // steps, rows and width of every window here
using tensor = xt::xtensor<double, 3>;

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

/// A user's entry by the row, with a row of numbers for a target: -sum_k target_k log softmax(z)_k.
struct soft_cross_entropy
{
    template <class Number>
    static Number row(std::span<const Number> z, std::span<const Number> target, std::span<Number> adjoint)
    {
        Number sum = 0, all = 0, loss = 0;
        for (std::size_t k = 0; k < z.size(); ++k)
        {
            sum += std::exp(z[k]);
            all += target[k];
        }
        for (std::size_t k = 0; k < z.size(); ++k)
        {
            loss -= target[k] * (z[k] - std::log(sum));
            adjoint[k] = all * std::exp(z[k]) / sum - target[k];
        }
        return loss;
    }
};
constexpr loss_function<soft_cross_entropy> soft_cross_entropy_loss;

/// Which rows of a window count.
const std::vector<char> some{1, 0, 1, 0, 0, 1};

tensor window(double fill = 0)
{
    tensor x(std::array<std::size_t, 3>{T, B, K});
    x.fill(fill);
    return x;
}

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

/// The adjoint is 9 as long as nothing has been written.
template <class Loss, class Targets, class... More>
void refuses(const Loss& loss, const Targets& targets, const std::string& why, const More&... more)
{
    const tensor outputs = window();
    tensor adjoint = window(9);
    CHECK_THROWS_WITH(loss(outputs, targets, adjoint, more...), Contains(why));
    CHECK(std::all_of(adjoint.begin(), adjoint.end(), [](double d) { return d == 9; }));
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

TEST_CASE("marks are of any type that compares with zero")
{
    const xt::xtensor<int, 2> table{{1, 0}, {-1, 0}, {0, 7}};
    const std::vector<float> weights{0.5f, 0, 1, 0, -0.0f, 2};
    const tensor outputs = random_sequence<double>(T, B, K);
    tensor adjoint = window();
    const double loss = squared_error(outputs, window(), adjoint, reduction::mean, mask(some));
    CHECK(squared_error(outputs, window(), adjoint, reduction::mean, mask(table)) == loss);
    CHECK(squared_error(outputs, window(), adjoint, reduction::mean, mask(weights)) == loss);
}

TEST_CASE("targets, masks and adjoints of a wrong size are refused before anything is written")
{
    using ids = std::vector<id>;
    using reals = std::vector<double>;
    refuses(softmax_cross_entropy, ids(5), "a loss over 6 rows takes 6 targets, not 5");
    refuses(softmax_cross_entropy, ids(7), "takes 6 targets, not 7");
    refuses(softmax_cross_entropy, ids(6), "over 2 rows takes 2 targets, not 6", reduction::sum, last_step);
    refuses(softmax_cross_entropy, ids(3), "takes 6 targets, not 3", reduction::mean, mask(some));
    refuses(softmax_cross_entropy, ids{0, 0, 0, 0, 0, 5}, "target 5 is the class 5, and there are 5 classes");
    refuses(softmax_cross_entropy, ids{0, 9}, "target 1 is the class 9", reduction::sum, last_step);
    refuses(softmax_cross_entropy, ids{0, 9, 9, 0, 0, 0}, "target 2 is the class 9", reduction::sum, mask(some));
    refuses(squared_error, reals(6), "over 6 rows takes 30 targets, not 6");
    refuses(squared_error, reals(30), "over 2 rows takes 10 targets, not 30", reduction::mean, last_step);
    refuses(soft_cross_entropy_loss, reals(29), "takes 30 targets, not 29");
    const std::vector<char> five(5, 1);
    refuses(squared_error, reals(30), "the mask has 5 marks, but 3 steps of 2 rows need 6", reduction::sum, mask(five));

    tensor other = xt::ones<double>({T, B, K + 1});
    CHECK_THROWS_WITH(squared_error(window(), reals(30), other),
        Contains("the outputs have the shape [3, 2, 5], but the adjoint has [3, 2, 6]"));
    CHECK_THROWS_AS(softmax_cross_entropy(window(), ids(6, 9), window(9)), std::out_of_range);
    CHECK(xt::all(xt::equal(other, 1.0)));
}

TEST_CASE("targets of binary cross-entropy are refused unless they are from 0 to 1, where they count")
{
    std::vector<double> targets(T * B * K, 0.5);
    targets[7] = 2;
    refuses(binary_cross_entropy, targets, "target 7 is 2, which is not a target of this loss");
    targets[7] = -1e-9;
    refuses(binary_cross_entropy, targets, "target 7 is -1e-09");
    tensor adjoint = window();
    CHECK(binary_cross_entropy(window(), targets, adjoint, mask(some)) == Approx(15 * std::log(2.0)));
}

TEST_CASE("an adjoint that lies in the outputs or the targets is refused")
{
    tensor x = random_sequence<double>(T, B, K);
    const tensor before = x;
    const tensor outputs = window();
    const auto refused = Contains("must not share memory with its outputs or targets");
    CHECK_THROWS_WITH(softmax_cross_entropy(x, std::vector<id>(T * B), x), refused);
    CHECK_THROWS_WITH(squared_error(outputs, x, x), refused);
    CHECK_THROWS_WITH(squared_error(outputs, std::span(x.data(), B * K), x, last_step), refused);
    CHECK((x == before));
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

TEST_CASE("outputs of another rank or with gaps in a row are refused")
{
    const xt::xtensor<double, 2> flat = xt::ones<double>({6, 5});
    xt::xtensor<double, 2> flat_adjoint = flat;
    const std::vector<id> classes(6, 0);
    CHECK_THROWS_WITH(softmax_cross_entropy(flat, classes, flat_adjoint), Contains("these have the shape [6, 5]"));
    tensor empty(std::array<std::size_t, 3>{0, 2, 5});
    CHECK_THROWS_WITH(softmax_cross_entropy(empty, std::vector<id>(2), empty, last_step), Contains("[0, 2, 5]"));
    const xt::xtensor<double, 3, xt::layout_type::column_major> columns = xt::ones<double>({T, B, K});
    tensor adjoint = xt::ones<double>({T, B, K});
    CHECK_THROWS_WITH(softmax_cross_entropy(columns, classes, adjoint), Contains("contiguous"));
    CHECK(adjoint(0, 0, 0) == 1);
}

TEST_CASE("reduction and what counts are said in any order, or not")
{
    const tensor outputs = random_sequence<double>(T, B, K);
    tensor adjoint = outputs;
    const std::vector<id> last{1, 2};
    const double sum = softmax_cross_entropy(outputs, last, adjoint, last_step);
    CHECK(sum == softmax_cross_entropy(outputs, last, adjoint, reduction::sum, last_step));
    CHECK(sum / 2 == softmax_cross_entropy(outputs, last, adjoint, last_step, reduction::mean));
    CHECK(sum / 2 == softmax_cross_entropy(outputs, last, adjoint, reduction::mean, last_step));
}

TEST_CASE("targets and marks may be views, which are read from where they start, and gaps are refused")
{
    const tensor outputs = random_sequence<double>(T, B, K);
    tensor adjoint = window();
    const auto twice = random_sequence<double>(2 * T, B, K, 5);
    const auto second_half = xt::view(twice, xt::range(T, 2 * T), xt::all(), xt::all());
    const tensor copied = second_half;
    CHECK(squared_error(outputs, second_half, adjoint) == squared_error(outputs, copied, adjoint));

    const xt::xtensor<id, 2> classes{{1, 0}, {2, 0}, {3, 0}, {4, 4}, {0, 2}, {1, 3}};
    const xt::xtensor<id, 2> last = xt::view(classes, xt::range(T, 2 * T), xt::all());
    CHECK(softmax_cross_entropy(outputs, xt::view(classes, xt::range(T, 2 * T), xt::all()), adjoint)
        == softmax_cross_entropy(outputs, last, adjoint));
    CHECK_THROWS_WITH(
        softmax_cross_entropy(outputs, xt::view(classes, xt::all(), 0), adjoint), Contains("without gaps"));

    const xt::xtensor<int, 1> marks{1, 1, 1, 1, 0, 0, 1, 0, 0};
    const auto marked = xt::view(marks, xt::range(3, 9));
    const double by_view = squared_error(outputs, copied, adjoint, reduction::sum, mask(marked));
    const xt::xtensor<int, 1> part = xt::view(marks, xt::range(3, 9));
    CHECK(by_view == squared_error(outputs, copied, adjoint, reduction::sum, mask(part)));
}

namespace
{

/// Its output lies beside another sum, so that the rows of the outputs are apart.
struct gated
{
    static constexpr input<"x", 3> x{};
    static constexpr value<"g", 5> g{};
    static constexpr value<"y", 5> y{};
    static constexpr parameter<"W_g", 3, 5> W_g{};
    static constexpr parameter<"W_y", 3, 5> W_y{};
    static constexpr auto output = y;
    static constexpr auto step = equations(g = sigmoid(dot(x, W_g)), y = tanh(dot(x, W_y) + g));
};

} // namespace

TEST_CASE("the loss of a workspace is that of its output, and sets its output adjoint")
{
    const model<gated, double> m(1);
    workspace work(m, T + 2, B + 1); // larger than the window
    hidden_state<gated, double> state(B);
    const tensor x = random_sequence<double>(T, B, 3);
    const tensor outputs = work.forward(m, x, state);
    REQUIRE(work.output().strides()[1] > 5);
    tensor adjoint = window(9);
    const std::vector<id> classes{0, 4, 2, 2, 1, 3};
    const double loss = softmax_cross_entropy(outputs, classes, adjoint, reduction::mean, mask(some));
    CHECK(softmax_cross_entropy(work, classes, reduction::mean, mask(some)) == loss);
    CHECK(numbers(work.output_adjoint()) == numbers(adjoint));
}
