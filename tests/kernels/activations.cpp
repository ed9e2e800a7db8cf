// SPDX-License-Identifier: BSD-3-Clause
/// The activations in float: their errors, the same bits in lanes of every width, their ends and ranges.
#include <catch2/catch.hpp>

#include <limits>
#include <string>

#include <xrnn/xrnn.hpp>

#include "../support/float_errors.hpp"

using namespace tests;
namespace of = xrnn::detail::activations;

namespace
{

using xrnn::detail::batch;
using xrnn::detail::size_of;
using xrnn::detail::store_lane;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float smallest = std::numeric_limits<float>::denorm_min();
constexpr float largest = std::numeric_limits<float>::max();

constexpr std::size_t block = 64;

/// Calls use(a block of floats) until every `stride`-th float has come, both zeros, both infinities and NaN among them, and the
/// neighbourhood of every point where a function changes its course.
template <class Use>
void each_block(std::uint32_t stride, Use&& use)
{
    std::array<float, block> x;
    std::size_t filled = 0;
    const auto add = [&](float value) {
        x[filled] = value;
        filled = (filled + 1) % block;
        if (filled == 0)
        {
            use(x);
        }
    };
    for (std::uint64_t b = 0; b < std::uint64_t(1) << 32; b += stride)
    {
        add(std::bit_cast<float>(static_cast<std::uint32_t>(b)));
    }
    for (const float point : {0.0f, smallest, 0x1p-126f, 0x1p-24f, 0x1p-12f, 0.3465736f, 0.5f, 0.7071068f, 1.0f,
             1.4142135f, 9.01f, 10.0f, 16.6f, 17.3f, 30.0f, 87.33655f, 88.37626f, 88.72284f, 89.0f, 103.27893f,
             103.97208f, 104.0f, 709.8f, 1e6f, largest, infinity})
    {
        const std::uint32_t bits = std::bit_cast<std::uint32_t>(point);
        for (std::uint32_t b = std::max(bits, 2000u) - 2000u; b <= std::min(bits + 2000u, 0x7f800010u); ++b)
        {
            add(std::bit_cast<float>(b));
            add(-std::bit_cast<float>(b));
        }
    }
    while (filled != 0)
    {
        add(not_a_number);
    }
}

bool same(float a, float b)
{
    return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b) || (std::isnan(a) && std::isnan(b));
}

} // namespace

TEST_CASE("activations in float keep the bounds that are documented")
{
    each_activation([](const auto& a) {
        double worst = 0;
        float where = 0;
        each_block(4099, [&](const std::array<float, block>& x) {
            const std::array<float, block> y = in_lanes<batch<float>>(a.f, x);
            for (std::size_t i = 0; i < block; ++i)
            {
                const double error = ulps(y[i], a.reference(static_cast<double>(x[i])));
                if (!(error <= worst))
                {
                    worst = error;
                    where = x[i];
                }
            }
        });
        CAPTURE(std::string(a.name), worst, where);
        CHECK(worst <= a.bound);
        CHECK(worst > 0.5);
    });
}

TEST_CASE("an activation in float has the same bits in lanes of every width")
{
    each_activation([](const auto& a) {
        each_narrow_lane<float>([&]<class V>() {
            std::size_t differences = 0;
            float where = 0;
            each_block(40009, [&](const std::array<float, block>& x) {
                const std::array<float, block> wide = in_lanes<batch<float>>(a.f, x);
                const std::array<float, block> narrow = in_lanes<V>(a.f, x);
                for (std::size_t i = 0; i < block; ++i)
                {
                    if (!same(wide[i], narrow[i]))
                    {
                        ++differences;
                        where = x[i];
                    }
                }
            });
            CAPTURE(std::string(a.name), sizeof(V) / sizeof(float), where);
            CHECK(differences == 0);
        });
    });
}

