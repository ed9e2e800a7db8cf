// SPDX-License-Identifier: BSD-3-Clause
/// Losses, and where they count.
#include <array>
#include <vector>

#include <xrnn/training/binary_cross_entropy.hpp>
#include <xrnn/training/softmax_cross_entropy.hpp>
#include <xrnn/training/squared_error.hpp>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{

/// A window of three steps of two rows, without xtensor, which would double the time to compile.
constexpr std::size_t T = 3, B = 2, K = 11;

struct window
{
    using value_type = double;

    std::vector<double> numbers = std::vector<double>(T * B * K, 7);
    std::array<std::size_t, 3> extents{T, B, K};

    const auto& shape() const { return extents; }
    static std::array<std::size_t, 3> strides() { return {B * K, K, 1}; }
    double& operator()(std::size_t t, std::size_t b, std::size_t k) { return numbers[(t * B + b) * K + k]; }
    const double& operator()(std::size_t t, std::size_t b, std::size_t k) const { return numbers[(t * B + b) * K + k]; }
};

window some_outputs()
{
    window y;
    for (std::size_t i = 0; i < y.numbers.size(); ++i)
    {
        y.numbers[i] = std::sin(1.7 * static_cast<double>(i));
    }
    return y;
}

bool close(double a, double b)
{
    return std::abs(a - b) < 1e-7;
}

const std::array<char, T * B> marks{0, 1, 1, 0, 0, 0};

/// The adjoint is the slope of the value, for sum and mean.
template <class Loss, class Targets, class Where>
void check_slopes(const Loss& loss, const Targets& targets, const Where& where, const char* claim)
{
    for (const reduction over : {reduction::sum, reduction::mean})
    {
        window y = some_outputs();
        window adjoint, unused;
        loss(y, targets, adjoint, over, where);
        for (std::size_t i = 0; i < y.numbers.size(); ++i)
        {
            const double at = y.numbers[i];
            y.numbers[i] = at + 1e-5;
            const double above = loss(y, targets, unused, over, where);
            y.numbers[i] = at - 1e-5;
            const double below = loss(y, targets, unused, over, where);
            y.numbers[i] = at;
            check(close(adjoint.numbers[i], (above - below) / 2e-5), claim);
        }
    }
}

void check_gradients()
{
    const std::array<id, T * B> classes{0, 3, 10, 1, 9, 5};
    const window numbers;
    const std::span<const double> all(numbers.numbers);
    const std::vector<double> shares(T * B * K, 0.7);
    check_slopes(softmax_cross_entropy, classes, every_step, "the gradient of softmax cross-entropy");
    check_slopes(softmax_cross_entropy, classes, mask(marks), "the gradient where a mask says");
    check_slopes(softmax_cross_entropy, std::span(classes).first(B), last_step, "the gradient of the last step");
    check_slopes(squared_error, all, every_step, "the gradient of the squared error");
    check_slopes(binary_cross_entropy, shares, mask(marks), "the gradient of binary cross-entropy");
}

void check_values()
{
    window y, adjoint;
    const std::vector<double> zeros(T * B * K);
    const auto mean = reduction::mean;
    check(close(squared_error(y, zeros, adjoint, mean), 49), "the mean squared error of sevens");
    check(close(squared_error(y, zeros, adjoint, mean, mask(marks)), 49), "the mean is over the elements that count");
    check(close(squared_error(y, zeros, adjoint, reduction::sum, mask(marks)), 49 * 2 * K), "a mask of two rows");
    const std::array<id, T * B> classes{99, 0, 2, 99, 99, 99};
    const double one = std::log(11.0);
    check(close(softmax_cross_entropy(y, classes, adjoint, mean, mask(marks)), one), "the mean over rows");
    check(adjoint(0, 0, 0) == 0 && adjoint(2, 1, 3) == 0, "the adjoint is zero where nothing counts");
    y(1, 0, 2) = 1007;
    check(close(softmax_cross_entropy(y, classes, adjoint, reduction::sum, mask(marks)), one), "a large logit");
    y = some_outputs();
    double sum = 0;
    for (std::size_t k = 0; k < K; ++k)
    {
        sum += std::exp(y(2, 0, k)) / std::exp(y(2, 0, 4));
    }
    for (std::size_t k = 0; k < K; ++k)
    {
        y(2, 1, k) = y(2, 0, k);
    }
    const std::array<id, T * B> last{4, 4, 0, 0, 0, 0}; // those behind the first two are not targets
    const double loss = softmax_cross_entropy(y, std::span(last).first(B), adjoint, reduction::sum, last_step);
    check(close(loss, 2 * std::log(sum)), "the targets of the last step are the first ones");
    const std::array<float, 15> equal{}; // whole batches and single numbers
    std::array<float, 15> unused;
    const float of_15 = losses::softmax_cross_entropy::row(std::span<const float>(equal), 2, std::span<float>(unused));
    check(std::abs(of_15 - std::log(15.0f)) < 1e-5f, "softmax cross-entropy of fifteen equal logits");
    check(losses::binary_cross_entropy::f(800.0, 0.0) == 800, "binary cross-entropy of a large logit");
    check(close(losses::binary_cross_entropy::f(0.0, 0.3), std::log(2)), "binary cross-entropy at zero");
}

void check_refusal()
{
    const window y;
    window adjoint;
    const std::array<id, T * B> eleven{0, 0, 0, 0, 0, 11};
    bool refused = false;
    try
    {
        softmax_cross_entropy(y, eleven, adjoint);
    }
    catch (const std::out_of_range&)
    {
        refused = true;
    }
    check(refused && adjoint(0, 0, 0) == 7, "a target that is no class is refused before anything is written");
    refused = false;
    try
    {
        softmax_cross_entropy(std::as_const(adjoint), std::array<id, T * B>{}, adjoint);
    }
    catch (const std::invalid_argument&)
    {
        refused = true;
    }
    check(refused, "an adjoint does not lie in the outputs");
}

} // namespace

int main()
{
    check_gradients();
    check_values();
    check_refusal();
}
