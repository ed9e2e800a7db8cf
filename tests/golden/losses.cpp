// SPDX-License-Identifier: BSD-3-Clause
/// Losses and their gradients beside torch.nn.functional, and clipping beside torch.nn.utils.
///
/// Outputs are up to 1 in size, and then up to 800, where exp overflows.
#include <catch2/catch.hpp>

#include "golden.hpp"

using namespace tests;
using namespace xrnn;

namespace
{

constexpr std::array<std::size_t, 3> shape{2, 3, 11};
constexpr std::size_t size = shape[0] * shape[1] * shape[2];

template <class T>
void check_loss(const auto& loss, const std::string& name, const auto& targets, double tolerance)
{
    golden_numbers expected("losses");
    for (const auto& [over, word] : {std::pair(reduction::sum, "sum"), std::pair(reduction::mean, "mean")})
    {
        for (const int scale : {1, 1024})
        {
            xt::xtensor<T, 3> y(shape);
            fill(y, 1, scale);
            xt::xtensor<T, 3> adjoint(shape);
            const std::string section = name + "." + word + "." + std::to_string(scale);
            largest_error value;
            value.add(std::vector{loss(y, targets, adjoint, over)}, expected, section + ".loss");
            largest_error gradient;
            gradient.add(adjoint, expected, section + ".gradient");
            INFO(section << ", largest errors: loss " << value.value() << ", gradient " << gradient.value());
            CHECK(value.value() <= tolerance);
            CHECK(gradient.value() <= tolerance);
        }
    }
}

template <class T>
void check_losses(double tolerance)
{
    std::vector<id> ids(shape[0] * shape[1]);
    for (std::size_t i = 0; i < ids.size(); ++i)
    {
        ids[i] = static_cast<id>((5 * i + 3) % shape[2]);
    }
    std::vector<T> numbers(size);
    fill(numbers, 2);
    std::vector<T> answers(size); // of yes-or-no questions, 0 and 1 among them
    for (std::size_t i = 0; i < size; ++i)
    {
        answers[i] = static_cast<T>(i * i % 5) / 4;
    }
    check_loss<T>(softmax_cross_entropy, "softmax_cross_entropy", ids, tolerance);
    check_loss<T>(squared_error, "squared_error", numbers, tolerance);
    check_loss<T>(binary_cross_entropy, "binary_cross_entropy", answers, tolerance);
}

using layer = linear<5, 3>;

parameters<layer, double> some_gradients()
{
    parameters<layer, double> gradients;
    fill(gradients.get<"W">(), 3);
    fill(gradients.get<"b">(), 4);
    return gradients;
}

largest_error error_of(const parameters<layer, double>& gradients, golden_numbers& expected, const std::string& section)
{
    largest_error error;
    error.add(gradients.get<"W">(), expected, section + ".W");
    error.add(gradients.get<"b">(), expected, section + ".b");
    return error;
}

} // namespace

TEST_CASE("losses and their gradients match PyTorch in double, as sum and as mean")
{
    check_losses<double>(1e-12);
}

TEST_CASE("losses and their gradients match PyTorch in float, as sum and as mean")
{
    check_losses<float>(1e-6);
}

TEST_CASE("gradients clipped by value match PyTorch to the bit")
{
    golden_numbers expected("losses");
    auto gradients = some_gradients();
    clip_value(gradients, 0.25);
    CHECK(error_of(gradients, expected, "clip_value").value() == 0);
}

TEST_CASE("gradients clipped by norm match PyTorch, which divides by the norm + 1e-6")
{
    golden_numbers expected("losses");
    auto gradients = some_gradients();
    const double before = clip_norm(gradients, 1);
    CHECK(before == Approx(expected.get("clip_norm.1.norm", 1)[0]).epsilon(1e-14));
    CHECK(norm(gradients) == Approx(1).epsilon(1e-14));
    // PyTorch's are smaller by this part.
    const double as_they_are = error_of(gradients, expected, "clip_norm.1").value();
    for (double& g : gradients.span())
    {
        g *= before / (before + 1e-6);
    }
    const double scaled = error_of(gradients, expected, "clip_norm.1").value();
    INFO("norm " << before << ", largest errors: " << as_they_are << ", and scaled " << scaled);
    CHECK(as_they_are <= 1e-6 / before);
    CHECK(scaled <= 1e-14);
}

TEST_CASE("gradients of a norm below the limit stay as they are, as in PyTorch")
{
    golden_numbers expected("losses");
    auto gradients = some_gradients();
    CHECK(clip_norm(gradients, 100) == Approx(expected.get("clip_norm.100.norm", 1)[0]).epsilon(1e-14));
    CHECK(error_of(gradients, expected, "clip_norm.100").value() == 0);
}
