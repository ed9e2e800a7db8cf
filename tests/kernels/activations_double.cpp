// SPDX-License-Identifier: BSD-3-Clause
/// The activations in double: the same bits in lanes of every width, and their errors.
#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "../support/float_errors.hpp"

using namespace tests;
namespace of = xrnn::detail::activations;

namespace
{

using xrnn::detail::batch;
using xrnn::detail::batch_size;
using xrnn::detail::load_lane;
using xrnn::detail::load_part;
using xrnn::detail::size_of;
using xrnn::detail::store_lane;

} // namespace

TEST_CASE("an activation in double has the same bits in lanes of every width")
{
    each_activation([](const auto& a) {
        std::vector<double> x;
        for (int i = -4000; i < 4000; ++i)
        {
            x.push_back(0.19 * i + 0.001);
            x.push_back(0.0011 * i);
        }
        each_narrow_lane<double>([&]<class V>() {
            std::size_t differences = 0;
            constexpr std::size_t wide = batch_size<double>;
            for (std::size_t i = 0; i + wide <= x.size(); i += wide)
            {
                std::array<double, wide> in_wide;
                std::array<double, wide> in_narrow;
                store_lane<batch_size<double>>(
                    in_wide.data(), batch<double>(a.f(load_lane<batch_size<double>>(x.data() + i))));
                for (std::size_t k = 0; k + sizeof(V) / sizeof(double) <= wide; k += sizeof(V) / sizeof(double))
                {
                    store_lane<size_of<V, double>>(
                        in_narrow.data() + k, V(a.f(load_part<size_of<V, double>, V>(x.data() + i + k))));
                }
                for (std::size_t k = 0; k < wide; ++k)
                {
                    const bool both_nan = std::isnan(in_wide[k]) && std::isnan(in_narrow[k]);
                    const bool equal =
                        std::bit_cast<std::uint64_t>(in_wide[k]) == std::bit_cast<std::uint64_t>(in_narrow[k]);
                    differences += equal || both_nan ? 0 : 1;
                }
            }
            CAPTURE(std::string(a.name), sizeof(V) / sizeof(double));
            CHECK(differences == 0);
        });
    });
}

TEST_CASE("activations in double keep the bounds that are documented")
{
    const auto count_above = [](double bound, auto f, auto reference, long double from, long double to) {
        constexpr std::size_t wide = batch_size<double>;
        std::size_t above = 0;
        std::array<double, wide> x;
        std::array<double, wide> y;
        for (long double step = 0; step < 20000; ++step)
        {
            for (std::size_t k = 0; k < wide; ++k)
            {
                const long double at = (step + static_cast<long double>(k) / wide) / 20000;
                x[k] = static_cast<double>(from + (to - from) * at);
            }
            store_lane<batch_size<double>>(y.data(), batch<double>(f(load_lane<batch_size<double>>(x.data()))));
            for (std::size_t k = 0; k < wide; ++k)
            {
                const long double truth = reference(static_cast<long double>(x[k]));
                const long double unit = std::ldexp(1.0L, std::ilogb(truth) - 52);
                const auto error = static_cast<double>(std::abs(static_cast<long double>(y[k]) - truth) / unit);
                above += error <= bound ? 0 : 1;
            }
        }
        return above;
    };
    const auto exp = [](auto v) { return of::exp(v); };
    const auto exact_exp = [](long double x) { return std::exp(x); };
    CHECK(count_above(1.5, exp, exact_exp, -708, 709) == 0);
    CHECK(count_above(1.5, exp, exact_exp, -1, 1) == 0);
    const auto tanh = [](auto v) { return of::tanh(v); };
    const auto exact_tanh = [](long double x) { return std::tanh(x); };
    CHECK(count_above(2.5, tanh, exact_tanh, -25, 25.1L) == 0);
    CHECK(count_above(2.5, tanh, exact_tanh, 1e-9L, 1) == 0);
    const auto sigmoid = [](auto v) { return of::sigmoid(v); };
    const auto exact_sigmoid = [](long double x) { return 1 / (1 + std::exp(-x)); };
    CHECK(count_above(3, sigmoid, exact_sigmoid, -700, 40) == 0);
    CHECK(count_above(3, sigmoid, exact_sigmoid, -40, 3) == 0);
    const auto softplus = [](auto v) { return of::softplus(v); };
    const auto exact_softplus = [](long double x) { return std::max(x, 0.0L) + std::log1p(std::exp(-std::abs(x))); };
    CHECK(count_above(2, softplus, exact_softplus, -700, 700) == 0);
    CHECK(count_above(2, softplus, exact_softplus, -5, 5) == 0);
    const auto log = [](auto v) { return of::log(v); };
    const auto exact_log = [](long double x) { return std::log(x); };
    CHECK(count_above(1, log, exact_log, 1e-300L, 1e300L) == 0);
    CHECK(count_above(1, log, exact_log, 0.4L, 0.999L) == 0);
    CHECK(count_above(1, log, exact_log, 1.001L, 3) == 0);
    CHECK(count_above(1, log, exact_log, 5e-324L, 1e-307L) == 0);
}
