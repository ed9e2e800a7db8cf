// SPDX-License-Identifier: BSD-3-Clause
/// The activations in float beside xsimd's, on the widest batch: nanoseconds an element where calls are independent, and
/// nanoseconds a call where each waits for the one before and a product and sum between. The least of 15 runs.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include <xrnn/kernels/activations.hpp>

namespace
{

namespace of = xrnn::detail::activations;
using V = xrnn::detail::batch<float>;

constexpr std::size_t lane = xrnn::detail::batch_size<float>;
constexpr std::size_t count = 1024;

template <class F>
double least_nanoseconds(F&& f)
{
    double least = 1e9;
    for (int run = 0; run < 15; ++run)
    {
        const auto start = std::chrono::steady_clock::now();
        f();
        least =
            std::min(least, std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count());
    }
    return least;
}

template <class F>
void measure(const char* name, F&& f)
{
    // Not a page apart, because a load waits for an earlier store whose address has the same last 12 bits.
    alignas(64) static std::array<float, 2 * count + 128> numbers;
    float* in = numbers.data();
    float* out = in + count + 128;
    for (std::size_t i = 0; i < count; ++i)
    {
        in[i] = 0.1f + 0.004f * static_cast<float>(i);
    }
    constexpr int rounds = 40;
    const double independent = least_nanoseconds([&] {
        for (int r = 0; r < rounds; ++r)
        {
            for (std::size_t i = 0; i < count; i += lane)
            {
                xrnn::detail::store_lane<lane>(out + i, f(xrnn::detail::load_part<lane, V>(in + i)));
            }
            asm volatile("" : : "r"(out) : "memory");
        }
    });
    constexpr int calls = 20000;
    std::array<float, lane> spread;
    for (std::size_t i = 0; i < lane; ++i)
    {
        spread[i] = 0.1f + 3.0f / lane * static_cast<float>(i); // xsimd's tanh has two branches and takes both
    }
    const V x = xrnn::detail::load_part<lane, V>(spread.data());
    const double dependent = least_nanoseconds([&] {
        V argument = x;
        for (int c = 0; c < calls; ++c)
        {
            argument = x + V(0) * f(argument);
        }
        xrnn::detail::store_lane<lane>(out, argument);
        asm volatile("" : : "r"(out) : "memory");
    });
    std::printf("%-16s %.3f ns an element, %.1f ns a call\n", name, independent / (rounds * count), dependent / calls);
}

} // namespace

int main()
{
    std::printf("%zu floats in a batch\n", lane);
    const V one(1);
    const V zero(0);
    measure(
        "exp", [](V x) __attribute__((always_inline)) { return of::exp(x); });
    measure(
        "  xsimd", [](V x) __attribute__((always_inline)) { return xsimd::exp(x); });
    measure(
        "tanh", [](V x) __attribute__((always_inline)) { return of::tanh(x); });
    measure(
        "  xsimd", [](V x) __attribute__((always_inline)) { return xsimd::tanh(x); });
    measure(
        "sigmoid", [](V x) __attribute__((always_inline)) { return of::sigmoid(x); });
    measure(
        "  xsimd", [=](V x) __attribute__((always_inline)) { return one / (one + xsimd::exp(-x)); });
    measure(
        "softplus", [](V x) __attribute__((always_inline)) { return of::softplus(x); });
    measure(
        "  xsimd", [=](V x) __attribute__((always_inline)) {
            return xsimd::max(x, zero) + xsimd::log1p(xsimd::exp(-xsimd::abs(x)));
        });
    measure(
        "log", [](V x) __attribute__((always_inline)) { return of::log(x); });
    measure(
        "  xsimd", [](V x) __attribute__((always_inline)) { return xsimd::log(x); });
}
