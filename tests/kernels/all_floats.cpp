// SPDX-License-Identifier: BSD-3-Clause
/// all_floats [STRIDE]: the largest error of each activation over every STRIDE-th float, by default over all 2^32 of them,
/// which takes minutes. Fails if one is above its bound. scripts/activation_errors.sh runs it.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "../support/float_errors.hpp"

int main(int argc, char** argv)
{
    const auto stride = static_cast<std::uint32_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1);
    if (stride == 0)
    {
        std::fprintf(stderr, "all_floats: the stride is a number above 0\n");
        return 2;
    }
    bool kept = true;
    std::printf("%zu floats in a lane\n", xrnn::detail::batch_size<float>);
    tests::each_activation([&](const auto& a) {
        const auto start = std::chrono::steady_clock::now();
        const tests::error_found found = tests::largest_error(a, stride);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        const bool good = found.largest <= a.bound;
        kept = kept && good;
        std::printf("%-8s %.4f ulp at %.9g (%a); not the nearest float: %.2f %%; %.0f s%s\n", a.name.data(),
            found.largest, static_cast<double>(found.where), static_cast<double>(found.where), 100 * found.not_nearest,
            seconds.count(), good ? "" : "; above its bound");
        std::fflush(stdout);
    });
    return kept ? 0 : 1;
}
