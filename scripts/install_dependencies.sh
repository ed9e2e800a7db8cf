#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Installs the Debian packages that building xrnn needs, those that are missing only.
set -eu

packages='g++ clang libclang-rt-14-dev cmake ninja-build libxtensor-dev libxtensor-blas-dev libxsimd-dev libopenblas-dev
liblapacke-dev catch2'

if ! command -v dpkg-query >/dev/null; then
    echo "install_dependencies: this is no Debian system; these are the packages that Debian 12 calls: $packages" >&2
    exit 1
fi

missing=
for package in $packages; do
    case $(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true) in
        *' ok installed') ;;
        *) missing="$missing $package" ;;
    esac
done
if [ -z "$missing" ]; then
    echo 'install_dependencies: nothing is missing'
    exit 0
fi

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

install_missing() {
    as_root apt-get install --yes --no-install-recommends $missing
}

echo "install_dependencies: installing$missing"
# The package lists may be absent or too old: fetch them if the first attempt says so.
if ! install_missing; then
    echo 'install_dependencies: that failed; fetching the package lists and trying again'
    as_root apt-get update
    install_missing
fi
