#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# check_runner.sh COMPILER RUN_SH: does run.sh tell mistakes that are caught from those that are not, and does it
# remember what it may and nothing else? It is tried on a library of two small headers.
set -u
real_compiler=$1
run_sh=$2
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
export XDG_CACHE_HOME="$folder/cache" compiled="$folder/compiled" real_compiler
unset XRNN_MUTATION_FLAGS XRNN_MUTATION_CACHE
failed=0

complain()
{
    echo "FAILED: $1"
    failed=1
}

# A compiler that notes which checks are compiled to programs.
cat >"$folder/compiler" <<'END'
#!/bin/sh
case "$*" in *checks/*"-o "*/check) echo "$*" >>"$compiled" ;; esac
exec "$real_compiler" "$@"
END
chmod +x "$folder/compiler"

mkdir -p "$folder/a/include/xrnn" "$folder/a/tests/mutations/checks"
cd "$folder/a" || exit 2
cat >include/xrnn/sum.hpp <<'END'
#pragma once
#include <cstddef>
inline int sum(int a, int b)
{
    return a +
        b;
}
inline const char* place() { return __FILE__; }
END
echo 'inline int unread() { return 7; }' >include/xrnn/other.hpp
cat >tests/mutations/checks/sums.cpp <<'END'
#include <csignal>
#include <cstdio>
#include <new>
#include <xrnn/sum.hpp>
int main()
{
    if (sum(1, 2) == 200) throw std::bad_alloc();
    if (sum(1, 2) == 300) std::raise(SIGKILL);
    if (sum(1, 2) == 3 || !std::puts("one and two are three")) return 0;
    if (sum(1, 2) > 5) *static_cast<volatile int*>(nullptr) = 1;
    return 1;
}
END
cat >tests/mutations/mutations.txt <<'END'
name: caught
file: sum.hpp
check: sums
old: a + b
new: a - b

name: crash
file: sum.hpp
check: sums
old: a + b
new: a + b + 5

name: out_of_memory
file: sum.hpp
check: sums
old: a + b
new: 200

name: killed
file: sum.hpp
check: sums
old: a + b
new: 300

name: same_value
file: sum.hpp
check: sums
old: a + b
new: b + a

name: in_two_places
file: sum.hpp
check: sums
old: a + b
new: a - b
old2: inline const
new2: inline   const

name: unread
file: other.hpp
check: sums
old: 7
new: 8

name: syntax
file: sum.hpp
check: sums
old: a + b
new: a +

name: absent
file: sum.hpp
check: sums
old: a * b
new: a + b

name: ambiguous
file: sum.hpp
check: sums
old: inline
new: static

name: no_such_file
file: nothing.hpp
check: sums
old: a
new: b
END

# says STATUS TEXT COMPILATIONS NAME: run.sh ends with that status, says that text, and compiles so many checks
says()
{
    : >"$compiled"
    output=$(sh "$run_sh" "$folder/compiler" "$PWD" "$4" 2>&1)
    status=$?
    [ $status -eq "$1" ] || complain "$4 ends with $status: $output"
    printf '%s\n' "$output" | grep -qF -- "$2" || complain "$4 says '$output', and not '$2'"
    count=$(sort -u "$compiled" | wc -l)
    [ "$count" -eq "$3" ] || complain "$4 compiles $count checks, and not $3"
}

says 0 'without a mistake all checks pass' 1 none
says 0 'without a mistake all checks pass' 0 none
says 0 'caught: caught (by: one and two are three)' 1 caught
says 0 'caught: caught (by: one and two are three)' 0 caught
says 0 'caught: in_two_places (by: one and two are three)' 0 in_two_places # the same text but for white space
says 1 'NOT CAUGHT: same_value: sums passes' 1 same_value
says 1 'NOT CAUGHT: same_value: sums passes' 0 same_value
says 1 'NOT CAUGHT: unread: sums does not read that part of other.hpp' 0 unread
says 1 "NOT APPLIED: absent: the old text does not stand exactly once in 'sum.hpp'" 0 absent
says 1 'NOT APPLIED: ambiguous: the old text' 0 ambiguous
says 1 'NOT APPLIED: no_such_file: the old text' 0 no_such_file
says 1 'NOT APPLIED: misspelt: the old text' 0 misspelt
says 0 'caught: crash (by: a crash of sums)' 1 crash
says 0 'caught: crash (by: a crash of sums)' 0 crash
# These may have had another reason, and are found out anew.
says 0 'caught: out_of_memory (by: a crash of sums)' 1 out_of_memory
says 0 'caught: out_of_memory (by: a crash of sums)' 1 out_of_memory
says 1 'NOT CAUGHT: killed: sums ended with the status 137' 1 killed
says 1 'NOT CAUGHT: killed: sums ended with the status 137' 1 killed
says 1 'NOT CAUGHT: syntax: sums does not compile' 1 syntax
says 1 'NOT CAUGHT: syntax: sums does not compile' 1 syntax

