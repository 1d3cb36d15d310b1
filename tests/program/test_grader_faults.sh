#!/usr/bin/env bash
#  test_grader_faults.sh - the grader's faults on the way between two programs, and several programs at once

. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
limit=$((limit * 6))

#  A grader of our own, whose only exercise looks at the proxy from both ends.
a_proxy_holds_cuts_and_counts () {
    local own=$work/own
    mkdir -p "$own/build/asan" "$own/build/grade" "$own/tests/exercises"
    ln -s "$PWD/core" "$own/core"
    ln -s "$PWD/tests/grade" "$own/tests/grade"
    ln -s "$PWD/tests/grade/own/00_proxy" "$own/tests/exercises/00_proxy"
    ln -s "$PWD/build/asan/libzcluster.a" "$own/build/asan/libzcluster.a"
    run "${CC:-gcc}" -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Itests/grade tests/grade/*.c \
        tests/grade/own/00_proxy/grade_00.c -o "$own/grade"
    is "$status$err" 0
    cd "$own" || fail "no $own"
    run ./grade check -v -u -w tests/exercises
    cd "$OLDPWD" || exit 1
    is "$status" 0
    [[ $out == *"GRADE: 4/4 points, 1 done"* ]] || fail "$out"
}

#  One that waits for another learns at once that it has crashed.
a_crash_is_told_while_another_one_is_waited_for () {
    mkdir -p "$work/grade" "$work/exercises/03_connecting"
    tests/exercises/render.sh answer "$work/grade/answer"
    sed 's/^    char \*text = s_take/    abort ();\n&/' "$work/grade/answer/03_connecting/mesh.c" \
        >"$work/exercises/03_connecting/mesh.c"
    run build/grade/grade check -b "$work/grade" -w "$work/exercises" -t 3.1.8
    is "$status" 1
    like "$(tr '\n' ' ' <<<"$out" | tr -s ' ')" 'CRASH .*AddressSanitizer: ABRT .*mesh.c:[0-9]+'
}

[[ ${MODE:-release} == tsan ]] && skip_all "a student's program is built with the other sanitizers"
tests a_proxy_holds_cuts_and_counts a_crash_is_told_while_another_one_is_waited_for
