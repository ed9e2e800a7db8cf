#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check_min_char_rnn.sh PROGRAM TEXT: does it learn, print samples, and reject what it cannot use?
set -u
program=$1
text=$2
. "$(dirname "$0")/checks.sh"

"$program" "$text" 2000 >"$folder/first" || complain "it ends with an error"
"$program" "$text" 2000 >"$folder/second"
cmp "$folder/first" "$folder/second" || complain "two runs differ"
grep -c '^iter [0-9]*, loss: [0-9]*\.[0-9]\{6\}$' "$folder/first" | grep -qx 3 || complain "there are not three progress lines"
awk '/^iter/ { loss[n++] = $4 } END { exit !(loss[0] > 100 && loss[2] < 0.85 * loss[0]) }' "$folder/first" ||
    complain "it does not learn: $(grep ^iter "$folder/first")"
# Between the first two rules there is a sample: 200 bytes and the end of its line.
awk '/^----$/ { ++rules; next } rules == 1 { size += length($0) + 1 } END { exit size != 201 }' "$folder/first" ||
    complain "the sample is not 200 characters long"

refuses 2 'usage: min_char_rnn FILE [ITERATIONS]'
refuses 2 'usage: min_char_rnn FILE [ITERATIONS]' "$text" 10x
refuses 2 'usage: min_char_rnn FILE [ITERATIONS]' "$text" -1
refuses 2 'usage: min_char_rnn FILE [ITERATIONS]' "$text" 99999999999999999999
refuses 1 'cannot read /no/such/file: No such file' /no/such/file
refuses 1 "cannot read $folder: Is a directory" "$folder"
: >"$folder/empty"
refuses 1 'an empty text has no vocabulary' "$folder/empty"
echo 'too short' >"$folder/short"
refuses 1 'needs at least 26' "$folder/short"

exit $failed
