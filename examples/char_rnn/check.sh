#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check.sh PROGRAM TEXT: char_rnn as its user meets it. The program has lstm-64-128 at least.
set -u
program=$1
. "$(dirname "$0")/../checks.sh"
head -c 20000 "$2" >"$folder/text"
head -c 1000 "$2" >"$folder/short"
run=$folder/run

# A small network that learns fast.
flags='--hidden 64 --layers 1 --batch 10 --sequence 20 --rule adam --rate 0.01 --evaluate-every 40 --epochs 25 --dropout 0.2
--sample-after 10'

# small ARGUMENT...: trains it on the text
small()
{
    # shellcheck disable=SC2086 # several flags
    timeout 300 "$program" train "$folder/text" $flags "$@"
}

# numbers FILE: what a safetensors file has after its header
numbers()
{
    tail -c +$((9 + $(od -An -tu8 -N8 "$1"))) "$1"
}

# same A B: two checkpoints have the same numbers
same()
{
    numbers "$1" >"$folder/a" && numbers "$2" >"$folder/b" && cmp "$folder/a" "$folder/b"
}

# It learns, says so, and leaves its files.
small --out "$run" >"$folder/out" || complain 'training ends with an error'
grep -qx 'best validation loss [0-9]\.[0-9]\{4\} nats' "$folder/out" || complain 'the last line is not the best loss'
tail -n 1 "$folder/out" | grep -q '^best validation loss' || complain 'the best loss is not the last line'
grep -q '^update 10, epoch 0\.[0-9]*: training' "$folder/out" || complain 'there is no evaluation after 10 updates'
for file in checkpoint.safetensors best.safetensors metrics.jsonl loss.svg config.toml; do
    [ -s "$run/$file" ] || complain "there is no $file"
done
first=$(sed -n 's/.*"validation":\([0-9.]*\).*/\1/p' "$run/metrics.jsonl" | head -n 1)
best=$(sed -n 's/^best validation loss \([0-9.]*\) nats/\1/p' "$folder/out")
awk -v first="$first" -v best="$best" 'BEGIN { exit !(first > 3 && best > 0.5 && best < 0.8 * first) }' ||
    complain "it does not learn: $first, then $best"

# The same bits with any number of threads, again, and after an interruption.
small --out "$folder/again" --threads 1 >/dev/null
same "$run/checkpoint.safetensors" "$folder/again/checkpoint.safetensors" || complain 'one thread gives other bits'
: >"$folder/progress"
# shellcheck disable=SC2086
"$program" train "$folder/text" $flags --out "$folder/stopped" >"$folder/progress" &
stopped=$!
while ! grep -q '^update 80' "$folder/progress" && kill -0 $stopped 2>/dev/null; do
    sleep 0.01
done
refuses 1 'has a training run that is at work now' train --resume --out "$folder/stopped"
kill -INT $stopped
wait $stopped || complain 'an interrupted run ends with an error'
grep -q '^interrupted after update' "$folder/progress" ||
    complain "an interrupted run does not say so: $(tail -n 1 "$folder/progress")"
# With a full disk it does not go on, and nothing is lost.
cp "$folder/stopped/checkpoint.safetensors" "$folder/before"
(
    trap '' XFSZ
    ulimit -f 8
    timeout 60 "$program" train --resume --out "$folder/stopped" >/dev/null 2>"$folder/error"
    [ $? -eq 1 ]
) || complain 'a full disk does not end with 1'
grep -q 'File too large' "$folder/error" || complain "a full disk is not named: $(cat "$folder/error")"
cmp "$folder/before" "$folder/stopped/checkpoint.safetensors" || complain 'a full disk harms the old checkpoint'
timeout 300 "$program" train --resume --out "$folder/stopped" >/dev/null || complain 'a run does not go on'
same "$run/checkpoint.safetensors" "$folder/stopped/checkpoint.safetensors" || complain 'a run that went on has other bits'
sed 's/"seconds":[0-9.e-]*,//' "$run/metrics.jsonl" >"$folder/a"
sed 's/"seconds":[0-9.e-]*,//' "$folder/stopped/metrics.jsonl" | cmp - "$folder/a" || complain 'a run that went on has other metrics'

# The options of a run, used again.
timeout 300 "$program" train --config "$run/config.toml" --out "$folder/configured" >/dev/null || complain 'config.toml cannot be read'
same "$run/checkpoint.safetensors" "$folder/configured/checkpoint.safetensors" || complain 'config.toml gives another run'
small --out "$folder/init" --epochs 1 --init "$run" >/dev/null 2>&1 && complain '--init takes a size of its own'
timeout 300 "$program" train "$folder/text" --batch 10 --sequence 20 --out "$folder/init" --epochs 1 --init "$run" >"$folder/out" ||
    complain '--init does not train'