# Another header, check or flag is another question; a clone elsewhere is not.
export XRNN_MUTATION_FLAGS=-DX
says 0 'caught: caught' 1 caught
unset XRNN_MUTATION_FLAGS
cp -R "$folder/a" "$folder/b"
cd "$folder/b" || exit 2
says 0 'caught: caught' 0 caught
sed 's,b + a,a + a,' tests/mutations/mutations.txt >changed && cp changed tests/mutations/mutations.txt
says 0 'caught: same_value (by: one and two are three)' 1 same_value
sed 's,puts("one,puts("1,' tests/mutations/checks/sums.cpp >changed && cp changed tests/mutations/checks/sums.cpp
says 0 'caught: caught (by: 1 and two are three)' 1 caught
sed 's,return a,return 0 * a,' include/xrnn/sum.hpp >changed && cp changed include/xrnn/sum.hpp
says 1 'FAILED without a mistake: 1 and two are three' 1 none
says 1 'FAILED without a mistake: 1 and two are three' 0 none

# A header of the system is another question too, and is precompiled anew, even if only other headers include it.
mkdir -p "$folder/c/include/xrnn" "$folder/c/tests/mutations/checks" "$folder/system"
cd "$folder/c" || exit 2
printf '#pragma once\n#include "inner.hpp"\n' >"$folder/system/outer.hpp"
printf '#pragma once\ninline int inner() { return 0; }\n' >"$folder/system/inner.hpp"
printf '#pragma once\n#include <outer.hpp>\ninline int zero() { return inner(); }\n' >include/xrnn/zero.hpp
printf '#include <xrnn/zero.hpp>\nint main() { return zero(); }\n' >tests/mutations/checks/zero.cpp
export XRNN_MUTATION_FLAGS="-isystem $folder/system"
says 0 'without a mistake all checks pass' 1 none
printf '#pragma once\ninline int inner() { return 1; }\n' >"$folder/system/inner.hpp"
says 1 'FAILED without a mistake' 1 none
unset XRNN_MUTATION_FLAGS

# Where nothing is remembered the answers are the same.
cd "$folder/a" || exit 2
export XRNN_MUTATION_CACHE=new
says 0 'without a mistake all checks pass' 1 none
says 0 'caught: caught (by: one and two are three)' 1 caught
says 0 'caught: caught (by: one and two are three)' 1 caught
says 1 'NOT CAUGHT: same_value: sums passes' 1 same_value
says 1 'NOT CAUGHT: unread: sums does not read that part of other.hpp' 1 unread
says 1 'NOT CAUGHT: syntax: sums does not compile' 1 syntax
unset XRNN_MUTATION_CACHE

# Runs at the same time, in a cache that is new.
XDG_CACHE_HOME="$folder/new_cache"
for run in 1 2 3; do
    sh "$run_sh" "$real_compiler" "$PWD" caught >"$folder/said.$run" 2>&1 &
done
wait
[ "$(cat "$folder"/said.* | grep -cx 'caught: caught (by: one and two are three)')" -eq 3 ] ||
    complain "three runs at the same time say: $(cat "$folder"/said.*)"
find "$XDG_CACHE_HOME/xrnn/mutations" -type f | grep -vE '/[0-9a-f]{64}(\.pch)?$' && complain 'the cache has files left over'

# A cache that cannot be written, a precompiled header that is none, and no cache at all.
for precompiled in "$XDG_CACHE_HOME"/xrnn/mutations/*.pch; do
    [ -e "$precompiled" ] && echo 'nothing' >"$precompiled"
done
find "$XDG_CACHE_HOME/xrnn/mutations" -type f ! -name '*.pch' -exec rm {} +
says 0 'caught: caught' 1 caught
XDG_CACHE_HOME=/dev/null
says 0 'caught: caught' 1 caught

exit $failed
