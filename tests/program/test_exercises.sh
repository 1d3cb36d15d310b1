#!/usr/bin/env bash
#  test_exercises.sh - what is shipped is that of the masters; hints and points are complete
#
#  Skeletons, answers and wrong answers are graded chapter by chapter: test_exercises_NN.sh.

. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || exit 1
render=tests/exercises/render.sh

exercises_and_solutions_are_those_of_the_masters () {
    $render ship "$work/shipped"
    run diff -r "$work/shipped/solutions" solutions
    is "$status" 0
    #  Where students work, only what they do not edit has to be as it was.
    for file in $(cd "$work/shipped" && find exercises -type f); do
        if git ls-files --error-unmatch "$file" >/dev/null 2>&1 && ! git diff --quiet HEAD -- "$file"; then
            continue
        fi
        cmp "$work/shipped/$file" "$file" || fail "$file is not what make render writes"
    done
}

each_chapter_is_graded () {
    local folder number
    for folder in tests/exercises/*/; do
        number=$(basename "$folder" | cut -d_ -f1)
        [[ -x tests/program/test_exercises_$number.sh ]] || fail "there is no tests/program/test_exercises_$number.sh"
    done
}

each_test_has_three_hints_in_both_languages () {
    local hints
    for hints in tests/exercises/*/hints.e[ns]; do
        is "$(awk '/^== / { if (id && layers != 3) print id; id = $2; layers = 1; next } /^--$/ { layers++ }
             END { if (layers != 3) print id }' "$hints")" ""
        is "$hints $(sed -n 's/^== //p' "$hints" | xargs)" \
           "$hints $(grep -hoE '\{"[0-9.]+", [0-9]' "$(dirname "$hints")"/grade_*.c | cut -d'"' -f2 | xargs)"
    done
}

#  The points in the task's tables are those that are given.
the_tasks_tell_the_points () {
    local task
    for task in tests/exercises/*/TASK*.md; do
        is "$(sed -n 's/^| \([0-9.]*\) | \([0-9]*\) .*/\1 \2/p' "$task")" \
           "$(sed -n 's/^ *{"\([0-9.]*\)", \([0-9]*\), .*/\1 \2/p' "$(dirname "$task")"/grade_*.c)"
    done
}

tests exercises_and_solutions_are_those_of_the_masters each_chapter_is_graded \
      each_test_has_three_hints_in_both_languages the_tasks_tell_the_points
