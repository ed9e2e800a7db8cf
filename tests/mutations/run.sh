#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# run.sh COMPILER SOURCE_DIR [NAME]: do the tests notice seeded mistakes?
#
# Each mistake of mutations.txt is made in a copy of include/; the check that it names is compiled against the copy and
# must fail. A crash is a failure; a check that does not compile, or that runs for a minute, has noticed nothing. NAME
# is one mistake, or `none`: no mistake, and all checks must pass. Without NAME all of them run, `none` first. Flags for
# the compiler are taken from XRNN_MUTATION_FLAGS.

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: run.sh COMPILER SOURCE_DIR [NAME]" >&2
    exit 2
fi
compiler=$1
source_dir=$2
here=$source_dir/tests/mutations
list=$here/mutations.txt
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 2' HUP INT TERM

# names: the names of all mistakes
names()
{
    sed -n 's/^name: //p' "$list"
}

# field NAME KEY: what the mistake says under that key
field()
{
    awk -v name="$1" -v key="$2: " '
        /^name: / { found = ($0 == "name: " name) }
        found && index($0, key) == 1 { print substr($0, length(key) + 1) }' "$list"
}

# replace FILE: $old, which must stand there once, by $new; a blank in $old stands for any white space
replace()
{
    old=$old new=$new awk '
        { text = text $0 "\n" }
        END {
            old = ENVIRON["old"]
            for (i = 1; i <= length(old); ++i) {
                c = substr(old, i, 1)
                pattern = pattern (c == " " ? "[ \t\n]+" : c == "^" ? "\\^" : c ~ /[A-Za-z0-9_]/ ? c : "[" c "]")
            }
            if (pattern == "" || !match(text, pattern))
                exit 1
            before = substr(text, 1, RSTART - 1)
            after = substr(text, RSTART + RLENGTH)
            if (match(after, pattern))
                exit 1
            printf "%s%s%s", before, ENVIRON["new"], after
        }' "$1" >"$folder/changed" && cp "$folder/changed" "$1"
}

# passes CHECK: compiles and runs it against the copy. 0: it passes; 1: it fails, and $reason is the claim;
# 2: it proves nothing, and $reason says why
passes()
{
    # shellcheck disable=SC2086 # several flags
    if ! "$compiler" -std=c++20 -O0 -w ${XRNN_MUTATION_FLAGS:-} -I "$folder/include" \
        "$here/checks/$1.cpp" -o "$folder/check" >"$folder/errors" 2>&1; then
        reason="$1 does not compile: $(grep 'error' "$folder/errors" | head -n 1)"
        return 2
    fi
    reason=$(timeout 60 "$folder/check" 2>&1)
    case $? in
    0) return 0 ;;
    1) return 1 ;;
    124) reason="$1 runs for a minute" && return 2 ;;
    *) reason="a crash of $1" && return 1 ;;
    esac
}

fresh_copy()
{
    rm -rf "$folder/include"
    cp -R "$source_dir/include" "$folder/include"
}

run_unchanged()
{
    fresh_copy
    for file in "$here"/checks/*.cpp; do
        if ! passes "$(basename "$file" .cpp)"; then
            echo "FAILED without a mistake: $reason"
            return 1
        fi
    done
    echo "without a mistake all checks pass"
}

run_mistake()
{
    file=$(field "$1" file)
    fresh_copy
    for which in "" 2; do
        old=$(field "$1" "old$which")
        new=$(field "$1" "new$which")
        if [ "$which" = 2 ] && [ -z "$old" ]; then
            break
        fi
        if [ -n "$file" ] && replace "$folder/include/xrnn/$file"; then
            continue
        fi
        echo "NOT APPLIED: $1: the old$which text does not stand exactly once in '$file'"
        return 1
    done
    passes "$(field "$1" check)"
    case $? in
    0) echo "NOT CAUGHT: $1: $(field "$1" check) passes" && return 1 ;;
    1) echo "caught: $1 (by: $reason)" ;;
    2) echo "NOT CAUGHT: $1: $reason" && return 1 ;;
    esac
}

run_one()
{
    if [ "$1" = none ]; then
        run_unchanged
    else
        run_mistake "$1"
    fi
}

if [ $# -eq 3 ]; then
    run_one "$3"
    exit
fi
repeated=$(names | sort | uniq -d)
if [ -n "$repeated" ]; then
    echo "two mistakes have one name: $repeated"
    exit 1
fi
run_one none || exit 1
all=0
caught=0
for name in $(names); do
    all=$((all + 1))
    run_one "$name" && caught=$((caught + 1))
done
echo "$caught of $all mistakes caught"
[ "$caught" -eq "$all" ]
