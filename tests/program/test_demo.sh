#!/usr/bin/env bash
#  The demo (make demo): it holds, it fails aloud, and it leaves nothing behind.

. "$(dirname "$0")/lib.sh"

root=$(cd "$(dirname "$0")/../.." && pwd)
demo=$root/${BUILD:-build/release}/tests/demo
duck=$root/chapters/13_hot_code/quacking_duck.c
export TMPDIR=$work/tmp

mkdir "$TMPDIR"

#  The runner of the suite sees to it that no node is left.
nothing_is_left () {
    is "$(ls "$TMPDIR")" ""
}

#  It has limits of its own.
whole_demo () {
    limit=$((limit * 10)) run "$demo" "$@"
}

the_demo_holds () {
    whole_demo "$ZCLUSTER" "$duck"
    is "$status" 0
    is "$(tail -n 1 <<<"$out")" "All $(grep -c '✓' <<<"$out") steps held."
    [[ $out != *'✗'* ]] || fail "$(grep -A3 '✗' <<<"$out")"
    nothing_is_left
}

#  Of what nodes and compilers say, the terminal makes several lines.
its_own_lines_fit_80_columns () {
    whole_demo "$ZCLUSTER" "$duck"
    is "$(grep -E '^(iex|\.\.\.|\$|==|  ✓)' <<<"$out" | LC_ALL=C.UTF-8 awk 'length > 80')" ""
}

a_program_that_is_not_there_fails_it () {
    whole_demo "$work/no-such-program" "$duck"
    is "$status" 1
    like "$out" '✗'
    nothing_is_left
}

a_step_that_does_not_hold_ends_it () {
    sed 's/    return zc_term_new.*/    __builtin_trap ();/' "$duck" >"$work/duck.c"
    whole_demo "$ZCLUSTER" "$work/duck.c"
    is "$status" 1
    like "$out" '^  ✗ DID NOT HOLD: now node2 has a duck of its own$'
    like "$out" 'log of node2@localhost.* crashed: ill, .* in s_start'
    like "$(tail -n 1 <<<"$out")" '^Step [0-9]+ did not hold\.$'
    nothing_is_left
}

interrupted_at () {
    rm -f "$work/story"
    mkfifo "$work/story"
    "$demo" "$ZCLUSTER" "$duck" >"$work/story" &
    pids[demo]=$!
    local line last
    while read -r -t "$limit" line; do
        [[ $line == *"$1"* ]] && signal demo "$2"
        [[ $line ]] && last=$line
    done <"$work/story"
    end_of demo
    is "$status" 1
    is "$last" "interrupted"
    nothing_is_left
}

an_interrupted_demo_leaves_nothing () {
    interrupted_at "a third one joins" TERM
    interrupted_at "node2 hangs" INT
    interrupted_at 'c("quacking_duck.c"' TERM      #  in the midst of a compiler's run
}

tests the_demo_holds its_own_lines_fit_80_columns a_program_that_is_not_there_fails_it \
    a_step_that_does_not_hold_ends_it an_interrupted_demo_leaves_nothing
