// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <xrnn/training/mixture_density.hpp>

#include "golden.hpp"

using namespace tests;
using namespace xrnn;

namespace
{

constexpr std::size_t rows = 6;

/// Made by generate_mixture.py.
template <class T, std::size_t Parts>
void check_mixture(double tolerance)
{
    golden_numbers expected("mixture_density");
    for (const int scale : {1, 4})
    {
        xt::xtensor<T, 3> y(std::array<std::size_t, 3>{1, rows, 6 * Parts + 1});
        fill(y, 1, scale);
        xt::xtensor<T, 2> target(std::array<std::size_t, 2>{rows, 3});
        fill(target, 2, scale);
        xt::xtensor<T, 3> adjoint = y;
        const std::string section = std::to_string(Parts) + "." + std::to_string(scale);
        const auto by_row = expected.get(section + ".losses", rows);
        double sum = 0;
        for (std::size_t row = 0; row < rows; ++row)
        {
            target(row, 2) = static_cast<T>(row % 2);
            sum += by_row[row];
        }
        largest_error value, gradient;
        value.add(mixture_density<Parts>(y, target, adjoint), sum);
        gradient.add(adjoint, expected, section + ".gradient");
        INFO(section << ", largest errors: loss " << value.value() << ", gradient " << gradient.value());
        CHECK(value.value() <= tolerance);
        CHECK(gradient.value() <= tolerance);
    }
}

} // namespace

TEST_CASE("mixture densities and their gradients match PyTorch in double")
{
    check_mixture<double, 1>(1e-12);
    check_mixture<double, 3>(1e-12);
    check_mixture<double, 20>(1e-12);
}

TEST_CASE("mixture densities and their gradients match PyTorch in float")
{
    check_mixture<float, 1>(1e-5);
    check_mixture<float, 3>(1e-5);
    check_mixture<float, 20>(1e-5);
}