awk '/^update/ { exit !($6 > 0.1 && $6 < 3) }' "$folder/out" || complain '--init does not begin with the model'

# What it writes.
"$program" sample "$run" --length 300 --seed 3 >"$folder/a" || complain 'sample ends with an error'
"$program" sample "$run/best.safetensors" --length 300 --seed 3 | cmp - "$folder/a" || complain 'the same seed gives another sample'
[ "$(wc -c <"$folder/a")" -eq 301 ] || complain 'a sample of 300 bytes has another length'
"$program" sample "$run" --length 300 --seed 4 | cmp -s - "$folder/a" && complain 'another seed gives the same sample'
"$program" sample "$run" --length 20 --argmax --prime 'The ' >"$folder/a"
"$program" sample "$run" --length 20 --temperature 0 --prime 'The ' | cmp - "$folder/a" || complain 'argmax is not temperature 0'
"$program" sample "$run" --length 20 --beam 1 --prime 'The ' | cmp - "$folder/a" || complain 'a beam of 1 is not argmax'
head -c 4 "$folder/a" | grep -qx 'The ' || complain 'a sample does not begin with its prime'
"$program" sample "$run" --length 5 --count 3 | grep -cx -e '----' | grep -qx 2 || complain 'there are not three samples'
{ "$program" sample "$run" --length 1000000000 2>"$folder/error"; echo $? >"$folder/status"; } | head -c 1000 >/dev/null
[ ! -s "$folder/error" ] || complain "a closed pipe is an error: $(cat "$folder/error")"
grep -qx -e 0 -e 141 "$folder/status" || complain "a closed pipe ends a sample with $(cat "$folder/status")"

# What it says of a model.
"$program" eval "$run" --json >"$folder/out" || complain 'eval ends with an error'
grep -q '"nats": [0-9]' "$folder/out" || complain "eval prints no loss: $(cat "$folder/out")"
"$program" eval "$run" | grep -q 'Kneser-Ney, order 6  *[0-9]' || complain 'eval prints no n-grams'
"$program" eval "$run" "$folder/short" --order 0 | grep -q '^given text, 1000 ids' || complain 'eval does not take a text'
"$program" novelty "$run" --lines 20 | grep -q '^[0-9]* of 20 lines ([0-9.]* %)' || complain 'novelty prints no share'
"$program" info "$run" | grep -q '^network:     lstm, 1 x 64, [0-9]* parameters$' || complain 'info does not name the network'

# What it cannot use.
refuses 2 'A subcommand is required'
refuses 2 '--out is required' train
refuses 2 '--temperature' sample "$run" --temperature -1
refuses 2 'nan is not a number' train --out "$folder/x" --minutes nan
refuses 2 '--cell' train --out "$folder/x" --cell transformer
refuses 2 'a run that goes on has the one that it began with' train --resume --out "$run" --hidden 64
refuses 2 'not able to parse' train --config "$0" --out "$folder/x"
refuses 1 'XRNN_CHAR_RNN_NETWORKS=lstm-65-128' train --out "$folder/x" --hidden 65
refuses 1 'has a training run already' train "$folder/text" --out "$run"
refuses 1 'use a smaller batch' train "$folder/short" --out "$folder/x" --hidden 64 --layers 1
refuses 1 'cannot read /no/such/file: No such file' train /no/such/file --out "$folder/x"
: >"$folder/empty"
refuses 1 'there is no text in' train "$folder/empty" --out "$folder/x"
printf 'good \377 bad' >"$folder/latin1"
refuses 1 'line 1, column 6' train "$folder/latin1" --out "$folder/x" --vocabulary characters
refuses 1 'sum to 0.9' train "$folder/text" --out "$folder/x" --hidden 64 --split 0.5,0.4
refuses 1 'No such file' sample "$folder/nowhere"
refuses 1 'a folder without a model' sample "$folder"
refuses 1 'is not in the vocabulary' sample "$run" --prime "$(printf '\001')"
head -c 1000 "$run/best.safetensors" >"$folder/cut.safetensors"
refuses 1 "$folder/cut.safetensors" sample "$folder/cut.safetensors"
[ -e "$folder/x/checkpoint.safetensors" ] && complain 'a refused run leaves a checkpoint'

exit $failed
