#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Prints the time and memory that compilers need at -O2: the includes alone, the hello example, and a three-layer LSTM.
# Medians of five runs, in turn. Needs /usr/bin/time (Debian's package time).
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
echo '#include <xrnn/xrnn.hpp>' >"$folder/includes_only.cpp"

for _ in 1 2 3 4 5; do
    for source in "$folder/includes_only.cpp" examples/01_hello.cpp benchmarks/three_layer_lstm.cpp; do
        for compiler in g++ clang++; do
            name=$(basename "$source" .cpp)
            /usr/bin/time -f '%e %M' -a -o "$folder/$name.$compiler" \
                "$compiler" -std=c++20 -O2 -Iinclude -c "$source" -o "$folder/object"
        done
    done
done

for figures in "$folder"/*.*+; do
    sort -n "$figures" | sed -n 3p | {
        read -r seconds kilobytes
        echo "$(basename "$figures"): $seconds s, $((kilobytes / 1024)) MB"
    }
done
