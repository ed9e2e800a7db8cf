// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cstring>

#include <xrnn/kernels/narrow_weights.hpp>
#include <xrnn/xrnn.hpp>

#include "plain_products.hpp"

using namespace tests;

namespace
{
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr bool rounds_rows = !std::is_same_v<detail::int8_format, detail::int8_quads>;
using int8_weights_of_floats = detail::narrow_weights<detail::int8_packing, detail::int8_quads>;

double largest(std::size_t count, const std::function<double(std::size_t)>& x)
{
    double most = 0;
    for (std::size_t i = 0; i < count; ++i)
    {
        most = std::max(most, std::abs(x(i)));
    }
    return most;
}

/// What int8_weights make of a weight of a column.
double rounded_to_int8(double weight, double largest_of_column)
{
    return std::nearbyint(weight / largest_of_column * 127) * (largest_of_column / 127);
}

/// A product with two weights side by side.
template <std::size_t K, std::size_t First, std::size_t Second>
struct product_of
{
    static constexpr std::size_t n = First + Second;
    random_source random{1};
    std::size_t rows;
    gapped a{rows, K, 3, random};
    gapped w1{K, First, 0, random};
    gapped w2{K, Second, 0, random};
    gapped c{rows, n, 2, random};
    gapped result = c;

    [[nodiscard]] double w(std::size_t i, std::size_t j) const
    {
        return static_cast<double>(j < First ? w1(i, j) : w2(i, j - First));
    }

    /// The first row also in parts, which must have the same bits.
    template <class Products>
    void run(kernels::write how)
    {
        std::vector<float> packed(Products::template packed_size<float>(K, n), not_a_number);
        Products::pack(K, n, 0, First, w1.data(), packed.data());
        Products::pack(K, n, First, Second, w2.data(), packed.data());
        Products::template multiply<float, K, n>(rows, a.data(), a.stride, packed.data(), result.data(), c.stride, how);
        std::vector<float> row(c.data(), c.data() + n);
        const std::size_t parts = Products::template row_parts<float>(n);
        for (const detail::range some : {detail::range{parts / 2, parts}, detail::range{0, parts / 2}})
        {
            Products::template multiply_row<float, K, n>(some, a.data(), packed.data(), row.data(), how);
        }
        CHECK(std::equal(row.begin(), row.end(), result.data()));
    }
};

/// Calls check<K, First, Second>(rows, how) for many shapes.
template <class Check>
void each_shape(Check&& check)
{
    for (const kernels::write how : {kernels::write::set, kernels::write::add})
    {
        for (const std::size_t rows : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 13u})
        {
            check.template operator()<1, 1, 1>(rows, how);
            check.template operator()<2, 3, 4>(rows, how);
            check.template operator()<3, 2, 9>(rows, how);
            check.template operator()<4, 16, 16>(rows, how);
            check.template operator()<7, 3, 5>(rows, how);
            check.template operator()<33, 17, 40>(rows, how);
            check.template operator()<65, 64, 65>(rows, how);
        }
        check.template operator()<6, 150, 200>(1, how);
        check.template operator()<301, 9, 30>(150, how); // several blocks of rows
        check.template operator()<17000, 1, 2>(2, how);  // too long a row for a block
    }
}

template <class Products>
void check_int8(bool rounds)
{
    each_shape([&]<std::size_t K, std::size_t First, std::size_t Second>(std::size_t rows, kernels::write how) {
        CAPTURE(rows, K, First, Second, how == kernels::write::add);
        product_of<K, First, Second> p{.rows = rows};
        p.template run<Products>(how);
        std::vector<double> of_column;
        for (std::size_t j = 0; j < p.n; ++j)
        {
            of_column.push_back(largest(K, [&](std::size_t i) { return p.w(i, j); }));
        }
        const elements w = [&](std::size_t i, std::size_t j) { return rounded_to_int8(p.w(i, j), of_column[j]); };
        // Half a step of the row's numbers, for each weight.
        const elements of_rows = [&](std::size_t i, std::size_t j) {
            double sum = 0;
            for (std::size_t m = 0; m < K; ++m)
            {
                sum += std::abs(w(m, j));
            }
            return rounds ? 1.001 * sum * largest(K, [&](std::size_t m) { return p.a(i, m); }) / 65534 : 0;
        };
        const elements a = [&](std::size_t i, std::size_t j) { return static_cast<double>(p.a(i, j)); };
        CHECK(equals_product(p.result, p.c, K, a, w, how, of_rows));
    });
}

template <std::size_t K, std::size_t N>
std::vector<float> one_product(const std::vector<float>& a, const std::vector<float>& w)
{
    std::vector<float> packed(int8_weights::packed_size<float>(K, N), not_a_number);
    int8_weights::pack(K, N, 0, N, w.data(), packed.data());
    std::vector<float> c(a.size() / K * N, 7);
    int8_weights::multiply<float, K, N>(a.size() / K, a.data(), K, packed.data(), c.data(), N, kernels::write::set);
    return c;
}

