#!/usr/bin/env bash
#  A part of `make valgrind` that is quick; and does memcheck see what processes
#  on stacks of ours do?

. "$(dirname "$0")/lib.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
programs=${BUILD:-build/release}/tests
[[ $programs == /* ]] || programs=$root/$programs
if ! command -v valgrind >/dev/null; then
    skip_all "valgrind is not installed (make valgrind does it)"
elif [[ ${MODE:-release} != release ]]; then
    skip_all "valgrind cannot run sanitized programs"
fi
limit=$((limit * 10))
memcheck=$(make -s -C "$root" memcheck)
#  Times ten, whatever the suite is run with: the scale is that of valgrind.
check () {
    run env -u CK_TAP_LOG_FILE_NAME ZC_TIME=10 CK_TIMEOUT_MULTIPLIER=10 "$@"
}

terms_processes_and_decoders_are_clean () {
    local name
    for name in test_term test_tables test_alone test_attach test_wire; do
        check $memcheck "$programs/$name"
        [[ $status == 0 ]] || fail "$name" "$(head -n 20 <<<"$err")" "$(tail -n 5 <<<"$out")"
    done
}

a_fault_in_a_process_is_seen () {
    check CK_RUN_CASE=a_null_dereference_ends_one_process $memcheck "$programs/test_crash"
    [[ $status != 0 ]] || fail "no error was reported"
    like "$err" 'Invalid write of size 4'
}

tests terms_processes_and_decoders_are_clean \
      a_fault_in_a_process_is_seen
