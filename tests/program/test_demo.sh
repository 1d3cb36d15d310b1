#!/usr/bin/env bash
#  The demo (make demo): it holds, and it leaves nothing when it is interrupted.

. "$(dirname "$0")/lib.sh"

demo=$(cd "$(dirname "$0")/../.." && pwd)/${BUILD:-build/release}/tests/demo
export TMPDIR=$work/tmp

mkdir "$TMPDIR"

the_demo_holds () {
    limit=$((limit * 6)) run "$demo" "$ZCLUSTER"      #  it has limits of its own
    is "$status" 0
    like "$out" '^All [0-9]+ steps held\.$'
    [[ $out != *'✗'* ]] || fail "$(grep -A3 '✗' <<<"$out")"
}

a_program_that_is_not_there_fails_it () {
    run "$demo" "$work/no-such-program"
    is "$status" 1
    like "$out" '✗'
}

#  The runner of the suite sees to it that no node is left.
an_interrupted_demo_leaves_nothing () {
    mkfifo "$work/story"
    "$demo" "$ZCLUSTER" >"$work/story" &
    pids[demo]=$!
    local line
    while read -r -t "$limit" line; do
        [[ $line == *"a third one joins"* ]] && signal demo TERM
    done <"$work/story"
    end_of demo
    is "$status" 1
    is "$line" ""
    is "$(find "$work/tmp" -maxdepth 1 -name 'zcluster-demo*')" ""
}

tests the_demo_holds a_program_that_is_not_there_fails_it an_interrupted_demo_leaves_nothing
