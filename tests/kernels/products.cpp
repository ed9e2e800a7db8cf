// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

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
template <class Products>
void check_products(std::size_t rows, std::size_t k, std::size_t first, std::size_t second, bool accumulate)
{
    CAPTURE(rows, k, first, second, accumulate);
    random_source random(1);
    const std::size_t n = first + second;
    const std::size_t lda = k + 3;
    const std::size_t ldc = n + 2;
    const auto a = random_numbers(rows * lda, random);
    const auto w1 = random_numbers(k * first, random);
    const auto w2 = random_numbers(k * second, random);
    const auto c = random_numbers(rows * ldc, random);
    const auto w = [&](std::size_t i, std::size_t j) {
        return j < first ? w1[i * first + j] : w2[i * second + j - first];
    };

    std::vector<double> packed(Products::template packed_size<double>(k, n));
    Products::pack(k, n, 0, first, w1.data(), packed.data());
    Products::pack(k, n, first, second, w2.data(), packed.data());
    auto result = c;
    auto expected = c;
    Products::multiply(rows, k, n, a.data(), lda, packed.data(), result.data(), ldc,
        accumulate ? kernels::write::add : kernels::write::set);
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

    std::vector<double> transposed(Products::template packed_size<double>(n, k));
    Products::pack_transposed(k, n, 0, first, w1.data(), transposed.data());
    Products::pack_transposed(k, n, first, second, w2.data(), transposed.data());
    auto back = a;
    auto expected_back = a;
    Products::multiply(rows, n, k, c.data(), ldc, transposed.data(), back.data(), lda,
        accumulate ? kernels::write::add : kernels::write::set);
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

    std::vector<double> gradient(k * n, 0.5);
    auto expected_gradient = gradient;
    Products::weight_gradient(rows, k, n, a.data(), lda, c.data(), ldc, gradient.data());
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

template <class Products>
void check_shapes()
{
    for (const bool accumulate : {false, true})
    {
        for (const std::size_t rows : {1u, 5u, 6u, 7u, 13u})
        {
            check_products<Products>(rows, 1, 1, 1, accumulate);
            check_products<Products>(rows, 7, 3, 4, accumulate);
            check_products<Products>(rows, 16, 16, 16, accumulate);
            check_products<Products>(rows, 33, 17, 40, accumulate);
        }
        check_products<Products>(700, 9, 5, 30, accumulate);
    }
}
} // namespace

TEST_CASE("the native products equal triple loops at full and ragged shapes")
{
    check_shapes<native_products>();
}

#ifdef XRNN_HAS_BLAS
TEST_CASE("the products through xtensor-blas equal triple loops at full and ragged shapes")
{
    check_shapes<blas_products>();
}
#endif
