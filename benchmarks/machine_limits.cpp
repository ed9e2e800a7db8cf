// SPDX-License-Identifier: BSD-3-Clause
/// What the machine can do: machine_limits [--threads N] [--seconds S] [fma_peak] [read]
///
/// The peak of fused multiply-adds, in registers, and how fast memory of several sizes is read, each by N threads at once.
/// The vectors are as wide as the flags allow.
#include <atomic>
#include <thread>

#include "timing.hpp"

namespace
{

using namespace benchmarks;

#if defined(__AVX512F__)
constexpr std::size_t vector_bytes = 64;
#elif defined(__AVX__)
constexpr std::size_t vector_bytes = 32;
#else
constexpr std::size_t vector_bytes = 16;
#endif

using vector [[gnu::vector_size(vector_bytes)]] = float;
constexpr std::size_t vector_width = vector_bytes / sizeof(float);

/// Enough sums to hide the latency of an operation, and few enough for the registers of AVX2.
constexpr std::size_t sums = 12;

volatile float sink;

/// Returns the floating-point operations made.
double multiply_and_add(std::size_t rounds)
{
    std::array<vector, sums> a;
    for (std::size_t k = 0; k < sums; ++k)
    {
        a[k] = vector{} + static_cast<float>(k);
    }
    const vector factor = vector{} + 0.999f;
    const vector term = vector{} + 0.001f;
    for (std::size_t n = 0; n < rounds; ++n)
    {
#pragma GCC unroll 16
        for (std::size_t k = 0; k < sums; ++k)
        {
            a[k] = a[k] * factor + term;
        }
    }
    vector all{};
    for (const vector& v : a)
    {
        all += v;
    }
    sink = all[0];
    return 2.0 * static_cast<double>(rounds * sums * vector_width);
}

/// Adds up all numbers, `rounds` times.
void read(const std::vector<vector>& numbers, std::size_t rounds)
{
    constexpr std::size_t at_once = 8;
    std::array<vector, at_once> a{};
    for (std::size_t n = 0; n < rounds; ++n)
    {
        for (std::size_t i = 0; i + at_once <= numbers.size(); i += at_once)
        {
#pragma GCC unroll 8
            for (std::size_t k = 0; k < at_once; ++k)
            {
                a[k] += numbers[i + k];
            }
        }
        std::atomic_signal_fence(std::memory_order_seq_cst); // or the compiler reads once and multiplies
    }
    for (const vector& v : a)
    {
        sink = v[0];
    }
}

/// Seconds that f(0) ... f(threads - 1) take side by side, from the first that begins to the last that ends.
template <class F>
double side_by_side(std::size_t threads, F&& f)
{
    using clock = std::chrono::steady_clock;
    std::atomic<std::size_t> ready{0};
    std::vector<clock::time_point> begin(threads);
    std::vector<clock::time_point> end(threads);
    std::vector<std::thread> workers;
    for (std::size_t t = 0; t < threads; ++t)
    {
        workers.emplace_back([&, t] {
            ++ready;
            while (ready < threads)
            {
            }
            begin[t] = clock::now();
            f(t);
            end[t] = clock::now();
        });
    }
    for (std::thread& w : workers)
    {
        w.join();
    }
    const auto taken = *std::max_element(end.begin(), end.end()) - *std::min_element(begin.begin(), begin.end());
    return std::chrono::duration<double>(taken).count();
}

/// Median and best of runs that fill the time.
template <class F>
times measure_side_by_side(const options& o, F&& f)
{
    std::vector<double> samples;
    for (double total = 0; total < o.seconds || samples.size() < 3; total += samples.back())
    {
        samples.push_back(side_by_side(o.threads, f));
    }
    return {median(samples), *std::min_element(samples.begin(), samples.end())};
}

void measure_peak(const options& o)
{
    constexpr std::size_t rounds = 400000; // some milliseconds
    double operations = 0;
    const times t = measure_side_by_side(o, [&](std::size_t thread) {
        const double made = multiply_and_add(rounds);
        operations = thread == 0 ? made : operations;
    });
    print(o, rate("fma_peak", "operations/s", operations * static_cast<double>(o.threads), 1, t));
}

void measure_reading(options o)
{
    constexpr std::array<std::size_t, 7> kibibytes{32, 256, 1024, 4096, 16384, 65536, 262144};
    o.seconds /= kibibytes.size();
    for (const std::size_t size : kibibytes)
    {
        const std::size_t length = size * 1024 / sizeof(vector);
        const std::vector<std::vector<vector>> numbers(o.threads, std::vector<vector>(length, vector{} + 1.0f));
        const std::size_t rounds = std::max<std::size_t>(1, (std::size_t(64) << 20) / (size * 1024));
        const times t = measure_side_by_side(o, [&](std::size_t thread) { read(numbers[thread], rounds); });
        const std::string name = "read-" + std::to_string(size) + "-KiB";
        const double bytes = static_cast<double>(rounds * size * 1024 * o.threads);
        print(o, rate(name, "bytes/s", bytes, std::nullopt, t));
    }
}

} // namespace

int main(int count, char** arguments)
{
    return run(count, arguments, "machine", [](const options& o) {
        if (o.wants("fma_peak"))
        {
            measure_peak(o);
        }
        if (o.wants("read"))
        {
            measure_reading(o);
        }
        return true;
    });
}
