#!/usr/bin/env bash
#  test_grader.sh - whatever a hand-in does, the grader tells what happened, and nothing is harmed

. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
limit=$((limit * 6))
render=tests/exercises/render.sh
mkdir -p "$work/grade" "$work/exercises/02_processes"
$render skeleton "$work/grade/skeleton"
$render answer "$work/grade/answer"
answer=$work/grade/answer/02_processes/mailbox.c
file=$work/exercises/02_processes/mailbox.c

#  Grade the answer to 2.2 with this code added: `start` runs before main, and `pattern` instead
#  of mailbox_matches, which the test 2.2.1 calls.
grade_with () {
    local start=$1 pattern=${2-}
    {
        printf '#define _GNU_SOURCE\n'
        printf '#include <%s>\n' fcntl.h signal.h stdio.h stdlib.h string.h sys/wait.h unistd.h
        sed "${pattern:+s/^mailbox_matches/s_the_right_one/; s/^bool\$/__attribute__ ((unused)) static bool/}" "$answer"
        [[ -z $start ]] || printf '__attribute__ ((constructor)) static void\ns_before (void)\n{\n%s\n}\n' "$start"
        [[ -z $pattern ]] || printf 'bool\nmailbox_matches (const char *a, const char *b)\n{\n(void) a; (void) b;\n%s\n}\n' "$pattern"
    } >"$file"
    grade "${@:3}"
}

grade () {
    run build/grade/grade check -b "$work/grade" -w "$work/exercises" -t 2.2.1 "$@"
}

#  The verdict, and what the explanation says.
told () {
    is "$(sed -n 's/.*"status": "\([a-z_]*\)".*/\1/p' "$work/grade/results.json")" "$1"
    like "$(tr '\n' ' ' <<<"$out" | tr -s ' ')" "$2"
    is "$status" 1
    like "$(tail -n 1 <<<"$out")" '^GRADE: 0/2 points, '
}

the_answer_passes () {
    grade_with ''
    is "$status" 0
    is "$(tail -n 1 <<<"$out")" "GRADE: 2/2 points, 1 done, 0 partial, 0 not started, 0 broken"
}

what_does_not_compile_is_shown_with_the_compilers_words () {
    echo 'int x = ;' >"$file"
    grade
    like "$out" 'DOES NOT COMPILE'
    like "$out" "error: expected expression"
    is "$(tail -n 1 <<<"$out")" "GRADE: 0/2 points, 0 done, 0 partial, 0 not started, 1 broken"
    is "$status" 1
}

a_missing_file_is_not_a_point () {
    rm -f "$file"
    grade
    is "$(tail -n 1 <<<"$out")" "GRADE: 0/2 points, 0 done, 0 partial, 0 not started, 1 broken"
}

a_crash_is_told_with_its_signal () {
    grade_with '' 'kill (getpid (), SIGKILL); return true;'
    told crash 'got it crashed: signal 9'
    grade_with '' 'signal (SIGABRT, SIG_DFL); abort ();'
    told crash 'got it crashed: signal 6'
    grade_with '' 'if (!strstr (a, "a word of its own")) __assert_fail ("a == b", "mailbox.c", 1, "here"); return b;'
    told crash "got an assertion did not hold mailbox.c:1: here: Assertion .a == b' failed. mailbox.c:[0-9]+"
}

a_wrong_use_of_memory_is_told_by_the_sanitizer () {
    grade_with '' 'char *text = strdup (a); free (text); return text [0];'
    told crash 'heap-use-after-free .*mailbox.c:[0-9]+'
    grade_with '' 'const char *nowhere = (const char *) strlen (a); return *nowhere == *b;'
    told crash 'AddressSanitizer: SEGV .*mailbox.c:[0-9]+'
    grade_with '' 'int number = 2147483647; return number + (int) strlen (a) > 0;'
    told crash 'signed integer overflow'
}

