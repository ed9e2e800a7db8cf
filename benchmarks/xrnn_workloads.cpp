// SPDX-License-Identifier: BSD-3-Clause
/// Measures the workloads as xrnn runs them: xrnn_workloads [--threads N] [--seconds S] [--as NAME] [WORKLOAD ...]
///
/// With --check it measures nothing: trainings have to lower the loss of a small window, and the others to run.
#include "xrnn_workloads.hpp"

int main(int count, char** arguments)
{
    using namespace benchmarks;
    return run(count, arguments, "xrnn", [](const options& o) {
        bool well = true;
        for (const auto group : {run_trainings, run_sweeps, run_samplings, run_streamings})
        {
            well = group(o) && well;
        }
        return well;
    });
}
