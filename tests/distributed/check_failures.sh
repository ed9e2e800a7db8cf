#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check_failures.sh MPIEXEC PROGRAM RANKS: if one rank fails, does the whole run end, with an error and a message?
set -u
mpiexec=$1
program=$2
ranks=$3
last=$((ranks - 1))
folder=$(mktemp -d) || exit 2
trap 'rm -r "$folder"' EXIT
failed=0

# ends WAY MESSAGE: the run ends with an error and says MESSAGE
ends()
{
    timeout 60 "$mpiexec" -n "$ranks" "$program" "$1" >"$folder/output" 2>&1
    status=$?
    if [ $status -eq 0 ] || [ $status -eq 124 ]; then
        echo "FAILED: $1: the run ends with $status"
        failed=1
    fi
    if ! grep -qE "$2" "$folder/output"; then
        echo "FAILED: $1: it does not say '$2' but:"
        cat "$folder/output"
        failed=1
    fi
}

ends throw "rank $last of $ranks ends the run: the text of this rank is gone"
ends throw_outside "rank $last of $ranks ends the run: an exception"
ends finish "ends the run: .*rank 0 is in sum\(gradients, loss\), but rank $last has finished"
ends nan "ends the run: xrnn: the gradient norm of update 6 is nan"
ends kill '[Kk]ill|KILL'
ends exit 'exit'
exit $failed
