#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# test.sh: builds and runs all tests: with g++ (or the compiler in CXX), with clang, and under the sanitizers those that
# look for errors of memory and of threads.
#
# test.sh quick: for before a commit. One compiler, and neither the seeded mistakes nor the long tasks nor the projects
# that use xrnn; no clang, no sanitizers.
#
# XRNN_MUTATION_PART=2/4 in the environment: of the seeded mistakes, the second of four parts.
set -eu
if [ $# -gt 1 ] || [ "${1:-quick}" != quick ]; then
    echo 'usage: test.sh [quick]' >&2
    exit 2
fi
cd "$(dirname "$0")/.."
. scripts/stage.sh

cores=$(nproc)
export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$cores}"
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-$cores}"
export CXX="${CXX:-g++}"

# run PRESET [OPTION...]: configures, builds and tests it; the options are for ctest. One network of char_rnn is enough. What
# clang compiles for the second time is there for its warnings and results, not for speed, so it leaves out the benchmarks.
# Without the numbers of lines the sanitizers' builds take two thirds of the time; the presets by themselves have them.
run()
{
    preset=$1
    shift
    optimisation=-O3
    benchmarks=ON
    if [ "$preset" = clang ]; then
        optimisation=-O1
        benchmarks=OFF
    fi
    stage "$preset.configure" cmake --no-warn-unused-cli --preset "$preset" -DXRNN_CHAR_RNN_NETWORKS=lstm-64-128 \
        -DXRNN_BUILD_BENCHMARKS=$benchmarks -DXRNN_BENCHMARK_OPTIMISATION=-O1 \
        "-DXRNN_MUTATION_PART=${XRNN_MUTATION_PART:-1/1}" \
        "-DCMAKE_CXX_FLAGS_RELEASE=$optimisation -DNDEBUG" -DCMAKE_CXX_FLAGS_DEBUG=-g0
    stage "$preset.build" cmake --build --preset "$preset"
    stage "$preset.test" ctest --preset "$preset" "$@"
    sed -n '/tests passed/,$p' "$stage_log"
}

# Pages are looked at in a browser, with a driver that npm installs. Where npm is there, it belongs to a node that Debian's
# would be in the way of.
browser=chromium
command -v npm > /dev/null || browser='chromium nodejs npm'
# shellcheck disable=SC2086 # several packages
stage dependencies scripts/install_dependencies.sh $browser
if [ $# -eq 1 ]; then
    run release --label-exclude '^(mutations|tasks|consumer)$'
    echo 'the quick tests passed; without an argument this script runs all of them'
    exit
fi
for preset in release clang asan tsan; do
    run $preset
done
echo 'all tests passed'
for preset in release clang asan tsan; do
    echo "$preset: $(grep 'tests passed' "build/logs/$preset.test.log")"
done