#  Ducks in one process hear nothing when the pond, in another, has crashed.
a_crash_explains_what_another_process_has_missed () {
    local pond=$work/exercises/01_sockets_and_nodes/pond.c
    mkdir -p "$(dirname "$pond")"
    sed 's/size == 3 && //' "$work/grade/answer/01_sockets_and_nodes/pond.c" >"$pond"
    run build/grade/grade check -b "$work/grade" -w "$work/exercises" -t 1.2.4
    is "$status" 1
    like "$(tr '\n' ' ' <<<"$out" | tr -s ' ')" 'an assertion did not hold .*zframe_size: Assertion .* pond.c:[0-9]+'
    rm -r "$(dirname "$pond")"
}

an_exit_is_not_a_pass () {
    grade_with 'exit (0);'
    told fail 'ended early, with status 0'
    grade_with '' '_exit (0);'
    told fail 'ended early, with status 0'
}

a_hang_is_ended_by_the_time_limit () {
    GRADE_TIME_SCALE=0.3 grade_with '' 'pause (); return true;'
    told timeout 'expected yes got nothing; the time was up'
    GRADE_TIME_SCALE=0.3 grade_with '' 'signal (SIGTERM, SIG_IGN); while (1) ;'
    told timeout 'expected yes got nothing; the time was up'
}

endless_output_is_cut () {
    grade_with '' 'while (1) puts ("quack");'
    told fail 'more than 30,000 bytes'
    [[ $(stat -c %s "$work/grade/02_processes/2.2.1.log") -le 30000 ]] || fail "the log is longer"
}

too_much_memory_is_told () {
    grade_with '' 'while (1) memset (malloc (1 << 20), 1, 1 << 20);'
    told fail 'more than 512 MB'
}

#  What is printed is no report; and a report needs the word of this run.
printed_reports_count_for_nothing () {
    grade_with '' 'for (int i = 0; i < 20; i++) { puts ("yes"); puts ("end"); puts ("ok 2.2.1"); }
                   for (int fd = 3; fd < 300; fd++) if (write (fd, "0 yes\n0 end\n", 12) < 0) continue;
                   return false;'
    told fail 'expected yes got no'
}

closed_descriptors_are_told () {
    grade_with '' 'for (int fd = 3; fd < 1000; fd++) close (fd); return true;'
    told fail 'closed a descriptor that is not its own'
}

#  Also one that has left its session, with a name made to look like another's state.
processes_left_behind_are_found_and_ended () {
    grade_with 'if (fork () == 0) { for (int fd = 0; fd < 3; fd++) close (fd); while (1) sleep (1); }'
    told fail 'processes left running: 1'
    grade_with 'if (fork () == 0) { setsid (); if (fork () == 0) { while (1) pause (); } _exit (0); } wait (NULL);
                system ("");'
    told fail 'processes left running: 1'
    #  One that is another process at each moment.
    grade_with 'if (fork () == 0) while (1) if (fork ()) _exit (0);'
    told fail 'processes left running: [1-9]'
    is "$(pgrep -f "$work/grade/02_processes/mailbox")" ""
}

#  The program's own file and all around it: the next test still runs.
a_program_that_removes_itself_harms_nothing () {
    grade_with 'char path [4096]; ssize_t size = readlink ("/proc/self/exe", path, 4095);
                if (size > 0) { path [size] = 0; unlink (path); }
                if (system ("rm -rf ./* .[a-z]*")) return;'
    is "$status" 0
    grade
    is "$status" 0
}

lost_memory_loses_its_own_test_only () {
    grade_with '' 'char *copy = strdup (a); (void) copy; return s_the_right_one (a, b);'
    is "$status" 0
    run build/grade/grade check -b "$work/grade" -w "$work/exercises" -t 2.2.8
    is "$status" 1
    like "$out" 'got +memory is lost'
    like "$out" 'mailbox.c:[0-9]+'
}

spanish_is_spoken_to_spanish_readers () {
    LC_ALL='' LC_MESSAGES='' LANG=es_ES.UTF-8 grade_with '' 'exit (0);'
    told fail 'acabó antes de tiempo, con estado 0'
}

