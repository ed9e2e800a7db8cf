// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include <xrnn/training/binary_cross_entropy.hpp>

using namespace xrnn;

TEMPLATE_TEST_CASE("binary cross-entropy is that of the logistic function, also for large logits", "", float, double)
{
    using entry = losses::binary_cross_entropy;
    for (const double t : {0.0, 0.3, 1.0})
    {
        for (const double z : {-3.0, -0.5, 0.0, 2.0})
        {
            const double p = 1 / (1 + std::exp(-z));
            const double loss = -(t * std::log(p) + (1 - t) * std::log(1 - p));
            CHECK(entry::f(TestType(z), TestType(t)) == Approx(loss).epsilon(1e-6));
            CHECK(entry::df(TestType(z), TestType(t)) == Approx(p - t).epsilon(1e-6).margin(1e-7));
        }
    }
    for (const TestType z : {TestType(1000), std::numeric_limits<TestType>::max()})
    {
        CHECK(entry::f(z, TestType(1)) == 0);
        CHECK(entry::f(z, TestType(0)) == z);
        CHECK(entry::f(-z, TestType(0)) == 0);
        CHECK(entry::f(-z, TestType(1)) == z);
        CHECK(entry::df(z, TestType(1)) == 0);
        CHECK(entry::df(z, TestType(0)) == 1);
        CHECK(entry::df(-z, TestType(0)) == 0);
        CHECK(entry::df(-z, TestType(1)) == -1);
    }
}
