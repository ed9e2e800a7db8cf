#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# kill.sh PROGRAM TEXT KILLS: a training run is killed so many times, each at a random moment, and goes on. Its checkpoint
# must be whole after each, and its end must have the bits of a run that was never killed.
set -u
program=$1
kills=$3
. "$(dirname "$0")/../checks.sh"
head -c 20000 "$2" >"$folder/text"

# begin FOLDER: the run, from its beginning; the shell that calls it becomes the run, so that a kill meets that
begin()
{
    exec "$program" train "$folder/text" --out "$1" --hidden 64 --layers 1 --batch 5 --sequence 10 --epochs "$epochs" \
        --evaluate-every 7 --sample-length 20 --dropout 0.1
}

epochs=$((1 + kills / 20))
(begin "$folder/straight") >/dev/null || complain 'the run ends with an error'
killed=$folder/killed
done_kills=0
whole=0
seed=$(date +%s)
while [ $done_kills -lt "$kills" ]; do
    if [ -e "$killed/checkpoint.safetensors" ]; then
        "$program" train --resume --out "$killed" >/dev/null 2>"$folder/error" &
    else
        begin "$killed" >/dev/null 2>"$folder/error" &
    fi
    run=$!
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    sleep "0.$(printf '%03d' $((seed / 65536 % 300)))"
    kill -9 $run 2>/dev/null
    wait $run 2>/dev/null
    done_kills=$((done_kills + 1))
    [ ! -s "$folder/error" ] || complain "it stops with: $(cat "$folder/error")"
    if [ -e "$killed/checkpoint.safetensors" ]; then
        "$program" info "$killed/checkpoint.safetensors" >/dev/null || complain 'the checkpoint is damaged'
        whole=$((whole + 1))
    fi
done
"$program" train --resume --out "$killed" >/dev/null || complain 'the run does not go on'
for file in straight killed; do
    checkpoint=$folder/$file/checkpoint.safetensors
    tail -c +$((9 + $(od -An -tu8 -N8 "$checkpoint"))) "$checkpoint" >"$folder/$file.numbers"
done
cmp "$folder/straight.numbers" "$folder/killed.numbers" || complain 'the run that was killed has other bits'
echo "$done_kills kills, $whole of them with a checkpoint"
[ $whole -gt 0 ] || complain 'no kill came after a checkpoint'
exit $failed
