#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check.sh INCLUDE_DIR PAGE: does the reference page have an entry for every name that the headers declare for users, and
# for no other?
set -u
LC_ALL=C
export LC_ALL

if [ $# -ne 2 ]; then
    echo "usage: check.sh INCLUDE_DIR PAGE" >&2
    exit 2
fi
here=$(dirname "$0")
names=$(mktemp) || exit 2
trap 'rm "$names"' EXIT

find "$1" -name '*.hpp' -exec awk -f "$here/names.awk" {} + | sort -u >"$names"
if [ ! -s "$names" ]; then
    echo "FAILED: no names found under $1"
    exit 1
fi
missing=$(awk -f "$here/missing.awk" "$names" "$2" | sort)
if [ -n "$missing" ]; then
    printf '%s\n' "FAILED: $2 is not complete:" "$missing"
    exit 1
fi
