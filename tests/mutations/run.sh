#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# run.sh COMPILER SOURCE_DIR [NAME]: do the tests notice seeded mistakes?
#
# Each mistake of mutations.txt is made in a copy of include/; the check that it names is compiled against the copy and
# must fail. A crash is a failure; a check that does not compile, that runs for a minute or that something else ends has
# noticed nothing. NAME is one mistake, or `none`: no mistake, and all checks must pass. Without NAME all of them run,
# `none` first. Flags for the compiler are taken from XRNN_MUTATION_FLAGS.
#
# What a check says depends on its preprocessed text, the compiler and the flags, so it is remembered under their hash in
# ${XDG_CACHE_HOME:-$HOME/.cache}/xrnn/mutations, and a check that is the same as in an earlier run is not compiled again.
# Paths are no part of the text. With clang, a precompiled header of all that xrnn includes is kept there too. On a machine
# that begins with nothing, XRNN_MUTATION_CACHE=new saves a fifth of the time: no verdict is looked up or kept, and what is
# precompiled counts as made of the headers that are there.

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: run.sh COMPILER SOURCE_DIR [NAME]" >&2
    exit 2
fi
compiler=$1
source_dir=$2
here=$source_dir/tests/mutations
list=$here/mutations.txt
flags="-std=c++20 -O0 -w ${XRNN_MUTATION_FLAGS:-}"
cache_is_new=
[ "${XRNN_MUTATION_CACHE:-}" = new ] && cache_is_new=yes
most_verdicts=4000 # a run needs a few hundred; each takes a block of the disk, so 16 MB
most_precompiled=2

folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 2' HUP INT TERM
export TMPDIR="$folder" # a check that stops in the middle leaves files there
cache=${XDG_CACHE_HOME:-${HOME:-$folder}/.cache}/xrnn/mutations
mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || cache=$folder

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

# call ARGUMENT...: the compiler, with the flags, the copy of include/, and no path of this run in __FILE__
call()
{
    # shellcheck disable=SC2086 # several flags
    "$compiler" $flags -fmacro-prefix-map="$folder=." -fmacro-prefix-map="$source_dir=." -I "$folder/include" \
        "$@"
}

# key CHECK: the hash of all that its verdict depends on
key()
{
    call -E -P "$here/checks/$1.cpp" -o "$folder/text" 2>"$folder/errors" || return 1
    { echo "$flags" && "$compiler" --version && call -E -dM -x c++ /dev/null && cat "$folder/text"; } | hash
}

hash()
{
    sha256sum | cut -d ' ' -f 1
}

# keep FILE NAME: puts it in the cache at once and whole, whoever else does the same
keep()
{
    # The number of the process alone is not enough where containers share a cache.
    cp "$1" "$cache/$2.${folder##*.}" && mv "$cache/$2.${folder##*.}" "$cache/$2"
}

# prune PATTERN NUMBER: leaves that many files of the cache, those used last
prune()
{
    # shellcheck disable=SC2010 # names are hashes
    (cd "$cache" && ls -t | grep -e "$1" | tail -n "+$(($2 + 1))" | xargs rm -f)
}

# precompile: makes $precompiled
precompile()
{
    # From the standard input, because clang looks for the precompiled file again.
    call -x c++-header -fpch-instantiate-templates - -o "$folder/pch" <"$folder/includes.hpp" 2>"$folder/errors" &&
        keep "$folder/pch" "${precompiled##*/}" && prune '\.pch$' $most_precompiled
}

# find_precompiled: names in $precompiled the file for clang, and makes it if it is not there; no name for others
find_precompiled()
{
    precompiled=
    case $("$compiler" --version) in *clang*) ;; *) return ;; esac
    # All that the headers and the checks include but xrnn itself, and BLAS, which no check needs.
    grep -rhE '^#include <' "$source_dir/include" "$here/checks" | grep -vE '<(xrnn|xtensor-blas)/' | sort -u |
        awk '{ print "#if __has_include(" $2 ")\n" $0 "\n#endif" }' >"$folder/includes.hpp"
    # Its name tells its text, with the macros, because clang does not look at all that it was made of.
    if [ -n "$cache_is_new" ]; then
        echo new | cat - "$folder/includes.hpp" >"$folder/text"
    else
        call -E -P -dD -x c++ - <"$folder/includes.hpp" >"$folder/text" 2>/dev/null
    fi
    precompiled=$cache/$({ echo "$flags" && "$compiler" --version && cat "$folder/text"; } | hash).pch
    [ -e "$precompiled" ] || precompile || precompiled=
}

# compile CHECK: makes $folder/check
compile()
{
    set -- "$here/checks/$1.cpp" -o "$folder/check"
    if [ -z "$precompiled" ]; then
        call "$@" 2>"$folder/errors"
    elif ! call -include-pch "$precompiled" "$@" 2>"$folder/errors"; then
        # Perhaps clang refuses what is precompiled, because half of it was written.
        grep -qE 'precompiled|AST file|PCH' "$folder/errors" && precompile &&
            call -include-pch "$precompiled" "$@" 2>"$folder/errors"
    fi
}

# passes CHECK: compiles and runs it, or remembers. 0: it passes; 1: it fails, and $reason is the claim; 2: it proves
# nothing, and $reason says why
passes()
{
    : >"$folder/began"
    if [ -n "$cache_is_new" ]; then
        key=
    elif ! key=$(key "$1"); then
        reason="$1 does not compile: $(grep 'error' "$folder/errors" | head -n 1)"
        return 2
    elif [ -s "$cache/$key" ]; then
        touch "$cache/$key"
        read -r status reason <"$cache/$key"
        return "$status"
    fi
    find_precompiled
    if ! compile "$1"; then
        reason="$1 does not compile: $(grep 'error' "$folder/errors" | head -n 1)"
        return 2
    fi
    reason=$(timeout 60 "$folder/check" 2>&1)
    status=$?
    final=yes
    case $status in
    0 | 1) ;;
    124) reason="$1 runs for a minute" && return 2 ;;
    # illegal instruction, abort, bus error, arithmetic, segmentation
    132 | 134 | 135 | 136 | 139)
        case $reason in *bad_alloc*) final=no ;; esac
        status=1
        reason="a crash of $1"
        ;;
    *) reason="$1 ended with the status $status" && return 2 ;;
    esac
    # The verdict is that of the hashed text only if nobody changed a check in the meantime. The headers are a copy.
    if [ $final = yes ] && [ -n "$key" ] && [ -z "$(find "$source_dir/tests" -newer "$folder/began" -print -quit)" ]; then
        echo "$status $reason" >"$folder/verdict"
        keep "$folder/verdict" "$key"
        prune '^[0-9a-f]*$' $most_verdicts
    fi
    return $status
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
    check=$(field "$1" check)
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
    passes "$check"
    case $? in
    1) echo "caught: $1 (by: $reason)" && return ;;
    0) reason="$check passes" ;;
    esac
    mistaken=$(key "$check")
    fresh_copy
    [ "$(key "$check")" != "$mistaken" ] || reason="$check does not read that part of $file"
    echo "NOT CAUGHT: $1: $reason"
    return 1
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