bool all_nan(const float* from, std::size_t count, std::size_t stride = 1)
{
    bool all = true;
    for (std::size_t i = 0; i < count; ++i)
    {
        all = all && std::isnan(from[i * stride]);
    }
    return all;
}
} // namespace

TEST_CASE("bfloat16 weights equal plain loops on rounded weights")
{
    each_shape([]<std::size_t K, std::size_t First, std::size_t Second>(std::size_t rows, kernels::write how) {
        CAPTURE(rows, K, First, Second, how == kernels::write::add);
        product_of<K, First, Second> p{.rows = rows};
        p.template run<bfloat16_weights>(how);
        const elements w = [&](std::size_t i, std::size_t j) {
            return static_cast<double>(detail::round_to_bfloat16(static_cast<float>(p.w(i, j))));
        };
        const elements a = [&](std::size_t i, std::size_t j) { return static_cast<double>(p.a(i, j)); };
        CHECK(equals_product(p.result, p.c, K, a, w, how));
    });
}

TEST_CASE("int8 weights equal plain loops on rounded weights and rows")
{
    check_int8<int8_weights>(rounds_rows);
}

TEST_CASE("int8 weights of rows that stay float equal plain loops on rounded weights")
{
    check_int8<int8_weights_of_floats>(false);
}

TEST_CASE("int8 weights round to nearest, ties to even, and keep the largest of a column")
{
    // The identity shows the packed weights.
    const std::vector<float> eye{1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1};
    const std::vector<float> w{127, -1, 2.5f, 0, 3.5f, 0, -2.51f, 0, 0.5f, 0};
    const std::vector<float> c = one_product<5, 2>(eye, w);
    const std::vector<float> expected{127, -1, 2, 0, 4, 0, -3, 0, 0, 0};
    for (std::size_t i = 0; i < c.size(); ++i)
    {
        CHECK(c[i] == Approx(expected[i]).margin(1e-5));
    }
}

TEST_CASE("zero and tiny columns and rows give zero or nearly so")
{
    const float tiny = std::numeric_limits<float>::denorm_min();
    const std::vector<float> c = one_product<2, 3>({1, 1, 0, 0, tiny, tiny}, {0, tiny, 1, 0, -tiny, 2});
    CHECK(c[0] == 0);
    CHECK(std::abs(c[1]) <= 2 * tiny);
    CHECK(c[2] == Approx(3).epsilon(0.02));
    for (std::size_t i = 3; i < 9; ++i)
    {
        CHECK(std::abs(c[i]) <= 4 * tiny);
    }
}

TEST_CASE("NaN and infinity reach the results of int8 weights, and only where they belong")
{
    for (const float bad : {not_a_number, infinity, -infinity})
    {
        CAPTURE(bad);
        const std::vector<float> of_column = one_product<2, 2>({1, 2, 3, 4}, {1, bad, 1, 1});
        CHECK(of_column[0] == Approx(3));
        CHECK(of_column[2] == Approx(7));
        CHECK(all_nan(of_column.data() + 1, 2, 2));
        const std::vector<float> of_row = one_product<2, 2>({1, 2, bad, 4}, {1, 1, 1, -1});
        CHECK(of_row[0] == Approx(3));
        CHECK(!std::isfinite(of_row[2]));
        CHECK(!std::isfinite(of_row[3]));
    }
}

TEST_CASE("NaN and infinity pass through bfloat16 weights, and only where they belong")
{
    const std::vector<float> w{1, -infinity, 1, 1, 1, 1};
    std::vector<float> packed(bfloat16_weights::packed_size<float>(3, 2));
    bfloat16_weights::pack(3, 2, 0, 2, w.data(), packed.data());
    const std::vector<float> a{1, 1, 1, 1, 1, infinity, 1, 1, not_a_number};
    std::vector<float> c(6);
    bfloat16_weights::multiply<float, 3, 2>(3, a.data(), 3, packed.data(), c.data(), 2, kernels::write::set);
    CHECK(c[0] == 3);
    CHECK(c[1] == -infinity);
    CHECK(c[2] == infinity);
    CHECK(all_nan(c.data() + 3, 3));
}

namespace
{
constexpr std::size_t letters = 30;
constexpr std::size_t units = 37;
using network = stack<lstm<letters, units>, linear<units, letters>>;

/// How far rounded weights may lead a network from its float outputs: the errors of each step, by the derivatives'
/// largest values, on the states and gates of the float network.
struct error_bounds
{
    const model<network>& wide;
    std::function<double(double weight, double largest_of_column)> of_weight;
    double of_rows = 0; // as a part of a row's largest number
    std::vector<double> h = std::vector<double>(units);
    std::vector<double> c = std::vector<double>(units);

