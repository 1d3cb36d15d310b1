#!/usr/bin/env bash
#  test_grader_way.sh - a student's way: untouched, hints, the answer, reset, watch, progress, hand-in

. "$(dirname "$0")/grader.sh"

begin () {
    rm -rf "$work/exercises"
    cp -r "$work/grade/skeleton" "$work/exercises"
}

an_untouched_checkout_is_red_and_nothing_is_built () {
    begin
    course check -e 02
    is "$status" 1
    like "$out" '^2.1 .* not started +0/20$'
    like "$out" '^Next: read .*/02_processes/TASK.md, edit counter.c,$'
    is "$(tail -n 1 <<<"$out")" "GRADE: 0/40 points, 0 done, 0 partial, 2 not started, 0 broken"
    [[ ! -e $work/grade/02_processes/counter ]] || fail "something was built"
    course begun -e 02
    is "$status" 1
    echo >>"$file"
    course begun -e 02
    is "$status" 0
}

hints_come_one_by_one_and_then_the_answer () {
    local layer
    begin
    course solution -e 2.2
    is "$status" 1
    for layer in 1 2 3; do
        course hint -e 2.2
        is "$status" 0
        like "$out" "^2.2.1, hint $layer of 3$"
    done
    course solution -e 2.2
    is "$status" 0
    is "$out" "$(<"$answer")"
}

#  Of a chapter it is the first exercise that is not done.
a_chapter_hints_at_its_first_failing_exercise () {
    begin
    cp "$work/grade/answer/02_processes/counter.c" "$work/exercises/02_processes/"
    course hint -e 02 -a
    is "$status" 0
    like "$out" '^2.2.1, hint 3 of 3$'
    like "$out" 'make solution EX=2.2'
    cp "$answer" "$file"
    course hint -e 2
    like "$out" '^All tests pass'
    course solution -e 02 -a
    is "$out" "$(cat "$work"/grade/answer/02_processes/{counter,mailbox}.c)"
}

a_reset_keeps_what_was_there () {
    begin
    echo 'int mine;' >"$file"
    course reset -e 2.2
    is "$status" 0
    cmp "$file" "$skeleton" || fail "not the skeleton"
    is "$(cat "$file".2*)" "int mine;"
    course reset
    is "$status" 2
    one_line "$err"
}

a_chapter_is_reset_as_a_whole () {
    begin
    echo 'int mine;' | tee "$file" >"$work/exercises/02_processes/counter.c"
    course reset -e 02
    is "$status" 0
    diff -r -x '*.c.2*' "$work/exercises" "$work/grade/skeleton" || fail "not the skeletons"
    is "$(cat "$work"/exercises/02_processes/*.c.2*)" "int mine;
int mine;"
    rm "$file"
    course reset -a
    is "$status" 0
    cmp "$file" "$skeleton" || fail "not the skeleton"
}

progress_never_fails () {
    begin
    course progress
    is "$status" 0
    like "$out" '^2.2 .*not started'
    rm "$file"
    course progress
    is "$status" 0
    like "$out" '^2.2 .*missing'
}

#  It grades, waits for a file to be saved, grades what was, and ends when all is done.
watch_grades_anew_until_it_is_done () {
    begin
    mkfifo "$work/watched"
    timeout -s KILL "$limit" build/grade/grade watch -b "$work/grade" -w "$work/exercises" -e 02 \
        >"$work/watched" 2>&1 </dev/null &
    local watcher=$! line seen= names="mailbox counter" name
    while read -r line; do
        seen+=$line$'\n'
        name=${names%% *}
        [[ $line == Waiting* ]] && names=${names#* } &&
            cp "$work/grade/answer/02_processes/$name.c" "$file.new" && mv "$file.new" "$work/exercises/02_processes/$name.c"
    done <"$work/watched"
    wait $watcher
    is "$?" 0
    is "$(grep ^GRADE <<<"$seen" | cut -d, -f1,2,4)" 'GRADE: 0/40 points, 0 done, 2 not started
GRADE: 20/40 points, 1 done, 1 not started
GRADE: 40/40 points, 2 done, 0 not started'
    is "$(grep -c '^2.2 Build' <<<"$seen")" 2
}

a_hand_in_is_the_files_that_were_worked_on () {
    begin
    course handin
    is "$status" 1
    echo 'int mine;' >"$file"
    course handin
    is "$status" 0
    is "$(tar -tzf "$work/grade/handin.tar.gz")" 02_processes/mailbox.c
    is "$(tar -xzOf "$work/grade/handin.tar.gz")" 'int mine;'
    GRADE_STUDENT='../Ana Núñez' course handin
    is "$status" 0
    is "$(tar -xzOf "$work/grade/_._Ana Núñez.tar.gz")" 'int mine;'
}

tests an_untouched_checkout_is_red_and_nothing_is_built hints_come_one_by_one_and_then_the_answer \
      a_chapter_hints_at_its_first_failing_exercise a_reset_keeps_what_was_there a_chapter_is_reset_as_a_whole \
      progress_never_fails watch_grades_anew_until_it_is_done a_hand_in_is_the_files_that_were_worked_on
