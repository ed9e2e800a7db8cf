// SPDX-License-Identifier: BSD-3-Clause
/// What the programs of this folder share: their arguments, the measuring, and the line of JSON that a result is.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "workloads.hpp"

namespace benchmarks
{

/// PROGRAM [--threads N] [--seconds S] [--as NAME] [--check | --list] [WORKLOAD ...]
struct options
{
    std::size_t threads = 1;
    double seconds = 1; ///< how long each workload is measured
    std::string system; ///< the name that results are given
    bool check = false; ///< only see that each workload works
    bool list = false;  ///< only print the names of the workloads
    std::vector<std::string> workloads;

    /// Throws std::invalid_argument.
    options(int count, char** arguments, std::string_view name)
        : system(name)
    {
        for (int i = 1; i < count; ++i)
        {
            const std::string_view argument = arguments[i];
            const bool has_value = i + 1 < count;
            if (argument == "--check")
            {
                check = true;
            }
            else if (argument == "--list")
            {
                list = true;
            }
            else if (argument == "--threads" && has_value)
            {
                threads = std::stoul(arguments[++i]);
            }
            else if (argument == "--seconds" && has_value)
            {
                seconds = std::stod(arguments[++i]);
            }
            else if (argument == "--as" && has_value)
            {
                system = arguments[++i];
            }
            else if (argument.substr(0, 1) == "-")
            {
                throw std::invalid_argument(
                    "usage: PROGRAM [--threads N] [--seconds S] [--as NAME] [--check | --list] [WORKLOAD ...]");
            }
            else
            {
                workloads.emplace_back(argument);
            }
        }
        if (threads == 0)
        {
            throw std::invalid_argument("at least one thread is needed");
        }
    }

    /// Whether a workload was asked for, by its name or the part before its first hyphen. All are if none was named.
    bool wants(std::string_view workload) const
    {
        const std::string_view group = workload.substr(0, workload.find('-'));
        return workloads.empty() || std::any_of(workloads.begin(), workloads.end(), [&](const std::string& asked) {
            return asked == workload || asked == group;
        });
    }
};

/// Calls f(workload, options) for each entry of a table that was asked for.
template <class Table, class F>
void for_each_wanted(const options& o, const Table& table, F&& f)
{
    for (const auto& w : table)
    {
        if (o.wants(w.name))
        {
            f(w, o);
        }
    }
}

/// Seconds that one call takes.
struct times
{
    double median;
    double best;
};

template <class F>
double seconds_of(F&& f, std::size_t calls)
{
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < calls; ++i)
    {
        f();
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The middle number; of an even number of them, the upper of the two.
inline double median(std::vector<double> numbers)
{
    std::sort(numbers.begin(), numbers.end());
    return numbers[numbers.size() / 2];
}

/// Calls f for about that long, after a call that is not counted. A sample is as many calls as take a fortieth of the
/// time, or one call.
template <class F>
times measure(F&& f, double seconds)
{
    f();
    std::size_t calls = 1;
    double taken = seconds_of(f, calls);
    while (taken < seconds / 40)
    {
        calls *= 2;
        taken = seconds_of(f, calls);
    }
    std::vector<double> samples{taken};
    for (double total = taken; total < seconds || samples.size() < 2; total += taken)
    {
        taken = seconds_of(f, calls);
        samples.push_back(taken);
    }
    const double each = 1 / static_cast<double>(calls);
    return {median(samples) * each, *std::min_element(samples.begin(), samples.end()) * each};
}

/// The largest part of this process that was in memory at once, in bytes.
inline double peak_memory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

/// A result; what is unknown is left out of its line.
struct result
{
    std::string_view workload;
    std::string_view unit;
    double median = 0;                ///< units a second
    double best = 0;                  ///< units a second
    std::optional<double> operations; ///< floating-point operations of a unit
    std::optional<double> loss;       ///< of the last window, in nats a character: shows that the system learns
    std::optional<double> accounted;  ///< bytes that the system itself says it holds
};

/// Of calls that are so many units each, with so many operations a unit.
inline result rate(
    std::string_view workload, std::string_view unit, double units, std::optional<double> operations, const times& t)
{
    result r;
    r.workload = workload;
    r.unit = unit;
    r.median = units / t.median;
    r.best = units / t.best;
    r.operations = operations;
    return r;
}

/// Of windows and their updates.
inline result training_rate(const training& w, const times& t)
{
    return rate(w.name, "characters/s", static_cast<double>(w.characters()), operations(w), t);
}

/// Prints a result as one line of JSON.
inline void print(const options& o, const result& r)
{
    std::printf(R"({"workload": "%.*s", "system": "%s", "threads": %zu, "unit": "%.*s", "median": %.6g, "best": %.6g)",
        static_cast<int>(r.workload.size()), r.workload.data(), o.system.c_str(), o.threads,
        static_cast<int>(r.unit.size()), r.unit.data(), r.median, r.best);
    const auto print_known = [](const char* name, std::optional<double> number) {
        if (number)
        {
            std::printf(R"(, "%s": %.6g)", name, *number);
        }
    };
    print_known("operations", r.operations);
    print_known("loss", r.loss);
    print_known("accounted_bytes", r.accounted);
    print_known("peak_bytes", peak_memory());
    std::printf("}\n");
    std::fflush(stdout);
}

/// What main does: runs the body with the program's options and prints what it throws. The body returns whether all is
/// well.
template <class F>
int run(int count, char** arguments, std::string_view name, F&& body)
{
    try
    {
        return body(options(count, arguments, name)) ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    catch (const std::exception& error)
    {
        std::fprintf(stderr, "%s: %s\n", arguments[0], error.what());
        return EXIT_FAILURE;
    }
}

} // namespace benchmarks
