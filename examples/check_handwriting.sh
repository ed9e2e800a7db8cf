#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check_handwriting.sh PROGRAM: after a short time to learn, half of the letters can be read, and the sheet has all its lines.
# What is drawn at random differs between compilers, so the numbers are compared with limits.
. "$(dirname "$0")/checks.sh"
program=$1

"$program" "$folder/sheet.svg" 800 >"$folder/out" || complain "the program ended with $?"
cat "$folder/out"
awk '/^ *800 updates: / { loss = $3 } / letters can be read$/ { readable = $1 }
     END { exit !(loss < -2.5 && loss > -6 && readable > 35 && readable <= 100) }' "$folder/out" || complain "it has not learned"
[ "$(grep -c '^<path d="M' "$folder/sheet.svg")" -eq 7 ] || complain "the sheet does not have seven lines"
[ "$(tail -n 1 "$folder/sheet.svg")" = "</svg>" ] || complain "the sheet has no end"
grep -q 'nan\|inf' "$folder/sheet.svg" && complain "the pen has left the sheet"
refuses 2 'usage: 10_handwriting [FILE.svg [UPDATES]]' "$folder/sheet.svg" many
refuses 1 '10_handwriting: cannot write' "$folder/nowhere/file.svg" 10
exit "$failed"
