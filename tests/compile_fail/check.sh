#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check.sh mistakes|twins COMPILER INCLUDE_DIR FILE...: do these programs fail to compile as they say, and their twins not?
#
# A FILE holds two programs: with MISTAKE defined it must not compile, without it (the twin) it must. Its second line is
# "// expect: REGEXP". `mistakes` compiles each FILE with MISTAKE, and
#   - the first line of the compiler's output that contains "error:" matches REGEXP (grep -E),
#   - there are at most 15 lines of output, and
#   - one of them points into FILE.
# `twins` compiles all of them as one unit, each in a namespace of its own, under -Wall -Wextra -Wpedantic -Wconversion
# -Wshadow; there must be no output.
#
# XRNN_PRECOMPILED may name a folder that holds the header HEADER precompiled for this compiler, as HEADER.gch or
# HEADER.pch. It serves the programs that begin with including that very header, so that none sees more than it includes.

if [ $# -lt 4 ] || { [ "$1" != mistakes ] && [ "$1" != twins ]; }; then
    echo "usage: check.sh mistakes|twins COMPILER INCLUDE_DIR FILE..." >&2
    exit 2
fi
what=$1
compiler=$2
include_dir=$3
shift 3
most_lines=15
failed=0

LC_ALL=C # for plain quotes in the messages
export LC_ALL

complain()
{
    printf '%s\n' "FAILED: $1" "$2" ""
    failed=1
}

# compile FILE FLAG...: only looks for errors
compile()
{
    file=$1
    shift
    precompiled=$XRNN_PRECOMPILED/$(sed -n 's/^#include <\(.*\)>.*/\1/p' "$file" | head -n 1)
    if [ -e "$precompiled.pch" ]; then
        set -- -include-pch "$precompiled.pch" "$@"
    elif [ -e "$precompiled.gch" ]; then
        set -- -I "$XRNN_PRECOMPILED" "$@"
    fi
    "$compiler" -std=c++20 "$@" -I "$include_dir" -fsyntax-only "$file" 2>&1
}

check_mistake()
{
    expected=$(sed -n '2s,^// expect: ,,p' "$1")
    if [ -z "$expected" ]; then
        complain "line 2 of $1 is not '// expect: REGEXP'" ""
        return
    fi
    if output=$(compile "$1" -DMISTAKE); then
        complain "the mistake compiles" "$output"
    fi
    # " error: " begins a diagnosis; "error:" alone also stands in xrnn::error::.
    for pattern in ' error: ' 'error:'; do
        first_error=$(printf '%s\n' "$output" | grep -e "$pattern" | head -n 1)
        if ! printf '%s\n' "$first_error" | grep -Eq -e "$expected"; then
            complain "the first line with '$pattern' does not match $expected" "$output"
            break
        fi
    done
    lines=$(printf '%s\n' "$output" | wc -l)
    if [ "$lines" -gt "$most_lines" ]; then
        complain "the mistake gives $lines lines of output, and at most $most_lines are allowed" "$output"
    fi
    if ! printf '%s\n' "$output" | grep -Fq -e "$1:"; then
        complain "the output does not point into $1" "$output"
    fi
}

check_twins()
{
    unit=$(mktemp) || exit 2
    trap 'rm -f "$unit" "$unit.cpp"' EXIT
    {
        # What they include comes first, for nothing of it may end in a namespace. The largest header is precompiled.
        echo '#include <xrnn/xrnn.hpp>'
        cat "$@" | grep '^#include' | sort -u
        for file in "$@"; do
            echo "namespace twin_$(basename "$file" .cpp) {"
            echo "#include \"$(cd "$(dirname "$file")" && pwd)/$(basename "$file")\""
            echo "}"
        done
    } >"$unit.cpp"
    if output=$(compile "$unit.cpp" -Wall -Wextra -Wpedantic -Wconversion -Wshadow) && [ -z "$output" ]; then
        return
    fi
    for file in "$@"; do
        if printf '%s\n' "$output" | grep -v '^In file included' | grep -Fq -e "/$(basename "$file"):"; then
            echo "the twin in $(basename "$file") does not compile cleanly"
        fi
    done
    complain "the twins do not compile cleanly" "$output"
}

if [ "$what" = twins ]; then
    check_twins "$@"
else
    for file in "$@"; do
        check_mistake "$file"
    done
fi
exit "$failed"
