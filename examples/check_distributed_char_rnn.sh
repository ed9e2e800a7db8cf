#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check_distributed_char_rnn.sh MPIEXEC PROGRAM TEXT: does it learn, end when a rank is killed, and go on from the last
# checkpoint to the bits of a run that was not interrupted?
set -u
mpiexec=$1
program=$2
. "$(dirname "$0")/checks.sh"
text=$folder/text
head -c 8000 "$3" >"$text"

# train CHECKPOINT PASSES: two ranks; what they print is in CHECKPOINT.txt
train()
{
    timeout 300 "$mpiexec" -n 2 "$program" "$text" "$1" "$2" >"$1.txt" || complain "$2 passes on two ranks end with an error"
}

# Without end, until rank 1 is killed after the first pass: each process leaves its number, then becomes the program.
killed=$folder/killed
# shellcheck disable=SC2016 # it is the shell of each rank that expands this
timeout 300 "$mpiexec" -n 2 sh -c 'echo $$ >"$0.${OMPI_COMM_WORLD_RANK:-$PMI_RANK}"; exec "$@"' "$killed" \
    "$program" "$text" "$killed" 1000000 >"$killed.txt" 2>"$killed.error" &
run=$!
while ! grep -q '^pass 1:' "$killed.txt" && kill -0 $run 2>/dev/null; do
    sleep 0.05
done
kill -9 "$(cat "$killed.1")" || complain 'there is no rank 1 to kill'
wait $run
status=$?
if [ $status -eq 0 ] || [ $status -eq 124 ]; then
    complain "the run whose rank is killed ends with $status"
fi
grep -q 'rank 1' "$killed.error" || complain "the run does not say which rank was killed: $(cat "$killed.error")"

passes=$(($(wc -l <"$killed.txt") + 3))
train "$killed" $passes
train "$folder/straight" $passes
cmp "$killed" "$folder/straight" || complain 'a run that was interrupted ends with other bits'
tail -n 1 "$folder/straight.txt" >"$folder/last"
tail -n 1 "$killed.txt" | cmp - "$folder/last" || complain 'a run that was interrupted ends with another loss'
awk 'NR == 1 { first = $4 } END { exit !($4 < 0.9 * first && $4 > 0.1) }' "$folder/straight.txt" || complain 'it does not learn'

echo 'no checkpoint' >"$folder/wrong"
timeout 60 "$mpiexec" -n 2 "$program" "$text" "$folder/wrong" 1 2>"$folder/error" && complain 'it takes a file that is no checkpoint'
grep -q 'is not a checkpoint' "$folder/error" || complain "it does not say what is wrong: $(cat "$folder/error")"
exit $failed
