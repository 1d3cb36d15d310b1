#!/usr/bin/env bash
#  exercises.sh - skeletons of a chapter score nothing, answers all, wrong answers lose just
#  their tests; to be sourced by test_exercises_NN.sh

. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
limit=$((limit * 12))
render=tests/exercises/render.sh
chapter=${0##*_}
chapter=${chapter%.sh}
masters=$(ls tests/exercises/"$chapter"_*/drive_*.c 2>/dev/null | sed 's|/drive_|/|')

#  A build folder of our own, beside that of the user.
mkdir -p "$work/grade"
$render skeleton "$work/grade/skeleton"
$render answer "$work/grade/answer"

grade () {
    run build/grade/grade check -b "$work/grade" -e "$chapter" "$@"
}

#  The ids of the tests that have this state, in one line.
having () {
    sed -n "s/.*\"id\": \"\([^\"]*\)\".*\"status\": \"\($1\)\".*/\1/p" "$work/grade/results.json" | sort -V | xargs
}

no_skeleton_has_a_warning_or_a_point () {
    grade -u -w "$work/grade/skeleton"
    is "$status" 1
    like "$out" '^GRADE: 0/[1-9][0-9]* points, 0 done, [1-9][0-9]* partial, 0 not started, 0 broken$'
    is "$(having 'pass\|error\|not_started')" ""
    for log in "$work"/grade/*/*.build; do
        is "$(<"$log")" ""
    done
    [[ $(grep -v WORK= <<<"$out" | wc -L) -le 80 ]] || fail "lines are longer than 80 columns"
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
    local master number id expected lost count
    for master in $masters; do
        count=0
        id=$(grep -hoE "GR_EXERCISE \([0-9_]+, \"[0-9.]+\", \"[^\"]*\", \"$(basename "$master" .c)\"" \
             "$(dirname "$master")"/grade_*.c | cut -d'"' -f2)
        while read -r number expected; do
            $render mutant "$work/mutant" "$number"
            run build/grade/grade check -v -b "$work/grade" -e "$id" -w "$work/mutant"
            is "$status" 1
            lost=$(having 'fail\|timeout\|crash\|skipped\|error')
            [[ $lost == "$expected" ]] || fail "$master $number: lost '$lost', wanted '$expected'" "${out//$'\n'/$'\n'#   }"
            count=$((count + 1))
        done < <(sed -n 's/^#ifdef MUTANT_\([0-9]*\) .*loses \(.*\)/\1 \2/p' "$master")
        [[ $count -ge 3 ]] || fail "$master has only $count wrong answers"
    done
}

[[ ${MODE:-release} == tsan ]] && skip_all "a student's program is built with the other sanitizers"
[[ $masters ]] || skip_all "chapter $chapter has no exercises"
tests no_skeleton_has_a_warning_or_a_point the_answers_get_all_points each_wrong_answer_loses_just_its_tests
