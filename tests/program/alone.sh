#!/usr/bin/env bash
#  alone.sh - for tests that change networks, users' folders, ports: namespaces of their
#  own, and what is skipped; to be sourced, first of all, in place of lib.sh
#
#      skip WHY            a test, or some, cannot run on this machine
#      possible+=(name …)  these can
#      tests_possible      the last line of a file: runs them
#
#  Where there can be no namespaces $WHY_NOT_ALONE says why not.

#  All this is in namespaces of this script, processes too: when it ends, however it
#  ends, the kernel removes them with all there is in them. Root may make them; others
#  may where the kernel lets them be root of their own.
PATH=$PATH:/usr/sbin:/sbin
as_root=()
(( EUID == 0 )) || as_root=(--user --map-root-user)
spaces=(unshare "${as_root[@]}" --net --mount --pid --fork --kill-child --mount-proc)
if [[ ! ${WHY_NOT_ALONE+set} ]]; then
    export WHY_NOT_ALONE
    start='ip link set lo up && mount -t tmpfs tmpfs /var/run'
    if ! command -v ip >/dev/null; then
        WHY_NOT_ALONE="needs ip (tests/deps.sh --network)"
    elif WHY_NOT_ALONE=$("${spaces[@]}" sh -c "$start" 2>&1); then
        exec "${spaces[@]}" sh -c "$start && exec bash '$0'"
    fi
fi

. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
program=$ZCLUSTER
trap 'exit 1' INT TERM

possible=()
skip () {
    echo "skip $1"
    reason=$1
}

tests_possible () {
    (( ${#possible[@]} )) || skip_all "$reason"
    tests "${possible[@]}"
}

#  How long to wait for what must come: where a test has failed, no longer.
patience () {
    (( bad )) && echo "$SECONDS" || echo $((SECONDS + ${limit%.*} * 3))
}
