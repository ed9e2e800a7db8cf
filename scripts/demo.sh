#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Builds one example and runs it.
set -eu
cd "$(dirname "$0")/.."

example=01_hello

scripts/install_dependencies.sh

echo "== building $example"
cmake --preset release
cmake --build --preset release --target "$example"

echo "== running build/release/bin/$example, which is examples/$example.cpp:"
# The comment at the example's top, below its licence, says what it shows.
sed -n '2,/^[^/]/s|^//* *||p' "examples/$example.cpp"
echo
"build/release/bin/$example"
