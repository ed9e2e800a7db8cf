#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check_audio_callback.sh PROGRAM FOLDER: does it run without allocating, and reject what it cannot use? FOLDER has files of
# other networks.
set -u
program=$1
others=$2
. "$(dirname "$0")/checks.sh"

# prints PATTERN: a line of the output
prints()
{
    grep -qx "$1" "$folder/out" || complain "it does not print '$1': $(cat "$folder/out")"
}

mkdir "$folder/temporary"
TMPDIR=$folder/temporary timeout 60 "$program" >"$folder/out" || complain "it ends with an error"
prints '10000 blocks of 48 samples, the loudest 0\.[0-9]*'
prints 'a step: [0-9.]* ns (median), [0-9.]* ns (99 %)'
prints '[0-9]* times as fast as real time at 48 kHz'
prints 'allocations in the callback: 0'
[ -z "$(ls -A "$folder/temporary")" ] || complain "it leaves a file"

refuses 2 'usage: audio_callback [FILE]' one two
refuses 1 '/no/such/file' /no/such/file
refuses 1 'in_shape says 3 inputs, and the network has 1' "$others/lstm.json"
echo 'not JSON' >"$folder/text"
refuses 1 "$folder/text: is not JSON" "$folder/text"

exit $failed
