#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check_translation.sh PROGRAM: 99 of 100 unseen dates are written without a mistake, and the alignment is drawn: a row for
# each of the 11 characters that are written, and a column for each letter that is read. What is learned differs between
# compilers, so the numbers are compared with limits.
. "$(dirname "$0")/checks.sh"
program=$1

"$program" "$folder/alignment.svg" >"$folder/out" || complain "the program ended with $?"
cat "$folder/out"
awk '/of 2000 unseen dates without a mistake$/ { right = $1 } END { exit !(right >= 99 && right <= 100) }' "$folder/out" ||
    complain "it has not learned"
[ "$(grep -c 'class="cell"' "$folder/alignment.svg")" -eq $((11 * 39)) ] || complain "the alignment is not complete"
grep 'class="cell"' "$folder/alignment.svg" | sed 's/.*opacity="\([0-9.]*\)".*/\1/' | sort -rn | head -n 1 | awk '{ exit !($1 > 0.5) }' ||
    complain "no letter counts more than the others"
[ "$(tail -n 1 "$folder/alignment.svg")" = "</svg>" ] || complain "the picture has no end"
grep -q 'nan\|inf' "$folder/alignment.svg" && complain "a weight is no number"
refuses 2 'usage: 08_translation [FILE.svg [UPDATES]]' "$folder/alignment.svg" none
refuses 1 '08_translation: cannot write' "$folder/nowhere/file.svg" 10
exit "$failed"
