#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# random.sh SEED COUNT: makes random mistakes (mutate.cpp) in copies of include/, from SEED on, until COUNT of them have
# compiled, and says of each which test noticed it. A mistake that no test notices survives: it is printed with SURVIVED.
#
# The tests that are close to the changed file come first; a survivor has passed all but the batteries in gradients/, the
# tasks and the examples. A mistake that does not compile where the first test uses it is not counted. With COUNT 0 all the tests
# run without a mistake, and must pass. The compiler is taken from CXX (clang++, whose precompiled headers are used),
# flags from XRNN_MUTATION_FLAGS. A mistake takes from ten seconds to a few minutes.

if [ $# -ne 2 ]; then
    echo "usage: random.sh SEED COUNT" >&2
    exit 2
fi
seed=$1
count=$2
here=$(cd "$(dirname "$0")" && pwd)
source_dir=$(cd "$here/../.." && pwd)
tests=$source_dir/tests
compiler=${CXX:-clang++}
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 2' HUP INT TERM
flags="-std=c++20 -O0 -w -pthread ${XRNN_MUTATION_FLAGS:--march=native}"

# call ARGUMENT...: the compiler, with the flags
call()
{
    # shellcheck disable=SC2086 # several flags
    "$compiler" $flags "$@"
}

# What no mistake can change is compiled once.
prepare()
{
    cat >"$folder/others.hpp" <<'HEADERS'
#include <catch2/catch.hpp>
#include <xsimd/xsimd.hpp>
#if __has_include(<xtensor/containers/xadapt.hpp>)
#include <xtensor/containers/xadapt.hpp>
#else
#include <xtensor/xadapt.hpp>
#endif
HEADERS
    call -x c++-header "$folder/others.hpp" -o "$folder/others.pch" &&
        call -c "$tests/main.cpp" -o "$folder/main.o" &&
        call "$here/mutate.cpp" -o "$folder/mutate" &&
        call -I "$source_dir/include" "$tests/fuzz/generate_cells.cpp" -o "$folder/generate" &&
        mkdir -p "$folder/fuzz" && "$folder/generate" 1 12 >"$folder/fuzz/cells.cpp"
}

# near FILE: the tests that are likely to notice a mistake in this header, the likeliest first
near()
{
    case $1 in
    engine/plan_text.hpp) echo engine/plan ;;
    engine/*plan* | engine/extent.hpp | engine/fixed_list.hpp)
        echo fuzz/plans fuzz/well_formed engine/plan fuzz/cells engine/corners
        ;;
    engine/*) echo fuzz/cells engine/window reference/forward mutations/checks/stacks engine/corners engine/allocation ;;
    language/*) echo fuzz/cells language/language language/functions mutations/checks/table engine/plan compile_fail ;;
    cells/*) echo reference/forward mutations/checks/lstm engine/plan golden/gru compile_fail ;;
    layers/*) echo layers/composed_cells layers/dropout reference/forward fuzz/cells engine/plan compile_fail ;;
    kernels/*) echo kernels/products fuzz/cells language/functions training/softmax_cross_entropy ;;
    model/*)
        echo mutations/checks/memory model/model model/misuse model/errors model/views model/choose_width engine/window \
            engine/corners compile_fail
        ;;
    training/*gradient*) echo training/check_gradients ;;
    training/*loss* | training/*entropy* | training/*squared* | training/counted.hpp)
        echo mutations/checks/losses training/losses training/softmax_cross_entropy training/binary_cross_entropy \
            golden/losses training/modes compile_fail
        ;;
    training/*)
        echo mutations/checks/optimisers training/optimisers training/clipping_and_schedules golden/training compile_fail
        ;;
    sampling/*) echo mutations/checks/sampling_and_text sampling/sampler ;;
    text/*) echo text/vocabulary text/streams text/read_file mutations/checks/sampling_and_text ;;
    io/*) echo io/safetensors io/write_file io/save io/refusals mutations/checks/files ;;
    *) echo model/model ;;
    esac
}

# all: every test that runs here
all()
{
    (cd "$tests" && find engine reference language layers model kernels training sampling text golden mutations/checks \
        -name "*.cpp" ! -name "one_instruction_set.cpp" ! -name "instruction_sets.cpp" ! -name "blas.cpp" ! -name "no_simd.cpp" | sed 's/\.cpp$//' | sort)
    echo fuzz/plans fuzz/well_formed fuzz/cells compile_fail
}

# run TEST: 0: it passes, 1: it fails, 2: it does not compile
run()
{
    if [ "$1" = compile_fail ]; then
        "$tests/compile_fail/check.sh" mistakes "$compiler" "$folder/include" "$tests"/compile_fail/*.cpp \
            >/dev/null 2>&1
        return
    fi
    file=$tests/$1.cpp
    [ "$1" = fuzz/cells ] && file=$folder/fuzz/cells.cpp
    set -- -include-pch "$folder/others.pch" -I "$folder/include" -I "$tests" -I "$tests/fuzz" \
        "-DXRNN_TEST_FOLDER=\"$tests\"" "-DXRNN_GOLDEN_FOLDER=\"$tests/golden\"" "$file"
    grep -q 'TEST_CASE' "$file" && set -- "$@" "$folder/main.o"
    call "$@" -o "$folder/test" >"$folder/output" 2>&1 || return 2
    (cd "$folder" && timeout 200 ./test >output 2>&1) || return 1
}

# judge FILE: runs the tests until one fails; sets verdict
judge()
{
    done_before=" "
    for test in $(near "$1") $(all); do
        case $done_before in *" $test "*) continue ;; esac
        run "$test"
        case $? in
        0) ;;
        2) [ "$done_before" = " " ] && verdict="does not compile" && return
            verdict="killed by $test, which does not compile" && return ;;
        *) verdict="killed by $test" && return ;;
        esac
        done_before="$done_before$test "
    done
    verdict=SURVIVED
}

prepare || exit 2
cp -R "$source_dir/include" "$folder/include"
if [ "$count" -eq 0 ]; then
    judge engine
    echo "without a mistake: $verdict"
    [ "$verdict" = SURVIVED ]
    exit
fi
compiled=0
survived=0
while [ "$compiled" -lt "$count" ]; do
    rm -rf "$folder/include"
    cp -R "$source_dir/include" "$folder/include"
    what=$("$folder/mutate" "$folder/include/xrnn" "$seed") || exit 2
    judge "${what%%:*}"
    echo "$seed: $verdict: $what"
    [ "$verdict" = "does not compile" ] || compiled=$((compiled + 1))
    [ "$verdict" != SURVIVED ] || survived=$((survived + 1))
    seed=$((seed + 1))
done
echo "$compiled mistakes compiled, $survived survived"