    /// The error of a sum of the row x, known to within dx, times the column w.
    template <class Weights, class Row>
    double of_sum(const Weights& w, std::size_t j, const Row& x, const std::vector<double>& dx) const
    {
        const double column = largest(units, [&](std::size_t m) { return w(m, j); });
        const double row = largest(units, [&](std::size_t m) { return std::abs(x[m]) + dx[m]; });
        double sum = 0;
        for (std::size_t m = 0; m < units; ++m)
        {
            const double weight = std::abs(static_cast<double>(w(m, j)));
            const double dw = of_weight(weight, column);
            sum += std::abs(x[m]) * dw + (weight + dw) * (dx[m] + of_rows * row) + 1e-6 * weight;
        }
        return sum;
    }

    /// Takes the bounds from before a step to after it; before are the states before it, after the values of it.
    void step(
        const std::vector<double>& h_before, const std::vector<double>& c_before, const hidden_state<network>& after)
    {
        std::vector<double> new_h(units);
        for (std::size_t j = 0; j < units; ++j)
        {
            const double i = of_sum(wide.get<"U_i">(), j, h_before, h) / 4; // sigmoid' <= 1/4
            const double f = of_sum(wide.get<"U_f">(), j, h_before, h) / 4;
            const double o = of_sum(wide.get<"U_o">(), j, h_before, h) / 4;
            const double g = of_sum(wide.get<"U_g">(), j, h_before, h); // tanh' <= 1
            const double kept = f * (std::abs(c_before[j]) + c[j]) + after.probe<"f">()(0, j) * c[j];
            const double added = i * (std::abs(after.probe<"g">()(0, j)) + g) + after.probe<"i">()(0, j) * g;
            c[j] = kept + added + 1e-6;
            new_h[j] =
                o * std::min(1.0, std::abs(after.probe<"c">()(0, j)) + c[j]) + after.probe<"o">()(0, j) * c[j] + 1e-6;
        }
        h = new_h;
    }
};

template <class View>
std::vector<double> numbers(const View& v)
{
    return {v.begin(), v.end()};
}

/// Steps of a float network and of the same one with narrow weights: outputs no further apart than the bounds.
template <class Products>
void check_steps(const std::function<double(double, double)>& of_weight, double of_rows)
{
    const model<network> wide(4);
    model<network, float, Products> narrow;
    narrow.edit([&](parameters<network>& p) { p = wide.all(); });
    hidden_state<network> wide_state;
    hidden_state<network> narrow_state;
    error_bounds bounds{.wide = wide, .of_weight = of_weight, .of_rows = of_rows};
    bool within = true;
    double most_bound = 0;
    double most_error = 0;
    double most_output = 0;
    for (id t = 0; t < 6; ++t)
    {
        const std::vector<double> h = numbers(wide_state.get<"h">());
        const std::vector<double> c = numbers(wide_state.get<"c">());
        const std::vector<id> x{static_cast<id>((7 * t + 3) % letters)};
        const auto y = wide.step(x, wide_state);
        const auto near = narrow.step(x, narrow_state);
        bounds.step(h, c, wide_state);
        for (std::size_t j = 0; j < letters; ++j)
        {
            const double bound = bounds.of_sum(wide.get<"W", 1>(), j, numbers(wide_state.get<"h">()), bounds.h);
            const double error = std::abs(static_cast<double>(near(0, j)) - y(0, j));
            within = within && error <= bound;
            most_bound = std::max(most_bound, bound);
            most_error = std::max(most_error, error);
            most_output = std::max(most_output, std::abs(static_cast<double>(y(0, j))));
        }
    }
    CHECK(within);
    CHECK(most_output > 0.1);
    CHECK(most_error > 1e-5);
    CHECK(most_bound < most_output); // otherwise it would say nothing
}
} // namespace

TEST_CASE("steps with bfloat16 weights stay as near to float as the rounding of the weights allows")
{
    check_steps<bfloat16_weights>([](double weight, double) { return weight / 256; }, 0);
}

TEST_CASE("steps with int8 weights stay as near to float as the rounding of weights and rows allows")
{
    check_steps<int8_weights>([](double, double largest) { return largest / 254; }, rounds_rows ? 1.0 / 65534 : 0);
}

TEST_CASE("a network with narrow weights reads the rows of its first layer from the float parameters")
{
    model<linear<5, 3>, float, int8_weights> m(2);
    hidden_state<linear<5, 3>> state;
    const std::vector<id> x{4};
    const auto y = m.step(x, state);
    for (std::size_t j = 0; j < 3; ++j)
    {
        CHECK(y(0, j) == m.get<"W">()(4, j));
        CHECK(y(0, j) != 0);
    }
}
