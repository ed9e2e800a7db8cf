#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# benchmark.sh [WORKLOAD ...] [--threads N] [--rounds N] [--seconds S]: measures xrnn and what it is compared with, in turn.
#
# Workloads are W1 to W7 and own_cell (all of these unless some are named), and hidden, rows and steps, which the pictures are made
# of; docs/benchmarks.md describes them. Each of 5 rounds (or N) runs each program for 0.5 seconds (or S) on each
# workload. Prints a table, and leaves in build/benchmark the table, pictures, and a line of JSON for each result.
set -eu
cd "$(dirname "$0")/.."
. scripts/stage.sh

threads=1
rounds=5
seconds=0.5
workloads=
while [ $# -gt 0 ]; do
    case $1 in
        --threads | --rounds | --seconds)
            if [ $# -lt 2 ]; then
                echo "benchmark.sh: $1 needs a number" >&2
                exit 2
            fi
            case $1 in
                --threads) threads=$2 ;;
                --rounds) rounds=$2 ;;
                --seconds) seconds=$2 ;;
            esac
            shift
            ;;
        W[1-7] | W[56]-* | own_cell | hidden | rows | steps) workloads="$workloads $1" ;;
        *)
            echo 'usage: benchmark.sh [W1 ... W7 own_cell hidden rows steps] [--threads N] [--rounds N] [--seconds S]' >&2
            exit 2
            ;;
    esac
    shift
done
workloads=${workloads:-W1 W2 W3 W4 W5 W6 W7 own_cell}

folder=build/benchmark
lines=$folder/lines.jsonl
table=table.md
[ "$threads" -eq 1 ] || table=table_of_${threads}_threads.md

stage dependencies scripts/install_dependencies.sh libtorch-dev libdnnl-dev libopenblas-dev nlohmann-json3-dev
stage configure cmake --preset benchmark
stage build cmake --build --preset benchmark

# has FLAG: whether the processor has it
has()
{
    grep -qw "$1" /proc/cpuinfo
}

# OpenBLAS 0.3.21 takes processors newer than itself for far older ones, and libtorch's choice is made explicit, too.
if has avx512f && has avx512bw && has avx512dq && has avx512vl; then
    export OPENBLAS_CORETYPE=SkylakeX ATEN_CPU_CAPABILITY=avx512
elif has avx2 && has fma; then
    export OPENBLAS_CORETYPE=Haswell ATEN_CPU_CAPABILITY=avx2
fi

# measure WORKLOAD PROGRAM [ARGUMENT ...]: appends its lines; a program prints none for a workload it does not have
measure()
{
    workload=$1
    program=$2
    shift 2
    if [ ! -x "$folder/bin/$program" ]; then
        case " $missing " in
            *" $program "*) ;;
            *) missing="$missing $program" ;;
        esac
        return
    fi
    # Threads of libtorch's own beside those of OpenBLAS slow it down.
    blas_threads=1
    omp_threads=$threads
    if [ "$program" = libtorch ]; then
        blas_threads=$threads
        omp_threads=1
    fi
    OMP_NUM_THREADS=$omp_threads OPENBLAS_NUM_THREADS=$blas_threads \
        "$folder/bin/$program" --threads "$threads" --seconds "$seconds" "$@" "$workload" >>"$lines" ||
        failed="$failed $program:$workload"
}

# measure_all WORKLOAD
measure_all()
{
    for program in workloads libtorch onednn yardstick_rnn yardstick_lstm yardstick_steps; do
        measure "$1" "$program"
    done
    case $1 in
        W*)
            measure "$1" workloads_x86-64-v3 --as 'xrnn, x86-64-v3'
            measure "$1" workloads_x86-64 --as 'xrnn, x86-64'
            ;;
    esac
}

: >"$lines"
missing=
failed=
for round in $(seq "$rounds"); do
    printf 'round %d of %d:' "$round" "$rounds"
    measure fma_peak machine_limits
    measure read machine_limits
    for group in $workloads; do
        printf ' %s' "$group"
        if [ "$group" = own_cell ]; then
            measure own_cell own_cell
            continue
        fi
        for w in $("$folder/bin/workloads" --list "$group"); do
            measure_all "$w"
        done
    done
    echo
done
[ -z "$missing" ] || echo "not built, because something they need was not found:$missing"
echo
"$folder/bin/benchmark_report" "$lines" "$folder" "$table"
if [ -n "$failed" ]; then
    echo "failed:$failed" >&2
    exit 1
fi
