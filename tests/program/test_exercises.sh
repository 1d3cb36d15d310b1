#!/usr/bin/env bash
#  test_exercises.sh - skeletons score nothing, answers all, wrong answers lose just their tests

. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
limit=$((limit * 12))
render=tests/exercises/render.sh
masters=$(ls tests/exercises/*/drive_*.c | sed 's|/drive_|/|')

#  A build folder of our own, beside that of the user.
mkdir -p "$work/grade"
$render skeleton "$work/grade/skeleton"
$render answer "$work/grade/answer"

grade () {
    run build/grade/grade check -b "$work/grade" "$@"
}

#  The ids of the tests that have this state, in one line.
having () {
    sed -n "s/.*\"id\": \"\([^\"]*\)\".*\"status\": \"\($1\)\".*/\1/p" "$work/grade/results.json" | sort -V | xargs
}

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

no_skeleton_has_a_warning_or_a_point () {
    grade -u -w "$work/grade/skeleton"
    is "$status" 1
    like "$out" '^GRADE: 0/[1-9][0-9]* points, 0 done, [1-9][0-9]* partial, 0 not started, 0 broken$'
    is "$(having 'pass\|error\|not_started')" ""
    for log in "$work"/grade/*/*.build; do
        is "$(<"$log")" ""
    done
}

the_answers_get_all_points () {
    grade -w solutions
    is "$status" 0
    like "$out" '^GRADE: ([1-9][0-9]*)/\1 points, [1-9][0-9]* done, 0 partial, 0 not started, 0 broken$'
    is "$(having 'fail\|timeout\|crash\|skipped\|not_started\|error')" ""
    for log in "$work"/grade/*/*.build; do
        is "$(<"$log")" ""
    done
}

#  The master says in a comment which tests a wrong answer loses.
each_wrong_answer_loses_just_its_tests () {
    local master number id expected count
    for master in $masters; do
        count=0
        id=$(grep -hoE "GR_EXERCISE \([0-9_]+, \"[0-9.]+\", \"[^\"]*\", \"$(basename "$master" .c)\"" \
             "$(dirname "$master")"/grade_*.c | cut -d'"' -f2)
        while read -r number expected; do
            $render mutant "$work/mutant" "$number"
            grade -e "$id" -w "$work/mutant"
            is "$status" 1
            is "$master $number: $(having 'fail\|timeout\|crash\|skipped\|error')" "$master $number: $expected"
            count=$((count + 1))
        done < <(sed -n 's/^#ifdef MUTANT_\([0-9]*\) .*loses \(.*\)/\1 \2/p' "$master")
        [[ $count -ge 3 ]] || fail "$master has only $count wrong answers"
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

[[ ${MODE:-release} == tsan ]] && tests     #  a student's program is built with the other sanitizers
tests exercises_and_solutions_are_those_of_the_masters no_skeleton_has_a_warning_or_a_point \
      the_answers_get_all_points each_wrong_answer_loses_just_its_tests \
      each_test_has_three_hints_in_both_languages the_tasks_tell_the_points