what_does_not_exist_is_refused () {
    run build/grade/grade check -b "$work/grade" -t 2.2.99
    is "$status" 2
    one_line "$err"
    run build/grade/grade frobnicate -b "$work/grade"
    is "$status" 2
    run build/grade/grade check -b "$work/nowhere"
    is "$status" 3
}

#  ---- the way through the exercises ---------------------------------------

course () {
    run build/grade/grade "$1" -b "$work/grade" -w "$work/exercises" "${@:2}"
}

hints_come_one_by_one_and_then_the_answer () {
    cp "$work/grade/skeleton/02_processes/mailbox.c" "$file"
    local layer
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

a_reset_keeps_what_was_there () {
    echo 'int mine;' >"$file"
    course reset -e 2.2
    is "$status" 0
    cmp "$file" "$work/grade/skeleton/02_processes/mailbox.c" || fail "not the skeleton"
    is "$(cat "$file".2*)" "int mine;"
    course reset
    is "$status" 2
}

progress_never_fails () {
    course progress
    is "$status" 0
    like "$out" '^2.2 .*not started'
    rm "$file"
    course progress
    is "$status" 0
    like "$out" '^2.2 .*missing'
}

#  It grades, waits for the file to be saved, grades again, and ends when all is done.
watch_grades_anew_until_it_is_done () {
    cp "$work/grade/skeleton/02_processes/mailbox.c" "$file"
    mkfifo "$work/watched"
    timeout -s KILL "$limit" build/grade/grade watch -b "$work/grade" -w "$work/exercises" -t 2.2.1 \
        >"$work/watched" 2>&1 </dev/null &
    local watcher=$! line seen=
    while read -r line; do
        seen+=$line$'\n'
        [[ $line == Waiting* ]] && cp "$answer" "$file.new" && mv "$file.new" "$file"
    done <"$work/watched"
    wait $watcher
    is "$?" 0
    is "$(grep ^GRADE <<<"$seen" | cut -d, -f1,2,4)" \
       $'GRADE: 0/2 points, 0 done, 1 not started\nGRADE: 2/2 points, 1 done, 0 not started'
}

a_hand_in_is_the_files_that_were_worked_on () {
    echo 'int mine;' >"$file"
    course handin
    is "$status" 0
    is "$(tar -tzf "$work/grade/handin.tar.gz")" 02_processes/mailbox.c
    is "$(tar -xzOf "$work/grade/handin.tar.gz")" 'int mine;'
    cp "$work/grade/skeleton/02_processes/mailbox.c" "$file"
    course handin
    is "$status" 1
}

the_results_are_well_formed () {
    grade_with '' 'puts (a); return b == NULL;'
    run python3 -c 'import json, sys, xml.dom.minidom
tests = json.load (open (sys.argv [1] + "/results.json")) ["tests"]
xml.dom.minidom.parse (sys.argv [1] + "/results.xml")
print (tests [0] ["id"], tests [0] ["status"], tests [0] ["message"])' "$work/grade"
    command -v python3 >/dev/null || return 0
    is "$out" "2.2.1 fail expected: yes; got: no"
}

[[ ${MODE:-release} == tsan ]] && tests     #  a student's program is built with the other sanitizers
tests the_answer_passes what_does_not_compile_is_shown_with_the_compilers_words a_missing_file_is_not_a_point \
      a_crash_is_told_with_its_signal a_wrong_use_of_memory_is_told_by_the_sanitizer \
      a_crash_explains_what_another_process_has_missed an_exit_is_not_a_pass \
      a_hang_is_ended_by_the_time_limit endless_output_is_cut too_much_memory_is_told \
      printed_reports_count_for_nothing closed_descriptors_are_told processes_left_behind_are_found_and_ended \
      a_program_that_removes_itself_harms_nothing lost_memory_loses_its_own_test_only \
      spanish_is_spoken_to_spanish_readers what_does_not_exist_is_refused \
      hints_come_one_by_one_and_then_the_answer a_reset_keeps_what_was_there progress_never_fails \
      watch_grades_anew_until_it_is_done a_hand_in_is_the_files_that_were_worked_on \
      the_results_are_well_formed
