// SPDX-License-Identifier: BSD-3-Clause
/// From the lines that the programs of a run printed to tables and pictures: benchmark_report LINES FOLDER TABLE
///
/// Prints the tables and writes them to FOLDER/TABLE, appends the results to FOLDER/results.jsonl, and writes
/// pictures to FOLDER/*.svg of what was measured of them.
#include <iostream>
#include <sstream>

#include "../examples/chart.hpp"
#include "results.hpp"

namespace
{

using namespace benchmarks;

/// Three significant digits, without an exponent.
std::string number_text(double number)
{
    const int digits = number > 0 ? static_cast<int>(std::floor(std::log10(number))) : 0;
    char text[32] = "";
    std::snprintf(text, sizeof text, "%.*f", std::clamp(2 - digits, 0, 6), number);
    return text;
}

/// A Markdown table whose columns are padded, so that it can be read as it is.
class table
{
public:
    explicit table(std::vector<std::string> titles) { rows_.push_back(std::move(titles)); }

    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    bool empty() const { return rows_.size() == 1; }

    std::string text() const
    {
        std::vector<std::size_t> widths(rows_[0].size());
        for (const auto& row : rows_)
        {
            for (std::size_t k = 0; k < row.size(); ++k)
            {
                widths[k] = std::max(widths[k], row[k].size());
            }
        }
        std::string all;
        for (std::size_t r = 0; r < rows_.size(); ++r)
        {
            for (std::size_t k = 0; k < widths.size(); ++k)
            {
                all += "| " + rows_[r][k] + std::string(widths[k] - rows_[r][k].size() + 1, ' ');
            }
            all += "|\n";
            if (r == 0)
            {
                for (const std::size_t width : widths)
                {
                    all += '|';
                    all.append(width + 2, '-');
                }
                all += "|\n";
            }
        }
        return all;
    }

private:
    std::vector<std::vector<std::string>> rows_;
};

/// The usual unit of a workload, and a rate in it.
struct quantity
{
    std::string unit;
    double number;
};

quantity shown(const summary& s)
{
    const auto characters = [](std::size_t k) { return static_cast<double>(trainings[k].characters()); };
    if (s.workload == trainings[0].name)
    {
        return {"thousand iterations/s", s.rate() / characters(0) / 1e3};
    }
    if (s.workload == trainings[3].name)
    {
        return {"seconds a batch", characters(3) / s.rate()};
    }
    return s.unit == "steps/s" ? quantity{"million steps/s", s.rate() / 1e6}
                               : quantity{"thousand characters/s", s.rate() / 1e3};
}

std::string share_text(const results& r, const summary& s)
{
    const std::optional<double> share = r.share_of_peak(s);
    return share ? number_text(100 * *share) + " %" : "";
}

bool is_measured_workload(const std::string& name)
{
    return name.substr(0, 1) == "W";
}

/// The rate of a system, and in brackets how many times as fast the first one is.
std::string speed_text(const summary* s, const summary* first)
{
    if (s == nullptr)
    {
        return "";
    }
    std::string text = number_text(shown(*s).number);
    if (first != nullptr && s != first)
    {
        text += " (";
        text += number_text(first->rate() / s->rate());
        text += ')';
    }
    return text;
}

/// A line a workload, a column a system.
std::string speed_table(const results& r, const std::vector<std::string>& systems)
{
    std::vector<std::string> titles{"", "unit", systems.front(), "of the FMA peak"};
    titles.insert(titles.end(), systems.begin() + 1, systems.end());
    table t(titles);
    for (const std::string& workload : r.workloads("W"))
    {
        const summary* const first = r.find(workload, systems.front());
        std::string unit;
        std::vector<std::string> cells;
        for (const std::string& system : systems)
        {
            const summary* const s = r.find(workload, system);
            unit = s == nullptr ? unit : shown(*s).unit;
            cells.push_back(speed_text(s, first));
        }
        cells.insert(cells.begin() + 1, first == nullptr ? "" : share_text(r, *first));
        cells.insert(cells.begin(), {workload, unit});
        t.add(cells);
    }
    return t.empty() ? "" : t.text();
}

/// xrnn as it was compiled for this machine, then either the other libraries or xrnn as it was compiled otherwise.
std::vector<std::string> systems_beside_xrnn(const results& r, bool compiled_otherwise)
{
    std::vector<std::string> systems{"xrnn"};
    for (const std::string& system : r.systems(is_measured_workload))
    {
        if (system != "xrnn" && (system.substr(0, 4) == "xrnn") == compiled_otherwise)
        {
            systems.push_back(system);
        }
    }
    return systems;
}

std::string workload_table(const results& r)
{
    return speed_table(r, systems_beside_xrnn(r, false));
}

std::string instruction_table(const results& r)
{
    const std::vector<std::string> systems = systems_beside_xrnn(r, true);
    return systems.size() > 1 ? speed_table(r, systems) : "";
}

std::string own_cell_table(const results& r)
{
    table t({"an update of W3's network with", "thousand characters/s", "time beside xrnn::lstm"});
    const summary* const first = r.find("own_cell", "xrnn::lstm");
    for (const summary& s : r.all())
    {
        if (s.workload == "own_cell" && first != nullptr)
        {
            t.add({s.system, number_text(s.rate() / 1e3), number_text(first->rate() / s.rate())});
        }
    }
    return t.empty() ? "" : t.text();
}

std::string memory_table(const results& r)
{
    table t({"memory in W4", "MB at most in the process", "MB that the program accounts for"});
    for (const summary& s : r.all())
    {
        if (s.workload == trainings[3].name && s.peak_bytes)
        {
            t.add({s.system, number_text(*s.peak_bytes / 1e6),
                s.accounted_bytes ? number_text(*s.accounted_bytes / 1e6) : ""});
        }
    }
    return t.empty() ? "" : t.text();
}

std::string machine_table(const results& r)
{
    table t({"the machine", "median", "best", ""});
    for (const summary& s : r.all())
    {
        if (s.system == "machine")
        {
            const bool adds = s.workload == "fma_peak";
            t.add({adds ? "fused multiply-adds" : s.workload, number_text(s.rate() / 1e9), number_text(s.best / 1e9),
                adds ? "GFLOP/s" : "GB/s"});
        }
    }
    return t.empty() ? "" : t.text();
}

std::string subtitle(const results& r)
{
    const std::size_t threads = r.all().front().threads;
    return processor_name() + ", " + std::to_string(threads) + (threads == 1 ? " thread, " : " threads, ") + today();
}

/// A system with its colour; what is none of these has the last one.
charts::legend_entry coloured(const std::string& system)
{
    constexpr std::array<std::string_view, 3> known{"xrnn", "libtorch", "oneDNN"};
    return {system, static_cast<int>(std::find(known.begin(), known.end(), system) - known.begin())};
}

/// Microseconds a character against the number in the workloads' names.
void draw_sweep(const results& r, const std::string& folder, const std::string& what, const std::string& title,
    const std::string& x_words)
{
    const auto belongs = [&](const std::string& workload) {
        return workload.compare(0, what.size() + 1, what + "-") == 0;
    };
    std::vector<charts::series> lines;
    for (const std::string& system : r.systems(belongs))
    {
        charts::series line{coloured(system), {}};
        for (const summary& s : r.all())
        {
            if (s.system == system && belongs(s.workload))
            {
                line.points.emplace_back(std::stod(s.workload.substr(what.size() + 1)), 1e6 / s.rate());
            }
        }
        lines.push_back(line);
    }
    if (!lines.empty() && lines.front().points.size() > 1)
    {
        charts::draw_lines(
            folder + "/cost_by_" + what + ".svg", title, subtitle(r), x_words, "microseconds a character", lines);
    }
}

/// How fast the other systems are beside xrnn.
void draw_comparison(const results& r, const std::string& folder)
{
    std::vector<std::string> systems = systems_beside_xrnn(r, false);
    systems.erase(systems.begin());
    std::vector<charts::bar_group> groups;
    for (const std::string& workload : r.workloads("W"))
    {
        const summary* const own = r.find(workload, "xrnn");
        charts::bar_group group{workload, {}};
        for (const std::string& system : systems)
        {
            const summary* const s = r.find(workload, system);
            group.numbers.push_back(
                own != nullptr && s != nullptr ? std::optional(own->rate() / s->rate()) : std::nullopt);
        }
        groups.push_back(group);
    }
    if (!groups.empty() && !systems.empty())
    {
        std::vector<charts::legend_entry> names;
        std::transform(systems.begin(), systems.end(), std::back_inserter(names), coloured);
        charts::draw_bars(folder + "/beside_peers.svg",
            "How many times as fast xrnn is: to the right of 1 it is faster", subtitle(r), names, groups);
    }
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 4)
    {
        std::cerr << "usage: benchmark_report LINES FOLDER TABLE\n";
        return 2;
    }
    try
    {
        const std::string folder = arguments[2];
        const results r(arguments[1]);
        std::ostringstream text;
        text << subtitle(r) << ". Medians; in brackets, how many times as fast xrnn is.\n";
        for (const auto make : {workload_table, instruction_table, own_cell_table, memory_table, machine_table})
        {
            const std::string part = make(r);
            text << (part.empty() ? "" : "\n") << part;
        }
        std::cout << text.str();
        std::ofstream(folder + "/" + arguments[3]) << text.str();
        r.append(folder + "/results.jsonl");
        draw_sweep(r, folder, "hidden", "LSTM 64-H-64, 32 rows of 32 steps", "hidden units H");
        draw_sweep(r, folder, "rows", "LSTM 64-128-64, B rows of 32 steps", "rows B");
        draw_sweep(r, folder, "steps", "LSTM 64-128-64, 32 rows of T steps", "steps T");
        draw_comparison(r, folder);
    }
    catch (const std::exception& error)
    {
        std::cerr << "benchmark_report: " << error.what() << '\n';
        return 1;
    }
}
