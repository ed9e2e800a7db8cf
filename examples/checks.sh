# SPDX-License-Identifier: BSD-3-Clause
# For `.` in the checks of the examples, after `program` is set: a folder that is removed at the end, and what a program
# must do. The check ends with `exit $failed`.
# shellcheck shell=sh
LC_ALL=C # lengths in bytes
export LC_ALL
folder=$(mktemp -d) || exit 2
trap 'rm -r "$folder"' EXIT
failed=0

complain()
{
    echo "FAILED: $1"
    failed=1
}

# refuses STATUS MESSAGE ARGUMENT...: the program ends with that status and an error that contains MESSAGE
refuses()
{
    status=$1
    message=$2
    shift 2
    timeout 60 "$program" "$@" >"$folder/out" 2>"$folder/error"
    [ $? -eq "$status" ] || complain "'$*' does not end with $status"
    grep -qF -e "$message" "$folder/error" || complain "'$*' does not say '$message': $(cat "$folder/error")"
}