TEST_CASE("at their ends and at zero the activations in float are exact")
{
    each_narrow_lane<float>([]<class V>() {
        const auto at = [](auto f, float x) {
            std::array<float, sizeof(V) / sizeof(float)> y;
            store_lane<size_of<V, float>>(y.data(), V(f(V(x))));
            return y.back();
        };
        const auto exp = [&](float x) { return at([](auto v) { return of::exp(v); }, x); };
        const auto tanh = [&](float x) { return at([](auto v) { return of::tanh(v); }, x); };
        const auto sigmoid = [&](float x) { return at([](auto v) { return of::sigmoid(v); }, x); };
        const auto softplus = [&](float x) { return at([](auto v) { return of::softplus(v); }, x); };
        const auto log = [&](float x) { return at([](auto v) { return of::log(v); }, x); };
        CAPTURE(sizeof(V) / sizeof(float));

        CHECK(same(exp(0.0f), 1));
        CHECK(same(exp(-0.0f), 1));
        CHECK(same(exp(infinity), infinity));
        CHECK(same(exp(-infinity), 0));
        CHECK(same(exp(0x1.62e43p+6f), infinity));
        CHECK(exp(0x1.62e42ep+6f) < infinity);
        CHECK(same(exp(-103.0f), smallest));
        CHECK(same(exp(-104.0f), 0));
        CHECK(ulps(exp(-90.5f), std::exp(-90.5)) <= 1);
        CHECK(std::isnan(exp(not_a_number)));

        for (const float x : {9.1f, 10.0f, 1e4f, largest, infinity})
        {
            CHECK(same(tanh(x), 1));
            CHECK(same(tanh(-x), -1));
        }
        for (const float x : {0.0f, smallest, 0x1.8p-140f, 1e-30f, 1e-5f})
        {
            CHECK(same(tanh(x), x));
            CHECK(same(tanh(-x), -x));
        }
        CHECK(std::isnan(tanh(not_a_number)));

        CHECK(same(sigmoid(0.0f), 0.5f));
        CHECK(same(sigmoid(-0.0f), 0.5f));
        for (const float x : {17.4f, 89.0f, largest, infinity})
        {
            CHECK(same(sigmoid(x), 1));
        }
        CHECK(same(sigmoid(-103.0f), smallest));
        for (const float x : {-104.0f, -largest, -infinity})
        {
            CHECK(same(sigmoid(x), 0));
        }
        CHECK(std::isnan(sigmoid(not_a_number)));

        CHECK(same(softplus(infinity), infinity));
        CHECK(same(softplus(-infinity), 0));
        CHECK(same(softplus(1000.0f), 1000));
        CHECK(std::isnan(softplus(not_a_number)));

        CHECK(same(log(1.0f), 0));
        CHECK(same(log(0.0f), -infinity));
        CHECK(same(log(-0.0f), -infinity));
        CHECK(same(log(infinity), infinity));
        CHECK(log(smallest) == Approx(-103.27893));
        CHECK(std::isnan(log(-smallest)));
        CHECK(std::isnan(log(-infinity)));
        CHECK(std::isnan(log(not_a_number)));
    });
}

TEST_CASE("tanh is odd, and the activations in float stay in their ranges")
{
    std::size_t wrong = 0;
    each_block(40009, [&](const std::array<float, block>& x) {
        std::array<float, block> minus_x;
        std::transform(x.begin(), x.end(), minus_x.begin(), [](float v) { return -v; });
        const auto tanh = [](auto v) { return of::tanh(v); };
        const auto y = in_lanes<batch<float>>(tanh, x);
        const auto of_minus_x = in_lanes<batch<float>>(tanh, minus_x);
        const auto s = in_lanes<batch<float>>([](auto v) { return of::sigmoid(v); }, x);
        const auto e = in_lanes<batch<float>>([](auto v) { return of::exp(v); }, x);
        for (std::size_t i = 0; i < block; ++i)
        {
            wrong += same(of_minus_x[i], -y[i]) ? 0 : 1;
            if (!std::isnan(x[i]))
            {
                wrong += std::abs(y[i]) <= 1 && s[i] >= 0 && s[i] <= 1 && e[i] >= 0 ? 0 : 1;
            }
        }
    });
    CHECK(wrong == 0);
}

TEST_CASE("the activations in float rise with x")
{
    // In steps that are wider than their errors.
    each_activation([](const auto& a) {
        std::size_t falls = 0;
        float before = -infinity;
        for (float x = a.name == "log" ? 0.001f : -110.0f; x < 95; x += 0.0007f)
        {
            const float y = a.f(x);
            falls += y >= before ? 0 : 1;
            before = y;
        }
        CAPTURE(std::string(a.name), before);
        CHECK(falls == 0);
    });
}

TEST_CASE("the derivative table and softmax use these activations")
{
    const float x = 0.7351f;
    CHECK(same(xrnn::functions::tanh::f(x), of::tanh(x)));
    CHECK(same(xrnn::functions::sigmoid::f(x), of::sigmoid(x)));
    CHECK(same(xrnn::functions::exp::f(x), of::exp(x)));
    CHECK(same(xrnn::functions::softplus::f(x), of::softplus(x)));
    CHECK(same(xrnn::functions::log::f(x), of::log(x)));

    // 17 classes: a whole batch and a rest, whatever the machine
    std::array<float, 17> logits;
    std::array<float, 17> gradient;
    for (std::size_t k = 0; k < logits.size(); ++k)
    {
        logits[k] = static_cast<float>(k % 5) * -0.3f + 100.7f;
    }
    xrnn::losses::softmax_cross_entropy::row<float>(logits, 3, gradient);
    for (std::size_t k = 5; k < logits.size(); ++k)
    {
        CHECK(same(gradient[k], gradient[5 + k % 5]));
    }
}
