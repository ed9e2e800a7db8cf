// SPDX-License-Identifier: BSD-3-Clause
/// Products in bfloat16, and with narrow weights.
#include <xrnn/kernels/bfloat16.hpp>
#include <xrnn/kernels/narrow_weights.hpp>

#include <functional>
#include <vector>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{
using matrix = std::function<float(std::size_t, std::size_t)>;

std::vector<float> made(std::size_t rows, std::size_t columns, const matrix& element)
{
    std::vector<float> all(rows * columns);
    for (std::size_t i = 0; i < all.size(); ++i)
    {
        all[i] = element(i / columns, i % columns);
    }
    return all;
}

/// Whether c = before + a w: all numbers are small and whole, and only the rows of int8 weights are rounded.
bool equals(const std::vector<float>& c, const std::vector<float>& before, std::size_t k, std::size_t n,
    const matrix& a, const matrix& w)
{
    bool equal = true;
    for (std::size_t i = 0; i < c.size(); ++i)
    {
        float sum = before.empty() ? 0 : before[i];
        for (std::size_t m = 0; m < k; ++m)
        {
            sum += a(i / n, m) * w(m, i % n);
        }
        equal = equal && std::abs(c[i] - sum) < 0.1f;
    }
    return equal;
}

float a(std::size_t i, std::size_t j)
{
    return static_cast<float>((5 * i + 3 * j + i * j) % 7) - 3;
}

/// Each column has the magnitude 127, so int8 keeps its numbers.
float w(std::size_t i, std::size_t j)
{
    return i == j % 5 ? 127 : static_cast<float>((7 * i + 11 * j + i * j) % 9) - 4;
}

/// What is left over in a packed form has no effect.
std::vector<float> room(std::size_t size)
{
    return std::vector<float>(size, std::bit_cast<float>(0x7fff7fffu));
}

template <class Products>
void packed_in_two_parts(std::size_t k, std::size_t n, std::vector<float>& packed)
{
    const std::size_t first = n / 2;
    const auto left = made(k, first, w);
    const auto right = made(k, n - first, [&](std::size_t i, std::size_t j) { return w(i, first + j); });
    packed = room(Products::template packed_size<float>(k, n));
    Products::pack(k, n, 0, first, left.data(), packed.data());
    Products::pack(k, n, first, n - first, right.data(), packed.data());
}

template <class Products, std::size_t k, std::size_t n>
void multiplies(const char* claim, std::size_t rows)
{
    std::vector<float> packed;
    packed_in_two_parts<Products>(k, n, packed);
    const auto left = made(rows, k, a);
    for (const kernels::write how : {kernels::write::set, kernels::write::add})
    {
        const bool adds = how == kernels::write::add;
        std::vector<float> c(rows * n, 2);
        const std::vector<float> before = adds ? c : std::vector<float>();
        Products::template multiply<float, k, n>(rows, left.data(), k, packed.data(), c.data(), n, how);
        check(equals(c, before, k, n, a, w), claim);
        std::vector<float> row(n, 2);
        const std::size_t parts = Products::template row_parts<float>(n);
        for (std::size_t part = 0; part < parts; ++part)
        {
            Products::template multiply_row<float, k, n>({part, part + 1}, left.data(), packed.data(), row.data(), how);
        }
        check(std::equal(row.begin(), row.end(), c.begin()), "a row in parts");
    }
}

template <std::size_t k, std::size_t n>
void trains(std::size_t rows)
{
    const std::size_t first = n / 2;
    const auto left = made(k, first, w);
    const auto right = made(k, n - first, [&](std::size_t i, std::size_t j) { return w(i, first + j); });
    std::vector<float> packed = room(bfloat16_products::packed_size<float>(n, k));
    bfloat16_products::pack_transposed(k, n, 0, first, left.data(), packed.data());
    bfloat16_products::pack_transposed(k, n, first, n - first, right.data(), packed.data());
    const auto c = made(rows, n, a);
    std::vector<float> back(rows * k);
    bfloat16_products::multiply<float, n, k>(rows, c.data(), n, packed.data(), back.data(), k, kernels::write::set);
    const matrix transposed = [](std::size_t i, std::size_t j) { return w(j, i); };
    check(equals(back, {}, n, k, a, transposed), "products with the transposed weights");

    const auto x = made(rows, k, w);
    for (const kernels::write how : {kernels::write::add, kernels::write::set})
    {
        std::vector<float> gradient(k * n, 1);
        for (std::size_t panel = 0; panel < bfloat16_products::panel_count<float>(n); ++panel)
        {
            bfloat16_products::weight_gradient<float, k, n>(
                {panel, panel + 1}, rows, x.data(), k, c.data(), n, gradient.data(), how);
        }
        const std::vector<float> before =
            how == kernels::write::add ? std::vector<float>(k * n, 1) : std::vector<float>();
        check(equals(gradient, before, rows, n, transposed, a), "gradients of weights");
    }
}

void rounds()
{
    using detail::round_to_bfloat16;
    check(round_to_bfloat16(1 + 0x1p-8f) == 1 && round_to_bfloat16(1 + 3 * 0x1p-8f) == 1 + 0x1p-6f, "ties go to even");
    check(round_to_bfloat16(1 + 0x1p-8f + 0x1p-20f) == 1 + 0x1p-7f, "bfloat16 rounds to nearest");
    check(round_to_bfloat16(0x1p-130f) == 0, "what is too small becomes zero");
    const float nan = round_to_bfloat16(std::bit_cast<float>(0x7f800001u));
    check(nan != nan, "NaN stays NaN");

    std::vector<float> packed(int8_weights::packed_size<float>(2, 1));
    const std::vector<float> column{-12.7f, 0.26f};
    int8_weights::pack(2, 1, 0, 1, column.data(), packed.data());
    float c = 0;
    const std::vector<float> x{0, 1};
    int8_weights::multiply<float, 2, 1>(1, x.data(), 2, packed.data(), &c, 1, kernels::write::set);
    check(std::abs(c - 0.3f) < 1e-3f, "int8 rounds to nearest, by the largest magnitude of a column");
}
} // namespace

int main()
{
    rounds();
    for (const std::size_t rows : {1u, 2u, 9u, 70u})
    {
        multiplies<bfloat16_products, 7, 21>("products in bfloat16", rows);
        multiplies<bfloat16_weights, 7, 21>("products with bfloat16 weights", rows);
        multiplies<int8_weights, 7, 21>("products with int8 weights", rows);
        trains<7, 21>(rows);
    }
    multiplies<bfloat16_products, 300, 3>("products in bfloat16 of a long inner size", 70);
    multiplies<bfloat16_products, 7, 300>("products in bfloat16 of many columns", 2);
    multiplies<int8_weights, 7, 300>("many columns of int8 weights", 2);
    trains<55, 3>(301);
}
