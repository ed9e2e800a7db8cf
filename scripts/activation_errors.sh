#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# activation_errors.sh [STRIDE [FLAG...]]: the largest error of each activation in float, in units in the last place, over every
# STRIDE-th float; 1, the default, is all 2^32 of them and takes minutes. CXX is the compiler, g++ if it is not set; the flags
# are its own, -march=native if there are none.
set -eu
cd "$(dirname "$0")/.."

stride=${1:-1}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- -march=native
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
"${CXX:-g++}" -std=c++20 -O2 "$@" -Iinclude tests/kernels/all_floats.cpp -o "$folder/all_floats"
"$folder/all_floats" "$stride"
