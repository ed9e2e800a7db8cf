// SPDX-License-Identifier: BSD-3-Clause
/// The derivative table: every value beside the standard library's, every derivative beside finite differences.
#include <cmath>

#include <xrnn/kernels/activations.hpp>
#include <xrnn/language/functions.hpp>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{

bool close(double a, double b)
{
    return std::abs(a - b) <= 1e-7 * std::fmax(1, std::abs(b));
}

template <class Value>
double slope(const Value& f, double x)
{
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5;
}

/// The first lane of a batch of equal numbers.
template <class F>
double in_batch(const F& f, double x)
{
    return f(detail::batch<double>(x)).get(0);
}

template <class Function, class Value>
void check_unary(const Value& value, double from, const char* claim)
{
    for (double x = from; x < 2.5; x += 0.37)
    {
        const double y = Function::f(x);
        const auto f_lane = [](auto v) { return Function::f(v); };
        const auto df_lane = [](auto v) { return Function::df(v, Function::f(v)); };
        check(close(y, value(x)) && close(in_batch(f_lane, x), y), claim);
        const double y_in_float = Function::f(static_cast<float>(x));
        check(std::abs(y_in_float - value(static_cast<float>(x))) <= 1e-6 * std::fmax(1, std::abs(y)), claim);
        check(close(Function::df(x, y), slope(value, x)) && close(in_batch(df_lane, x), Function::df(x, y)), claim);
    }
}

template <class Function, class Value>
void check_binary(const Value& value, const char* claim)
{
    for (const double a : {-1.3, 0.4, 2.1})
    {
        for (const double b : {-0.7, 0.9, 3.2})
        {
            const double to_a = slope([&](double x) { return value(x, b); }, a);
            const double to_b = slope([&](double x) { return value(a, x); }, b);
            check(close(Function::f(a, b), value(a, b)), claim);
            check(close(Function::to_left(1.5, a, b), 1.5 * to_a), claim);
            check(close(Function::to_right(1.5, a, b), 1.5 * to_b), claim);
        }
    }
}

} // namespace

int main()
{
    check_unary<functions::negate>([](double x) { return -x; }, -2, "the table's negation");
    check_unary<functions::tanh>([](double x) { return std::tanh(x); }, -2, "the table's tanh");
    check_unary<functions::sigmoid>([](double x) { return 1 / (1 + std::exp(-x)); }, -2, "the table's sigmoid");
    check_unary<functions::relu>([](double x) { return std::fmax(x, 0); }, -2, "the table's relu");
    check_unary<functions::exp>([](double x) { return std::exp(x); }, -2, "the table's exp");
    check_unary<functions::log>([](double x) { return std::log(x); }, 0.2, "the table's log");
    check_unary<functions::sqrt>([](double x) { return std::sqrt(x); }, 0.2, "the table's sqrt");
    check_unary<functions::square>([](double x) { return x * x; }, -2, "the table's square");
    check_unary<functions::softplus>([](double x) { return std::log(1 + std::exp(x)); }, -2, "the table's softplus");
    check_unary<functions::abs>([](double x) { return std::abs(x); }, -2, "the table's abs");
    check_binary<functions::add>([](double a, double b) { return a + b; }, "the table's sum");
    check_binary<functions::subtract>([](double a, double b) { return a - b; }, "the table's difference");
    check_binary<functions::multiply>([](double a, double b) { return a * b; }, "the table's product");
    check_binary<functions::divide>([](double a, double b) { return a / b; }, "the table's quotient");
    check_binary<functions::max>([](double a, double b) { return std::fmax(a, b); }, "the table's max");
    check_binary<functions::min>([](double a, double b) { return std::fmin(a, b); }, "the table's min");
}
