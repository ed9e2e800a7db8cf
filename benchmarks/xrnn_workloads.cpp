// SPDX-License-Identifier: BSD-3-Clause
/// Measures the workloads as xrnn runs them: xrnn_workloads [--threads N] [--seconds S] [--as NAME] [WORKLOAD ...]
///
/// With --check it measures nothing: trainings have to lower the loss of a small window, and the others to run. With --list it
/// prints the names of the workloads.
#include "xrnn_workloads.hpp"

int main(int count, char** arguments)
{
    using namespace benchmarks;
    return run(count, arguments, "xrnn", [](const options& o) {
        if (o.list)
        {
            const auto print_name = [](const auto& w, const options&) { std::printf("%s\n", w.name); };
            for_each_wanted(o, trainings, print_name);
            for_each_wanted(o, sweeps, print_name);
            for_each_wanted(o, samplings, print_name);
            for_each_wanted(o, streamings, print_name);
            return true;
        }
        bool well = true;
        for (const auto group : {run_trainings, run_sweeps, run_samplings, run_streamings})
        {
            well = group(o) && well;
        }
        return well;
    });
}
