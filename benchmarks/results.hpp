// SPDX-License-Identifier: BSD-3-Clause
/// The results of a run of scripts/benchmark.sh, gathered from the lines that the programs printed.
#pragma once

#include <algorithm>
#include <ctime>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "timing.hpp"

namespace benchmarks
{

/// What the rounds of a run say about one system and one workload.
struct summary
{
    std::string workload, system, unit;
    std::size_t threads = 1;
    std::vector<double> medians; ///< units a second, one for each round
    double best = 0;             ///< units a second, of all rounds
    std::optional<double> operations, loss, accounted_bytes, peak_bytes;

    double rate() const { return median(medians); }
};

/// The model name of the processor, or "unknown".
inline std::string processor_name()
{
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
    {
        const std::size_t colon = line.find(": ");
        if (line.substr(0, 10) == "model name" && colon != std::string::npos)
        {
            return line.substr(colon + 2);
        }
    }
    return "unknown";
}

/// Today as 2026-11-21.
inline std::string today()
{
    const std::time_t now = std::time(nullptr);
    char text[16] = "";
    std::strftime(text, sizeof text, "%Y-%m-%d", std::localtime(&now));
    return text;
}

class results
{
public:
    /// Throws std::runtime_error if there is no result in the file, and nlohmann's exceptions for what is no JSON.
    explicit results(const std::string& path)
    {
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);)
        {
            add(nlohmann::json::parse(line));
        }
        if (all_.empty())
        {
            throw std::runtime_error("there are no results in " + path);
        }
    }

    const std::vector<summary>& all() const { return all_; }

    /// A result, or nullptr.
    const summary* find(const std::string& workload, const std::string& system) const
    {
        const auto found = std::find_if(
            all_.begin(), all_.end(), [&](const summary& s) { return s.workload == workload && s.system == system; });
        return found == all_.end() ? nullptr : &*found;
    }

    /// The systems that have a result for a workload whose name passes the test, in the order of their first ones.
    template <class Test>
    std::vector<std::string> systems(Test&& test) const
    {
        std::vector<std::string> names;
        for (const summary& s : all_)
        {
            if (test(s.workload) && std::find(names.begin(), names.end(), s.system) == names.end())
            {
                names.push_back(s.system);
            }
        }
        return names;
    }

    /// The workloads whose name begins like that, in the order of their first results.
    std::vector<std::string> workloads(const std::string& beginning) const
    {
        std::vector<std::string> names;
        for (const summary& s : all_)
        {
            const bool fits = s.workload.compare(0, beginning.size(), beginning) == 0;
            if (fits && std::find(names.begin(), names.end(), s.workload) == names.end())
            {
                names.push_back(s.workload);
            }
        }
        return names;
    }

    /// The part of the peak of fused multiply-adds that a result reaches, by the operations that it cannot do without.
    std::optional<double> share_of_peak(const summary& s) const
    {
        const summary* const peak = find("fma_peak", "machine");
        if (peak == nullptr || !s.operations || s.system == "machine")
        {
            return std::nullopt;
        }
        return s.rate() * *s.operations / peak->best;
    }

    /// Appends one line of JSON for each result.
    void append(const std::string& path) const
    {
        std::ofstream file(path, std::ios::app);
        for (const summary& s : all_)
        {
            nlohmann::ordered_json line{{"workload", s.workload}, {"system", s.system}, {"threads", s.threads},
                {"median", s.rate()}, {"best", s.best}, {"unit", s.unit}};
            const auto add_known = [&](const char* name, std::optional<double> number) {
                if (number)
                {
                    line[name] = *number;
                }
            };
            add_known("share_of_fma_peak", share_of_peak(s));
            add_known("loss", s.loss);
            add_known("accounted_bytes", s.accounted_bytes);
            add_known("peak_bytes", s.peak_bytes);
            line["rounds"] = s.medians.size();
            line["processor"] = processor_name();
            line["date"] = today();
            file << line << '\n';
        }
        if (!file.flush())
        {
            throw std::runtime_error("cannot write " + path);
        }
    }

private:
    void add(const nlohmann::json& line)
    {
        const std::string workload = line.at("workload");
        const std::string system = line.at("system");
        auto found = std::find_if(
            all_.begin(), all_.end(), [&](const summary& s) { return s.workload == workload && s.system == system; });
        if (found == all_.end())
        {
            found = all_.insert(found, summary{});
            found->workload = workload;
            found->system = system;
            found->unit = line.at("unit");
            found->threads = line.at("threads");
        }
        found->medians.push_back(line.at("median"));
        found->best = std::max(found->best, line.at("best").get<double>());
        const auto take = [&](const char* name, std::optional<double>& number) {
            if (line.contains(name))
            {
                number = line.at(name).get<double>();
            }
        };
        take("operations", found->operations);
        take("loss", found->loss);
        take("accounted_bytes", found->accounted_bytes);
        take("peak_bytes", found->peak_bytes);
    }

    std::vector<summary> all_;
};

} // namespace benchmarks
