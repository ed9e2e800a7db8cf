#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# demo.sh [SECONDS]: builds min_char_rnn, trains it for two minutes (or SECONDS) on the project's own documents and
# headers, and shows what it writes on the way: at first letters at random, in the end something like this project.
set -eu
cd "$(dirname "$0")/.."
. scripts/stage.sh

seconds=${1:-120}
program=build/release/bin/min_char_rnn
text=build/release/project.txt

stage dependencies scripts/install_dependencies.sh
stage configure cmake --preset release
stage build cmake --build --preset release --target xrnn_min_char_rnn

# Reads the program's output: a sample and a progress line at every 1,000 iterations. Shows those at 0, 1,000, 2,000,
# 4,000 ... and the last one.
show_some()
{
    wanted=0
    block=
    last=
    shown=yes
    while IFS= read -r line; do
        case $line in
            'iter '*', loss: '*)
                number=${line#iter }
                number=${number%%,*}
                last="$block$line"
                shown=no
                if [ "$number" -ge "$wanted" ]; then
                    printf '%s\n\n' "$last"
                    wanted=$((wanted == 0 ? 1000 : 2 * wanted))
                    shown=yes
                fi
                block=
                ;;
            *)
                block="$block$line
"
                ;;
        esac
    done
    [ $shown = yes ] || printf '%s\n\n' "$last"
    [ -n "$last" ]
}

echo "training: $program $text"
echo "for $seconds seconds; a sample, the iteration, and the smoothed loss of 25 characters, at ever longer intervals"
# The program would go on; it is ended when the time is up.
{ timeout "$seconds" "$program" "$text" 1000000000 || [ $? -eq 124 ]; } | show_some
echo "that was $program FILE [ITERATIONS]; try it with a text of your own"
