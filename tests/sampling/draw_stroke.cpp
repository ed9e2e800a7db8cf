// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <limits>

#include <xrnn/sampling/draw_stroke.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

/// Two parts, of which the first is drawn three times as often: [p | mu_x | mu_y | s_x | s_y | r | e].
const std::vector<double> outputs{
    std::log(3.0), 0, -10, 10, 4, -6, std::log(0.5), 0, std::log(2.0), 0, std::atanh(0.8), 0, std::log(4.0)};

/// What many draws have in common.
struct drawn_moments
{
    double first = 0, ends = 0;                  ///< shares of the first part, and of ends
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0; ///< of the first part: means, variances and covariance

    explicit drawn_moments(double bias)
    {
        random_source random(3);
        constexpr int count = 40000;
        for (int i = 0; i < count; ++i)
        {
            const std::array<double, 3> move = draw_stroke(outputs, random, bias);
            REQUIRE((move[2] == 0 || move[2] == 1));
            ends += move[2] / count;
            if (move[0] < 0)
            {
                const double dx = move[0] + 10, dy = move[1] - 4;
                first += 1;
                x += dx, y += dy, xx += dx * dx, yy += dy * dy, xy += dx * dy;
            }
        }
        for (double* each : {&x, &y, &xx, &yy, &xy})
        {
            *each /= first;
        }
        first /= count;
    }
};

} // namespace

TEST_CASE("strokes are drawn with the weights, deviations and correlation of their mixture")
{
    const drawn_moments found(0);
    CHECK(found.first == Approx(0.75).margin(0.01));
    CHECK(found.ends == Approx(0.8).margin(0.01));
    CHECK(found.x == Approx(0).margin(0.01));
    CHECK(found.y == Approx(0).margin(0.05));
    CHECK(std::sqrt(found.xx) == Approx(0.5).epsilon(0.02));
    CHECK(std::sqrt(found.yy) == Approx(2).epsilon(0.02));
    CHECK(found.xy == Approx(0.8 * 0.5 * 2).epsilon(0.03));
}

TEST_CASE("a bias draws likelier parts and smaller deviations, and leaves the rest")
{
    const drawn_moments found(1);
    CHECK(found.first == Approx(0.9).margin(0.01)); // 9 to 1
    CHECK(found.ends == Approx(0.8).margin(0.01));
    CHECK(std::sqrt(found.xx) == Approx(0.5 / std::exp(1)).epsilon(0.02));
    CHECK(found.xy == Approx(0.8 * 0.5 * 2 / std::exp(2)).epsilon(0.03));
}

TEST_CASE("the same seed draws the same strokes, and float outputs give float movements")
{
    random_source one(5), other(5);
    const std::array<float, 7> narrow{0, 1, 2, -1, -1, 3, 0};
    for (int i = 0; i < 100; ++i)
    {
        const std::array<float, 3> move = draw_stroke(narrow, one);
        CHECK(move == draw_stroke(narrow, other));
        CHECK(std::abs(move[0] - 1) < 3);
    }
}

TEST_CASE("what is no mixture is refused, and nothing is drawn")
{
    random_source random(5);
    const auto state = random.state();
    CHECK_THROWS_WITH(draw_stroke(std::vector<double>(12), random), Contains("6 n + 1 outputs, and these are 12"));
    CHECK_THROWS_WITH(draw_stroke(std::vector<double>(1), random), Contains("and these are 1"));
    CHECK_THROWS_WITH(
        draw_stroke(outputs, random, -1), Contains("the bias must be finite and not negative, but it is -1"));
    CHECK_THROWS_WITH(draw_stroke(outputs, random, std::numeric_limits<double>::infinity()), Contains("it is inf"));
    std::vector<double> odd = outputs;
    odd[3] = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH(draw_stroke(odd, random), Contains("output 3 is nan"));
    CHECK(random.state() == state);
}
