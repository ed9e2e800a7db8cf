#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# cells.sh SEED COUNT: compiles COUNT random networks and checks each beside a plain interpreter and finite differences.
#
# They are compiled twelve at a time, from SEED on; a seed that goes wrong is named, and its program is kept. The compiler
# is taken from CXX, flags from CXXFLAGS, and how many compilers run side by side from JOBS (one, unless it is set).

if [ $# -ne 2 ]; then
    echo "usage: cells.sh SEED COUNT" >&2
    exit 2
fi
seed=$1
count=$2
here=$(cd "$(dirname "$0")" && pwd)
compiler=${CXX:-clang++}
flags="-std=c++20 -w -I $here/../../include -I $here ${CXXFLAGS:--O0}"
folder=$(mktemp -d) || exit 2
trap 'exit 2' HUP INT TERM

# shellcheck disable=SC2086 # several flags
"$compiler" $flags "$here/generate_cells.cpp" -o "$folder/generate" || exit 2

# check SEED COUNT: leaves nothing behind if all is right
check()
{
    "$folder/generate" "$1" "$2" >"$folder/cells_$1.cpp" || return 1
    # shellcheck disable=SC2086
    if "$compiler" $flags "$folder/cells_$1.cpp" -o "$folder/cells_$1" && timeout 300 "$folder/cells_$1"; then
        rm "$folder/cells_$1" "$folder/cells_$1.cpp"
    else
        echo "FAILED: seed $1, in $folder/cells_$1.cpp"
        echo "$1" >>"$folder/failed"
    fi
}

running=0
while [ "$count" -gt 0 ]; do
    check "$seed" "$((count < 12 ? count : 12))" &
    running=$((running + 1))
    if [ "$running" -ge "${JOBS:-1}" ]; then
        wait
        running=0
    fi
    seed=$((seed + 1))
    count=$((count - 12))
done
wait
if [ -s "$folder/failed" ]; then
    echo "$(wc -l <"$folder/failed") seeds failed"
    exit 1
fi
rm -r "$folder"
