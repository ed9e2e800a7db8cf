// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

#include <xrnn/kernels/activations.hpp>
#include <xrnn/language.hpp>

using namespace xrnn;

namespace
{
const std::vector<double> points{-7.3, -2.0, -0.7, -0.1, 0.2, 0.9, 3.1, 6.4};

template <class F>
double stencil(F&& f, double x)
{
    const double h = 1e-3;
    return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

void check_close(double a, double n)
{
    CHECK(std::abs(a - n) <= 1e-6 * std::max({1.0, std::abs(a), std::abs(n)}));
}

/// Value against a reference, derivative against finite differences, and batches against plain numbers.
template <class Entry, class Reference>
void check_entry(Reference&& reference, bool positive_only = false)
{
    for (const double x : points)
    {
        if (positive_only && x <= 0)
        {
            continue;
        }
        const double y = Entry::f(x);
        CAPTURE(std::string(Entry::name), x, y);
        CHECK(y == Approx(reference(x)).epsilon(1e-14));
        check_close(Entry::df(x, y), stencil([](double v) { return Entry::f(v); }, x));
        const auto lanes = [](detail::batch<double> v) { return v.get(0); };
        CHECK(lanes(Entry::f(detail::batch<double>(x))) == Approx(y).epsilon(1e-13));
        CHECK(lanes(Entry::df(detail::batch<double>(x), detail::batch<double>(y)))
            == Approx(Entry::df(x, y)).epsilon(1e-13).margin(1e-14));
        CHECK(Entry::f(static_cast<float>(x)) == Approx(y).epsilon(1e-5));
    }
}

template <class Entry, class Reference>
void check_binary(Reference&& reference)
{
    for (const double a : points)
    {
        for (const double b : {-1.7, 0.4, 2.5})
        {
            CAPTURE(std::string(Entry::name), a, b);
            CHECK(Entry::f(a, b) == reference(a, b));
            check_close(Entry::to_left(1.5, a, b), 1.5 * stencil([&](double v) { return Entry::f(v, b); }, a));
            check_close(Entry::to_right(1.5, a, b), 1.5 * stencil([&](double v) { return Entry::f(a, v); }, b));
            const detail::batch<double> wide =
                Entry::to_right(detail::batch<double>(1.5), detail::batch<double>(a), detail::batch<double>(b));
            CHECK(wide.get(0) == Approx(Entry::to_right(1.5, a, b)));
        }
    }
}
} // namespace

TEST_CASE("every function of one argument has the right value and derivative")
{
    check_entry<functions::negate>([](double x) { return -x; });
    check_entry<functions::tanh>([](double x) { return std::tanh(x); });
    check_entry<functions::sigmoid>([](double x) { return 1 / (1 + std::exp(-x)); });
    check_entry<functions::relu>([](double x) { return x > 0 ? x : 0; });
    check_entry<functions::exp>([](double x) { return std::exp(x); });
    check_entry<functions::log>([](double x) { return std::log(x); }, true);
    check_entry<functions::sqrt>([](double x) { return std::sqrt(x); }, true);
    check_entry<functions::square>([](double x) { return x * x; });
    check_entry<functions::softplus>([](double x) { return std::log1p(std::exp(x)); });
    check_entry<functions::abs>([](double x) { return std::abs(x); });
}

TEST_CASE("every function of two arguments has the right value and derivatives")
{
    check_binary<functions::add>([](double a, double b) { return a + b; });
    check_binary<functions::subtract>([](double a, double b) { return a - b; });
    check_binary<functions::multiply>([](double a, double b) { return a * b; });
    check_binary<functions::divide>([](double a, double b) { return a / b; });
    check_binary<functions::max>([](double a, double b) { return std::max(a, b); });
    check_binary<functions::min>([](double a, double b) { return std::min(a, b); });
}

TEST_CASE("sigmoid and softplus do not overflow at the ends")
{
    CHECK(functions::sigmoid::f(-1000.0f) == 0);
    CHECK(functions::sigmoid::f(1000.0f) == 1);
    CHECK(functions::softplus::f(1000.0f) == 1000);
    CHECK(functions::softplus::f(-1000.0f) == 0);
    CHECK(functions::sigmoid::f(detail::batch<float>(-1000.0f)).get(0) == 0);
    CHECK(functions::softplus::f(detail::batch<float>(1000.0f)).get(0) == 1000);
}

TEST_CASE("at a kink the derivative is the documented one")
{
    CHECK(functions::relu::df(0.0, 0.0) == 0);
    CHECK(functions::abs::df(0.0, 0.0) == 0);
    CHECK(functions::max::to_left(2.0, 1.0, 1.0) == 2);
    CHECK(functions::max::to_right(2.0, 1.0, 1.0) == 0);
}
