#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# install_dependencies.sh [PACKAGE ...]: installs the Debian packages that building xrnn needs, and those that are named, if
# they are missing.
set -eu

packages='g++ clang libclang-rt-14-dev cmake ninja-build libxtensor-dev libxtensor-blas-dev libxsimd-dev libopenblas-dev
liblapacke-dev libopenmpi-dev openmpi-bin nlohmann-json3-dev libutfcpp-dev libcli11-dev catch2'
packages="$packages $*"

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

if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    echo "install_dependencies: these packages are missing, and only root can install them:$missing" >&2
    exit 1
fi

as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

install_missing()
{
    # shellcheck disable=SC2086 # several packages
    as_root apt-get install --yes --no-install-recommends $missing
}

echo "install_dependencies: installing$missing"
# Without a list of packages apt knows none of them; with one that is too old it may ask for versions that are gone.
if [ -z "$(find /var/lib/apt/lists -name '*_Packages*' 2>/dev/null | head -n 1)" ] || ! install_missing; then
    echo 'install_dependencies: fetching the list of packages'
    as_root apt-get update
    install_missing
fi
