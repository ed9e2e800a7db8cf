// SPDX-License-Identifier: BSD-3-Clause
/// Losses written as cells, the mixture density and what is drawn from it.
#include <cmath>
#include <numbers>
#include <vector>

#include <xrnn/sampling/draw_stroke.hpp>
#include <xrnn/training/mixture_density.hpp>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{

constexpr std::size_t parts = 3, width = 6 * parts + 1;
using entry = losses::of_cell<losses::mixture_density<parts>>;
const std::vector<double> target{0.4, -0.7, 1};

double loss(const std::vector<double>& y, std::vector<double>& adjoint)
{
    return entry::row(std::span<const double>(y), std::span<const double>(target), std::span<double>(adjoint));
}

/// Graves' equations as they are printed, but for the sign of e.
double plain_mixture(const std::vector<double>& y)
{
    double all = 0, sum = 0;
    for (std::size_t j = 0; j < parts; ++j)
    {
        const double s1 = std::exp(y[3 * parts + j]), s2 = std::exp(y[4 * parts + j]),
                     rho = std::tanh(y[5 * parts + j]);
        const double d1 = (target[0] - y[parts + j]) / s1, d2 = (target[1] - y[2 * parts + j]) / s2;
        const double z = d1 * d1 + d2 * d2 - 2 * rho * d1 * d2;
        all += std::exp(y[j]);
        sum += std::exp(y[j]) * std::exp(-z / (2 * (1 - rho * rho)))
            / (2 * std::numbers::pi * s1 * s2 * std::sqrt(1 - rho * rho));
    }
    return -std::log(sum / all) + std::log(1 + std::exp(-y[6 * parts]));
}

void check_mixture()
{
    std::vector<double> y(width), adjoint(width, 7), unused(width);
    for (std::size_t i = 0; i < width; ++i)
    {
        y[i] = std::sin(1.7 * static_cast<double>(i));
    }
    check(std::abs(loss(y, adjoint) - plain_mixture(y)) < 1e-12, "the mixture density is that of the paper");
    for (std::size_t i = 0; i < width; ++i)
    {
        std::vector<double> above = y, below = y;
        above[i] += 1e-5;
        below[i] -= 1e-5;
        const double slope = (loss(above, unused) - loss(below, unused)) / 2e-5;
        check(std::abs(slope - adjoint[i]) < 1e-7, "the adjoint is the slope");
    }
}

void check_draws()
{
    const std::vector<double> y{0, 1, -5, 5, -3, 3, -2, -2, -1, -1, 1, 1, std::log(3.0)};
    random_source random(1);
    double right = 0, ends = 0, xx = 0, xy = 0;
    constexpr int count = 4000;
    for (int i = 0; i < count; ++i)
    {
        const std::array<double, 3> move = draw_stroke(y, random, 1);
        right += move[0] > 0;
        ends += move[2];
        if (move[0] > 0)
        {
            check(std::abs(move[1] - 3) < 2, "both coordinates are of one part");
            xx += (move[0] - 5) * (move[0] - 5);
            xy += (move[0] - 5) * (move[1] - 3);
        }
    }
    check(std::abs(right / count - 1 / (1 + std::exp(-2.0))) < 0.03, "a bias sharpens the weights");
    check(std::abs(ends / count - 0.75) < 0.03, "strokes end as often as they should");
    check(std::abs(std::sqrt(xx / right) / std::exp(-3.0) - 1) < 0.1, "a bias makes deviations smaller");
    check(std::abs(xy / right / std::exp(-5.0) / std::tanh(1.0) - 1) < 0.1, "the coordinates are correlated");
}

/// A window of one step and two rows, of another width.
struct window
{
    using value_type = double;
    std::vector<double> numbers = std::vector<double>(2 * (width + 1), 7);
    std::array<std::size_t, 3> extents{1, 2, width + 1};

    const auto& shape() const { return extents; }
    static std::array<std::size_t, 3> strides() { return {2 * (width + 1), width + 1, 1}; }
    double& operator()(std::size_t, std::size_t b, std::size_t k) { return numbers[b * (width + 1) + k]; }
    const double& operator()(std::size_t, std::size_t b, std::size_t k) const { return numbers[b * (width + 1) + k]; }
};

void check_refusal()
{
    const window y;
    window adjoint;
    bool refused = false;
    try
    {
        mixture_density<parts>(y, std::vector<double>(6), adjoint);
    }
    catch (const std::invalid_argument&)
    {
        refused = true;
    }
    check(refused && adjoint(0, 0, 0) == 7, "outputs of another width are refused");
}

} // namespace

int main()
{
    check_mixture();
    check_draws();
    check_refusal();
}
