#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# demo.sh [SECONDS]: builds char_rnn with one network, trains it for two minutes (or SECONDS) on the project's own documents
# and headers, and shows what it writes on the way: at first letters at random, in the end something like this project.
set -eu
cd "$(dirname "$0")/.."
. scripts/stage.sh

seconds=${1:-120}
minutes=$(awk -v seconds="$seconds" 'BEGIN { if (seconds !~ /^[0-9.]+$/ || seconds + 0 <= 0) exit 1; print seconds / 60 }') || {
    echo 'usage: demo.sh [SECONDS]' >&2
    exit 2
}
program=build/demo/bin/char_rnn
run=build/demo/run

stage dependencies scripts/install_dependencies.sh
stage configure cmake --preset demo
stage build cmake --build --preset demo
rm -rf "$run"

echo
echo "training for $seconds seconds: nats and bits are what it takes to guess the next character"
"$program" train --out "$run" --minutes "$minutes" --rule adam --rate 0.003 --sample-after 50,200,500 --sample-length 250
echo
echo "This is the model that predicts best, at a temperature of 0.7:"
echo
"$program" sample "$run" --length 800 --temperature 0.7
cat <<END

What to try next ($program --help says more):
  $program sample $run --prime 'template <' --temperature 0.5
  $program eval $run
  $program visualize $run CHANGELOG.md -o build/demo/report.html      what its units do, in a browser
  $program train --resume --out $run --minutes 10
  $program train FILE|FOLDER... --out mine          a text of your own
More sizes than this one: cmake --preset release && cmake --build --preset release --target xrnn_char_rnn
END
