// SPDX-License-Identifier: BSD-3-Clause
/// What losses take for targets, marks and outputs, and what they refuse.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include <xtensor/xview.hpp>

#include "../support/losses.hpp"
#include "../support/networks.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

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
