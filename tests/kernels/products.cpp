// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <limits>
#include <vector>

#include <xrnn/kernels/products.hpp>
#include <xrnn/model/random.hpp>
#ifdef XRNN_HAS_BLAS
#include <xrnn/kernels/blas.hpp>
#endif

using namespace xrnn;

namespace
{
std::vector<double> random_numbers(std::size_t n, random_source& random)
{
    std::vector<double> v(n);
    for (double& x : v)
    {
        x = random.normal();
    }
    return v;
}

void check_close(const std::vector<double>& a, const std::vector<double>& b)
{
    bool close = true;
    for (std::size_t i = 0; i < a.size(); ++i)
    {
        close = close && std::abs(a[i] - b[i]) <= 1e-12 * (1 + std::abs(b[i]));
    }
    CHECK(close);
}

/// All products of a set against triple loops, two weights side by side, rows with gaps, adding and not.
template <class Products, std::size_t K, std::size_t First, std::size_t Second>
void check_products(std::size_t rows, kernels::write how)
{
    constexpr std::size_t k = K;
    constexpr std::size_t first = First;
    constexpr std::size_t second = Second;
    constexpr std::size_t n = first + second;
    const bool accumulate = how == kernels::write::add;
    CAPTURE(rows, k, first, second, accumulate);
    random_source random(1);
    const std::size_t lda = k + 3;
    const std::size_t ldc = n + 2;
    const auto a = random_numbers(rows * lda, random);
    const auto w1 = random_numbers(k * first, random);
    const auto w2 = random_numbers(k * second, random);
    const auto c = random_numbers(rows * ldc, random);
    const auto w = [&](std::size_t i, std::size_t j) {
        return j < first ? w1[i * first + j] : w2[i * second + j - first];
    };

    // What is left over in a packed form has no effect.
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> packed(Products::template packed_size<double>(k, n), nan);
    Products::pack(k, n, 0, first, w1.data(), packed.data());
    if (second > 0)
    {
        Products::pack(k, n, first, second, w2.data(), packed.data());
    }
    auto result = c;
    auto expected = c;
    Products::template multiply<double, k, n>(rows, a.data(), lda, packed.data(), result.data(), ldc, how);
    for (std::size_t r = 0; r < rows; ++r)
    {
        for (std::size_t j = 0; j < n; ++j)
        {
            double sum = accumulate ? c[r * ldc + j] : 0;
            for (std::size_t i = 0; i < k; ++i)
            {
                sum += a[r * lda + i] * w(i, j);
            }
            expected[r * ldc + j] = sum;
        }
    }
    check_close(result, expected);

    std::vector<double> transposed(Products::template packed_size<double>(n, k), nan);
    Products::pack_transposed(k, n, 0, first, w1.data(), transposed.data());
    if (second > 0)
    {
        Products::pack_transposed(k, n, first, second, w2.data(), transposed.data());
    }
    auto back = a;
    auto expected_back = a;
    Products::template multiply<double, n, k>(rows, c.data(), ldc, transposed.data(), back.data(), lda, how);
    for (std::size_t r = 0; r < rows; ++r)
    {
        for (std::size_t i = 0; i < k; ++i)
        {
            double sum = accumulate ? a[r * lda + i] : 0;
            for (std::size_t j = 0; j < n; ++j)
            {
                sum += c[r * ldc + j] * w(i, j);
            }
            expected_back[r * lda + i] = sum;
        }
    }
    check_close(back, expected_back);

    std::vector<double> gradient(k * n, accumulate ? 0.5 : nan);
    std::vector<double> expected_gradient(k * n, accumulate ? 0.5 : 0);
    const std::size_t panels = Products::template panel_count<double>(n);
    for (const kernels::range some : {kernels::range{panels / 2, panels}, kernels::range{0, panels / 2}})
    {
        Products::template weight_gradient<double, k, n>(
            some, rows, a.data(), lda, c.data(), ldc, gradient.data(), how);
    }
    for (std::size_t r = 0; r < rows; ++r)
    {
        for (std::size_t i = 0; i < k; ++i)
        {
            for (std::size_t j = 0; j < n; ++j)
            {
                expected_gradient[i * n + j] += a[r * lda + i] * c[r * ldc + j];
            }
        }
    }
    check_close(gradient, expected_gradient);
}

template <class Products, std::size_t K, std::size_t First, std::size_t Second>
void check_rows()
{
    for (const kernels::write how : {kernels::write::set, kernels::write::add})
    {
        for (const std::size_t rows : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 13u})
        {
            check_products<Products, K, First, Second>(rows, how);
        }
    }
}

template <class Products>
void check_shapes()
{
    check_rows<Products, 1, 1, 0>();
    check_rows<Products, 1, 1, 1>();
    check_rows<Products, 45, 1, 0>();
    check_rows<Products, 7, 3, 4>();
    check_rows<Products, 16, 16, 16>();
    check_rows<Products, 33, 17, 40>();
    check_rows<Products, 3, 70, 80>();
    check_products<Products, 9, 5, 30>(700, kernels::write::set);
    check_products<Products, 700, 1, 2>(300, kernels::write::add);
}

/// A row's result may not depend on how many rows there are beside it.
template <std::size_t K, std::size_t N>
void check_that_rows_are_alone()
{
    CAPTURE(K, N);
    random_source random(2);
    constexpr std::size_t rows = 13;
    const auto a = random_numbers(rows * K, random);
    const auto w = random_numbers(K * N, random);
    std::vector<double> packed(native_products::packed_size<double>(K, N));
    native_products::pack(K, N, 0, N, w.data(), packed.data());
    std::vector<double> together(rows * N);
    native_products::multiply<double, K, N>(rows, a.data(), K, packed.data(), together.data(), N, kernels::write::set);
    for (std::size_t count = 1; count < rows; ++count)
    {
        std::vector<double> apart(rows * N);
        for (std::size_t r = 0; r < rows; r += count)
        {
            native_products::multiply<double, K, N>(std::min(count, rows - r), a.data() + r * K, K, packed.data(),
                apart.data() + r * N, N, kernels::write::set);
        }
        CHECK(apart == together);
    }
}
} // namespace

TEST_CASE("the native products equal triple loops at full and ragged shapes")
{
    check_shapes<native_products>();
}

TEST_CASE("the result of a row has the same bits whatever rows are computed with it")
{
    check_that_rows_are_alone<40, 1>();
    check_that_rows_are_alone<7, 3>();
    check_that_rows_are_alone<33, 65>();
    check_that_rows_are_alone<20, 300>();
}

#ifdef XRNN_HAS_BLAS
TEST_CASE("the products through xtensor-blas equal triple loops at full and ragged shapes")
{
    check_shapes<blas_products>();
}
#endif
