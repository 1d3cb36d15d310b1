#!/usr/bin/env bash
#  test_grader_results.sh - what the grader prints and writes: columns, lines, files, exit statuses

. "$(dirname "$0")/grader.sh"

#  An answer with one test that passes, one that fails, one that was not looked at: each kind.
mixed () {
    sed '/^mailbox_take/,/^}/s/^{$/{ if (timeout_ms < 0) abort ();/' "$answer" >"$file"
    GRADE_STUDENT='Ana "Ñ" <Núñez> & Co' course check -e 2.2
}

#  GOLDEN=write tests/program/test_grader_results.sh keeps new ones.
the_files_are_those_that_are_kept () {
    local name
    mixed
    is "$status" 1
    is "$(tail -n 1 <<<"$out")" "GRADE: 18/20 points, 0 done, 1 partial, 0 not started, 0 broken"
    for name in results.json results.xml gradescope.json; do
        [[ ${GOLDEN-} != write ]] || stable "$work/grade/$name" >"tests/grade/golden.$name"
        run diff "tests/grade/golden.$name" <(stable "$work/grade/$name")
        is "$status$out" 0
    done
    base64 -d "$work/grade/classroom.b64" >"$work/classroom.json"
    is "$(grep -o '"status": "[a-z]*"\|"max_score": [0-9]*\|"score": [0-9]*' "$work/classroom.json" | xargs)" \
       "status: fail max_score: 20 status: pass score: 2 status: pass score: 3 status: pass score: 4 status: pass score: 3 status: fail score: 0 status: pass score: 2 status: pass score: 2 status: pass score: 2"
}

the_files_are_well_formed () {
    command -v python3 >/dev/null || { echo "#   not looked at: there is no python3"; return; }
    grade_with '' 'puts (a); return b == NULL;'
    run python3 -c 'import base64, json, sys, xml.dom.minidom
folder = sys.argv [1] + "/"
test = json.load (open (folder + "results.json")) ["tests"] [0]
print (test ["id"], test ["status"], test ["message"])
test = json.load (open (folder + "gradescope.json")) ["tests"] [0]
print (test ["number"], test ["status"], test ["output"])
test = json.loads (base64.b64decode (open (folder + "classroom.b64").read ())) ["tests"] [0]
print (test ["name"], test ["status"], test ["message"])
test = xml.dom.minidom.parse (folder + "results.xml").getElementsByTagName ("failure") [0]
print (test.getAttribute ("message"))' "$work/grade"
    is "$out" "2.2.1 fail expected: yes; got: no
2.2.1 failed expected: yes; got: no
2.2.1 a pattern matches word by word fail expected: yes; got: no
expected: yes; got: no"
}

the_exit_status_tells_what_happened () {
    cp "$answer" "$file"
    grade
    is "$status" 0
    grade_with 'exit (0);'
    is "$status" 1
    grade --exit-zero --autolab
    is "$status" 0
    is "$(tail -n 1 <<<"$out")" '{"scores": {"2.2": 0}}'
    run build/grade/grade check -b "$work/grade" -t 2.2.99
    is "$status" 2
    one_line "$err"
    run build/grade/grade frobnicate -b "$work/grade"
    is "$status" 2
    run build/grade/grade check -b "$work/nowhere"
    is "$status" 3
}

