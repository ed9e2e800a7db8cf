// SPDX-License-Identifier: BSD-3-Clause
/// The largest singular value of matrices whose singular values are known, and which matrices of a network are looked at.
#include <catch2/catch.hpp>

#include <cmath>

#include <xrnn/model/recurrent_norms.hpp>
#include <xrnn/xrnn.hpp>

using namespace xrnn;

namespace
{

using matrix = xt::xtensor<double, 2>;

/// Turns the rows i and j of a matrix, which changes no singular value.
void turn_rows(matrix& w, std::size_t i, std::size_t j, double angle)
{
    for (std::size_t k = 0; k < w.shape()[1]; ++k)
    {
        const double a = w(i, k);
        const double b = w(j, k);
        w(i, k) = std::cos(angle) * a - std::sin(angle) * b;
        w(j, k) = std::sin(angle) * a + std::cos(angle) * b;
    }
}

void turn_columns(matrix& w, std::size_t i, std::size_t j, double angle)
{
    for (std::size_t k = 0; k < w.shape()[0]; ++k)
    {
        const double a = w(k, i);
        const double b = w(k, j);
        w(k, i) = std::cos(angle) * a - std::sin(angle) * b;
        w(k, j) = std::sin(angle) * a + std::cos(angle) * b;
    }
}

} // namespace

TEST_CASE("the largest singular value survives rotations of rows and columns", "[recurrent_norms]")
{
    matrix w(std::array<std::size_t, 2>{4, 3}, 0.0);
    w(0, 0) = 1;
    w(1, 1) = -3;
    w(2, 2) = 2.9;
    CHECK(largest_singular_value(w) == Approx(3).epsilon(1e-9));
    turn_rows(w, 0, 1, 0.3);
    turn_rows(w, 1, 3, 1.1);
    turn_columns(w, 0, 2, -0.7);
    turn_columns(w, 1, 2, 2.0);
    turn_rows(w, 2, 3, 0.9);
    CHECK(largest_singular_value(w) == Approx(3).epsilon(1e-9));
    w *= 0;
    CHECK(largest_singular_value(w) == 0);
}

TEST_CASE("the recurrent matrices of all layers are looked at, and no other", "[recurrent_norms]")
{
    model<stack<lstm<5, 4>, gru<4, 3>, linear<3, 5>>> m(1);
    m.edit([](auto& p) {
        p.template get<"W_i", 0>() = 100;
        p.template get<"U_i", 0>() = 0.5; // of rank one: the norm is 0.5 times the number of units
        p.template get<"U_n", 1>() = -2;
    });
    const std::vector<recurrent_norm> norms = recurrent_norms(m);
    std::string all;
    for (const recurrent_norm& n : norms)
    {
        all += n.name + std::to_string(n.layer) + " ";
        CHECK(n.norm > 0);
        CHECK(n.norm < 50);
        CHECK(n.norm == (n.name == "U_i" ? Approx(2) : n.name == "U_n" ? Approx(6) : Approx(n.norm)));
    }
    CHECK(all == "U_i0 U_f0 U_o0 U_g0 U_r1 U_z1 U_n1 ");
}
