#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Builds and runs all tests: with g++ (or the compiler in CXX), with clang, and under the sanitizers those that look for
# memory errors.
set -eu
cd "$(dirname "$0")/.."

scripts/install_dependencies.sh

cores=$(nproc)
export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$cores}"
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-$cores}"
export CXX="${CXX:-g++}"

for preset in release clang asan; do
    echo "== $preset: configuring and building in build/$preset"
    cmake --preset "$preset"
    cmake --build --preset "$preset"
    echo "== $preset: running the tests"
    ctest --preset "$preset" --output-log "build/$preset/tests.log"
done

echo '== all tests passed'
for preset in release clang asan; do
    echo "$preset: $(grep 'tests passed' "build/$preset/tests.log")"
done