#  No compiler, no library: not the student's fault.
a_grader_that_cannot_work_gives_no_points () {
    cp "$answer" "$file"
    rm -f "$work"/grade/*.json
    CC=no-such-compiler grade
    is "$status" 3
    like "$err" 'nothing was graded'
    [[ -z $(grep GRADE <<<"$out") && ! -e $work/grade/results.json ]] || fail "it was graded"
    mkdir -p "$work/empty"
    ln -sf "$PWD/tests" "$PWD/core" "$work/empty"
    run env -C "$work/empty" "$PWD/build/grade/grade" check -b "$work/grade" -w "$work/exercises" -t 2.2.1
    is "$status" 3
    like "$err" 'libzcluster.a: No such file'
}

#  A student's text may be of any length, and anything: none of it gets to the terminal.
a_failure_has_at_most_twelve_lines_of_eighty_columns () {
    sed 's/item->message = strdup (message)/(void) message; item->message = s_long ()/
         s/^mailbox_put/&/; /^#include <time.h>/a\
static char *\
s_long (void)\
{\
    char *text = calloc (1, 900);\
    for (int i = 0; i < 880; i++)\
        text [i] = "quack \\303\\261 \\033[31m\\377\\r"[i % 15];\
    return text;\
}' "$answer" >"$file"
    local language
    for language in en es; do
        GRADE_LANG=$language course check -t 2.2.2
        is "$status" 1
        [[ $(wc -L <<<"$out") -le 80 || $(grep -v 'WORK=' <<<"$out" | wc -L) -le 80 ]] || fail "lines are longer than 80"
        [[ $out != *$'\033'* && $out != *$'\r'* ]] || fail "control characters are printed"
        is "$(awk '/^2.2.2/ { inside = 1 } !NF { inside = 0 } inside' <<<"$out" | wc -l)" 12
    done
    GRADE_LANG=es course check -t 2.2.2 -v
    [[ $(awk '/^2.2.2/ { inside = 1 } !NF { inside = 0 } inside' <<<"$out" | wc -l) -gt 12 ]] || fail "V=1 does not show all"
}

#  In a terminal of its own (script), and there not for those who want none.
colours_are_for_terminals () {
    cp "$answer" "$file"
    grade
    [[ $out != *$'\033'* ]] || fail "colours without a terminal"
    command -v script >/dev/null || { echo "#   not looked at: there is no script(1)"; return; }
    local command="build/grade/grade check -b '$work/grade' -w '$work/exercises' -t 2.2.1"
    run env TERM=xterm script -qec "$command" /dev/null
    [[ $out == *$'\033[32mok'* ]] || fail "no colours at a terminal"
    run env TERM=xterm NO_COLOR=1 script -qec "$command" /dev/null
    [[ $out != *$'\033'* ]] || fail "colours for NO_COLOR"
}

#  In the compiler's words, and before the failure that they may explain.
warnings_are_told () {
    { cat "$answer"; echo 'static int unused;'; } >"$file"
    grade
    is "$status" 0
    like "$out" 'builds, with warnings'
    like "$out" 'mailbox.c:[0-9]+:[0-9]+: warning: .*unused'
    like "$out" 'log +[^ ]*/mailbox.build'
    grade_with '' 'int unused; return false;'
    is "$status" 1
    like "$(tr '\n' ' ' <<<"$out")" 'warning: .*unused.*mailbox.build.* expected +yes'
}

#  What is wrong between the brackets of a macro is told with the student's line.
a_warning_about_a_macro_has_the_students_line () {
    [[ ${CC:-gcc} == *gcc* ]] || return 0       #  others do so by themselves
    sed 's/"{add, ~i}", &/"{add, ~i}", /' "$work/grade/answer/02_processes/counter.c" >"$work/exercises/02_processes/counter.c"
    grade -t 2.1.1
    is "$status" 1
    like "$(grep -A 3 '^2.1 builds' <<<"$out" | tr '\n' ' ')" 'counter_body.: +[^ ]*counter.c:[0-9]+:[0-9]+: warning: '
    rm "$work/exercises/02_processes/counter.c"
}

#  Two at once in one folder take turns, one exercise each.
two_graders_do_not_disturb_each_other () {
    local first
    write_with '' 'usleep (300000); return s_the_right_one (a, b);' >"$file"
    build/grade/grade check -b "$work/grade" -w "$work/exercises" -t 2.2.1 >"$work/first" 2>&1 </dev/null &
    first=$!
    grade
    is "$status" 0
    wait $first
    is "$?" 0
}

tests the_files_are_those_that_are_kept the_files_are_well_formed the_exit_status_tells_what_happened \
      a_grader_that_cannot_work_gives_no_points a_failure_has_at_most_twelve_lines_of_eighty_columns \
      colours_are_for_terminals warnings_are_told a_warning_about_a_macro_has_the_students_line \
      two_graders_do_not_disturb_each_other
