// SPDX-License-Identifier: BSD-3-Clause
#include <xrnn/kernels/blas.hpp>
#include <xrnn/model/orthogonal.hpp>

#include "../support/battery.hpp"

using namespace xrnn;

TEST_CASE("gradients through xtensor-blas match finite differences")
{
    tests::check_gradients<stack<lstm<3, 7>, gru_reset_before<7, 5>, linear<5, 4>>, blas_products>();
    tests::check_gradients<tests::torture<3, 5, 4>, blas_products>();
}

template <class View>
void check_orthonormal(const View& w, bool by_rows)
{
    const std::size_t count = by_rows ? w.shape()[0] : w.shape()[1];
    const std::size_t length = by_rows ? w.shape()[1] : w.shape()[0];
    for (std::size_t i = 0; i < count; ++i)
    {
        for (std::size_t j = 0; j < count; ++j)
        {
            double sum = 0;
            for (std::size_t k = 0; k < length; ++k)
            {
                sum += by_rows ? w(i, k) * w(j, k) : w(k, i) * w(k, j);
            }
            CHECK(sum == Approx(i == j ? 1 : 0).margin(1e-12));
        }
    }
}

TEST_CASE("orthogonal initialisation gives orthonormal rows or columns, gate by gate")
{
    const model<lstm<5, 9>, double> m(3, orthogonal{});
    check_orthonormal(m.get<"U_i">(), true);
    check_orthonormal(m.get<"U_g">(), false);
    check_orthonormal(m.get<"W_f">(), true);
    const model<linear<9, 5>, double> l(3, orthogonal{});
    check_orthonormal(l.get<"W">(), false);
    CHECK(m.get<"U_i">()(0, 0) != m.get<"U_f">()(0, 0));
}
