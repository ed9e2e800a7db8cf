// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cmath>

#include "one_instruction_set.hpp"

TEST_CASE("objects compiled for two instruction sets work side by side in one program")
{
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
    {
        WARN("this machine has no AVX2: nothing is compared");
        return;
    }
    const std::vector<float> without = tests::run_without_avx();
    const std::vector<float> with = tests::run_with_avx2();
    REQUIRE(without.size() == with.size());
    REQUIRE(without.size() > 12 * 3);
    float largest = 0;
    bool close = true;
    for (std::size_t i = 0; i < with.size(); ++i)
    {
        largest = std::max(largest, std::abs(without[i]));
        close = close && std::abs(without[i] - with[i]) <= 1e-5f * std::max(1.0f, std::abs(without[i]));
    }
    CHECK(close);
    CHECK(largest > 0.1f);
}
