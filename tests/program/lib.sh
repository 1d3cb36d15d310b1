#!/usr/bin/env bash
#  lib.sh - what the tests of the program share; to be sourced by test_*.sh
#
#  A test is a function; its name says in words what holds. Inside it:
#
#      run COMMAND…            sets $status, $out and $err
#      is GOT WANTED           equal?
#      like TEXT REGEX         does a line match?
#      one_line TEXT           is it one line, and no back trace?
#      block FILE KIND NUMBER  what stands in a fenced block of a document
#      start NAME [OPTION…]    a node in the background, up when it returns
#      behind NAME COMMAND…    a program in the background
#      await NAME REGEX        wait for a line of its output
#      end_of NAME             wait for its end, sets $status
#
#  What still runs after a test is ended. The last line of a file is
#  `tests name name …`, which runs them and reports in TAP. Where none of them can run,
#  `skip_all WHY` says so in their place.

set -u
: "${ZCLUSTER:?the path of the program; make test sets it}"
work=$(mktemp -d)
limit=$(awk -v scale="${ZC_TIME:-1}" 'BEGIN { print 10 * scale }')      #  seconds
declare -A pids outputs
bad=0

run () {
    timeout -s KILL "$limit" "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    out=$(<"$work/out")
    err=$(<"$work/err")
}

fail () {
    bad=1
    printf '#   %s\n' "$@"
}

is () {
    [[ $1 == "$2" ]] || fail "line ${BASH_LINENO[0]}: got '$1', wanted '$2'" "${err:+stderr: $err}"
}

like () {
    grep -qE -- "$2" <<<"$1" || fail "line ${BASH_LINENO[0]}: '$1' does not match '$2'"
}

one_line () {
    [[ -n $1 && $1 != *$'\n'* && $1 != *backtrace* ]] || fail "line ${BASH_LINENO[0]}: not one line: '$1'"
}

block () {
    awk -v kind="\`\`\`$2" -v number="$3" \
        '$0 == kind { inside = ++seen == number; next } $0 == "```" { inside = 0 } inside' "$1"
}

#  What it says on standard error: "$work/NAME.log".
await () {
    local line
    while read -r -t "$limit" line <&"${outputs[$1]}"; do
        [[ $line =~ $2 ]] && return 0
    done
    fail "line ${BASH_LINENO[0]}: $1 did not print '$2'" "$(<"$work/$1.log")"
    return 1
}

behind () {
    local name=$1 fd
    shift
    rm -f "$work/fifo"
    mkfifo "$work/fifo"
    exec {fd}<>"$work/fifo"
    outputs[$name]=$fd
    "$@" >"$work/fifo" 2>"$work/$name.log" </dev/null {fd}>&- &
    pids[$name]=$!
}

start_with () {     #  start_with NAME OPTION…: the options say what it is called
    behind "$1" "$ZCLUSTER" "${@:2}"
    await "$1" "is up"
}

start () {
    start_with "$1" --sname "$@"
}

end_of () {
    wait "${pids[$1]}" 2>/dev/null
    status=$?
    unset "pids[$1]"
}

signal () {
    kill -s "$2" "${pids[$1]}"
}

end_all () {
    local name
    for name in "${!pids[@]}"; do
        kill -s KILL "${pids[$name]}" 2>/dev/null
        wait "${pids[$name]}" 2>/dev/null
    done
    pids=()
}

finish () {
    end_all
    rm -rf "$work"
}
trap finish EXIT

skip_all () {
    echo "1..0 # SKIP $1"
    exit 0
}

tests () {
    local name number=0 failed=0
    echo "1..$#"
    for name in "$@"; do
        bad=0
        "$name"
        end_all
        number=$((number + 1))
        if [[ $bad == 0 ]]; then
            echo "ok $number - $name"
        else
            echo "not ok $number - $name"
            failed=1
        fi
    done
    exit $failed
}
