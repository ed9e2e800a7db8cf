# SPDX-License-Identifier: BSD-3-Clause
# For `.` in the other scripts, from the root of the project: a line for each stage with its time; what a stage prints goes
# to build/logs/NAME.log, whose end is shown if the stage fails.
# shellcheck shell=sh
if ! mkdir -p build/logs 2>/dev/null || ! [ -w build/logs ]; then
    echo "$PWD/build belongs to another user: remove it, or run this as that user" >&2
    exit 1
fi

# After a run as root the build folder belongs to the owner of the project, who may go on without root.
[ "$(id -u)" -ne 0 ] || trap 'chown -R --reference=. build 2>/dev/null || true' EXIT

# stage NAME COMMAND ARGUMENT...: runs it; ends the script if it fails
stage()
{
    stage_log=build/logs/$1.log
    printf '%-22s' "$1"
    shift
    stage_start=$(date +%s)
    stage_status=0
    "$@" >"$stage_log" 2>&1 </dev/null || stage_status=$?
    printf '%5d s' $(($(date +%s) - stage_start))
    if [ $stage_status -ne 0 ]; then
        printf '  FAILED; the end of %s:\n\n' "$stage_log"
        # ctest prints two lines for each test that passes.
        grep -vE '^ +Start +[0-9]+: |^ *[0-9]+/[0-9]+ Test .* Passed ' "$stage_log" | tail -n 100
        printf '\n%s failed; all that it printed is in %s\n' "$*" "$PWD/$stage_log"
        exit 1
    fi
    stage_warnings=$(grep -c 'warning: ' "$stage_log" || true)
    [ "$stage_warnings" -eq 0 ] || printf '  warnings: %d, see %s' "$stage_warnings" "$stage_log"
    echo
}
