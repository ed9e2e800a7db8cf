#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# check_page.sh PROGRAM ACTIVATION_BESIDE TEXT FOLDER: opens a page of char_rnn visualize in a browser without a window, and
# looks at it (check_page.mjs). Ends with 77, and says why, where there is no browser. FOLDER keeps the browser's driver.
set -eu
program=$1 beside=$2 text=$3 folder=$4
here=$(dirname "$0")

skip()
{
    echo "skipped: $1"
    exit 77
}

command -v node > /dev/null && command -v npm > /dev/null || skip 'there is no node and npm'
browser=$(command -v chromium) || skip 'there is no chromium'
if ! [ -d "$folder/node_modules/playwright-core" ]; then
    mkdir -p "$folder"
    npm install --silent --no-audit --no-fund --prefix "$folder" playwright-core@1 > /dev/null 2>&1 \
        || skip 'npm cannot install playwright-core'
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '</script><b onclick="x">"&amp; quoted"</b>\ttab\t%s\n<!-- <img src=x onerror=alert(1)> 漢字 👩‍🚀 é é ç\n\n(a [b {c 1234}]) https://example.org/?q="1" /* no end\n' \
    "it's" > "$work/odd.txt"
head -c 20000 "$text" | LC_ALL=C tr -d '\200-\377' > "$work/learned.txt"
cat "$work/odd.txt" "$work/odd.txt" "$work/odd.txt" >> "$work/learned.txt"
cat "$work/odd.txt" > "$work/shown.txt"
head -c 3000 "$text" | LC_ALL=C tr -d '\200-\377' >> "$work/shown.txt"

"$program" train "$work/learned.txt" --out "$work/run" --vocabulary characters --hidden 64 --epochs 2 --batch 10 \
    --evaluate-every 20 --sample-length 80 > "$work/train.log"
"$program" visualize "$work/run" "$work/shown.txt" -o "$work/report.html" --length 100000 --steps 50
"$program" eval "$work/run" "$work/shown.txt" --rows 1 --order 0 --json > "$work/eval.json"
"$beside" "$work/run/best.safetensors" "$work/shown.txt" > "$work/activations"
node "$here/compare_flow.mjs" one="$work/report.html" two="$work/report.html" > "$work/flow.svg"
if [ "$(grep -c '<path class="curve' "$work/flow.svg")" -ne 2 ] || grep -q NaN "$work/flow.svg"; then
    echo 'compare_flow.mjs draws no curve for each page'
    exit 1
fi
cp "$here/check_page.mjs" "$folder"
node "$folder/check_page.mjs" "$browser" "$work"
