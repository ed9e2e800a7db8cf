// SPDX-License-Identifier: BSD-3-Clause
/// Products of float matrices in plain loops of double, with the error that float sums may have.
#pragma once

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include <xrnn/kernels/write.hpp>
#include <xrnn/model/random.hpp>

namespace tests
{

using namespace xrnn;

/// rows x width numbers, each row followed by a gap of NaN that nobody may use.
struct gapped
{
    std::size_t width;
    std::size_t stride;
    std::vector<float> numbers;

    gapped(std::size_t rows, std::size_t columns, std::size_t gap, random_source& random)
        : width(columns)
        , stride(columns + gap)
        , numbers(rows * stride, std::numeric_limits<float>::quiet_NaN())
    {
        for (std::size_t i = 0; i < rows; ++i)
        {
            for (std::size_t j = 0; j < columns; ++j)
            {
                (*this)(i, j) = static_cast<float>(random.normal());
            }
        }
    }

    [[nodiscard]] float* data() { return numbers.data(); }
    [[nodiscard]] const float* data() const { return numbers.data(); }
    [[nodiscard]] std::size_t rows() const { return numbers.size() / stride; }
    float& operator()(std::size_t i, std::size_t j) { return numbers[i * stride + j]; }
    float operator()(std::size_t i, std::size_t j) const { return numbers[i * stride + j]; }
};

/// An element as a function of its place.
using elements = std::function<double(std::size_t, std::size_t)>;

/// Whether c = (or +=) a w, with `inner` terms in a sum, as nearly as float sums are, and `more` times the sum of the
/// magnitudes of its terms. What lies in the gaps of c must not have changed.
inline bool equals_product(const gapped& c, const gapped& before, std::size_t inner, const elements& a,
    const elements& w, kernels::write how, const elements& more = {})
{
    bool equal = true;
    for (std::size_t i = 0; i < c.rows(); ++i)
    {
        for (std::size_t j = 0; j < c.width; ++j)
        {
            double sum = how == kernels::write::add ? before(i, j) : 0;
            double magnitude = std::abs(sum);
            for (std::size_t m = 0; m < inner; ++m)
            {
                sum += a(i, m) * w(m, j);
                magnitude += std::abs(a(i, m) * w(m, j));
            }
            const double rounding = (static_cast<double>(inner) + 2) * std::ldexp(magnitude, -24);
            equal = equal && std::abs(c(i, j) - sum) <= rounding + (more ? more(i, j) : 0);
        }
        for (std::size_t j = c.width; j < c.stride; ++j)
        {
            equal = equal && std::isnan(c(i, j));
        }
    }
    return equal;
}

} // namespace tests
