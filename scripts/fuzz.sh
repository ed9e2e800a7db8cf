#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# fuzz.sh TARGET [RUNS [OPTION...]]: tests/fuzz/TARGET_fuzzer.cpp on inputs that libFuzzer invents, a million unless told
# otherwise, under the sanitizers of clang. Options are libFuzzer's, such as -max_total_time=60, or -max_len=256 for more and
# shorter inputs.
#
# It begins with the inputs in tests/fuzz/corpus/TARGET and keeps new ones in build/fuzz/TARGET.corpus. An input that goes
# wrong is kept as build/fuzz/TARGET.crash-*: mend the code, and add it to the corpus, which a test replays.
set -eu
cd "$(dirname "$0")/.."
target=${1:-}
if ! [ -e "tests/fuzz/${target}_fuzzer.cpp" ]; then
    echo 'usage: fuzz.sh TARGET [RUNS [OPTION...]]; the targets are' >&2
    ls tests/fuzz/*_fuzzer.cpp | sed 's,.*/,  ,; s,_fuzzer.cpp$,,' >&2
    exit 2
fi
runs=${2:-1000000}
shift $(($# < 2 ? $# : 2))

mkdir -p "build/fuzz/$target.corpus"
clang++ -std=c++20 -O2 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -I include -I tests \
    -isystem /usr/include/utf8cpp "tests/fuzz/${target}_fuzzer.cpp" -o "build/fuzz/$target"
"build/fuzz/$target" "-runs=$runs" -max_len=4096 -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 \
    "-artifact_prefix=build/fuzz/$target." "$@" "build/fuzz/$target.corpus" "tests/fuzz/corpus/$target"
