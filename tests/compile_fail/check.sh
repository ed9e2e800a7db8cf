#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check.sh COMPILER INCLUDE_DIR FILE: does FILE fail to compile as it says, and does its twin compile?
#
# FILE holds two programs: with MISTAKE defined it must not compile, without it (the twin) it must. Its second line is
# "// expect: REGEXP". With MISTAKE,
#   - the first line of the compiler's output that contains "error:" matches REGEXP (grep -E),
#   - there are at most 15 lines of output, and
#   - one of them points into FILE.
# The twin compiles without any output under -Wall -Wextra -Wpedantic -Wconversion -Wshadow.

if [ $# -ne 3 ]; then
    echo "usage: check.sh COMPILER INCLUDE_DIR FILE" >&2
    exit 2
fi
compiler=$1
include_dir=$2
file=$3
most_lines=15
failed=0

LC_ALL=C # for plain quotes in the messages
export LC_ALL

complain()
{
    printf '%s\n' "FAILED: $1" "$2" ""
    failed=1
}

expected=$(sed -n '2s,^// expect: ,,p' "$file")
if [ -z "$expected" ]; then
    complain "line 2 of $file is not '// expect: REGEXP'" ""
    exit 1
fi

if output=$("$compiler" -std=c++20 -I "$include_dir" -fsyntax-only -DMISTAKE "$file" 2>&1); then
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
if ! printf '%s\n' "$output" | grep -Fq -e "$file:"; then
    complain "the output does not point into $file" "$output"
fi

if ! output=$("$compiler" -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -I "$include_dir" -fsyntax-only \
    "$file" 2>&1); then
    complain "the twin does not compile" "$output"
elif [ -n "$output" ]; then
    complain "the twin compiles with warnings" "$output"
fi

exit "$failed"
