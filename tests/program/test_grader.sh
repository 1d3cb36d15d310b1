#!/usr/bin/env bash
#  test_grader.sh - whatever a hand-in does, the grader tells what happened, and nothing is harmed

. "$(dirname "$0")/grader.sh"

the_answer_passes () {
    grade_with ''
    is "$status" 0
    is "$(tail -n 1 <<<"$out")" "GRADE: 2/2 points, 1 done, 0 partial, 0 not started, 0 broken"
}

what_does_not_compile_is_shown_with_the_compilers_words () {
    echo 'int x = ;' >"$file"
    grade
    like "$out" 'DOES NOT COMPILE'
    like "$(tr '\n' ' ' <<<"$out" | tr -s ' ')" "error: expected expression"
    is "$(tail -n 1 <<<"$out")" "GRADE: 0/2 points, 0 done, 0 partial, 0 not started, 1 broken"
    is "$status" 1
    #  Without a header a function seems to return an int: that would be a crash later on.
    echo 'const char *copy (void); const char *copy (void) { return strdup ("a"); }' >"$file"
    grade
    like "$(tr '\n' ' ' <<<"$out" | tr -s ' ')" 'error: [^:]*(implicit declaration|undeclared)'
}

#  A source that includes itself twice has 2^200 parts; one that includes a pipe has no end.
a_compiler_that_does_not_end_is_ended () {
    printf '#include __FILE__\n#include __FILE__\n' >"$file"
    GRADE_TIME_SCALE=0.05 grade
    like "$out" 'DOES NOT COMPILE'
    mkfifo "$work/pipe"
    echo "#include \"$work/pipe\"" >"$file"
    GRADE_TIME_SCALE=0.05 grade
    like "$out" 'needed too much time'
    is "$status" 1
    is "$(pgrep -f "$file")" ""
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
    grade_with '' 'void __assert_fail (const char *, const char *, unsigned, const char *);
                   if (!strstr (a, "a word of its own")) __assert_fail ("a == b", "mailbox.c", 1, "here"); return b;'
    told crash "got an assertion did not hold mailbox.c:1: here: Assertion .a == b' failed. mailbox.c:[0-9]+"
}

a_wrong_use_of_memory_is_told_by_the_sanitizer () {
    grade_with '' 'char *text = strdup (a); free (text); return text [0];'
    told crash 'heap-use-after-free .*mailbox.c:[0-9]+'
    grade_with '' 'const char *nowhere = (const char *) strlen (a); return *nowhere == *b;'
    told crash 'AddressSanitizer: SEGV .*mailbox.c:[0-9]+'
    grade_with '' 'volatile int number = 2147483647; number = number + 1; return number > 0;'
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
    GRADE_TIME_SCALE=0.2 grade_with '' 'pause (); return true;'
    told timeout 'expected yes got nothing; the time was up'
    GRADE_TIME_SCALE=0.2 grade_with '' 'signal (SIGTERM, SIG_IGN); while (1) ;'
    told timeout 'expected yes got nothing; the time was up'
    GRADE_TIME_SCALE=0.2 grade_with '' 'raise (SIGSTOP); return true;'
    told timeout 'expected yes got nothing; the time was up'
    GRADE_TIME_SCALE=0.2 grade_with 'atexit ((void (*) (void)) pause);'
    told timeout 'it does not end'
}

#  TERM comes first, so that a program can say its last words.
a_program_is_asked_to_end_before_it_is_killed () {
    GRADE_TIME_SCALE=0.2 grade_with 'void s_last (int); signal (SIGTERM, s_last);' \
        'pause (); return true; } void s_last (int sig) { if (write (1, "last words\n", 11)) _exit (sig);'
    told timeout 'expected yes got nothing; the time was up'
    like "$(<"$work/grade/02_processes/2.2.1.log")" '^last words$'
}

seconds () {
    sed -n 's/.*"seconds": \([0-9.]*\).*/\1/p' "$work/grade/results.json" | awk '{ sum += $1 } END { print sum + 0 }'
}

the_time_limits_scale () {
    local short long
    GRADE_TIME_SCALE=0.1 grade_with '' 'pause (); return true;'
    short=$(seconds)
    GRADE_TIME_SCALE=0.4 grade
    long=$(seconds)
    is "$(awk "BEGIN { print ($short >= 1), ($short < 10), ($long >= 4) }")" "1 1 1"
    GRADE_TIME_SCALE=slow grade
    is "$status" 2
    one_line "$err"
}

#  Seven tests that never begin: each would have two seconds, all of them have six. (The clean
#  memory is skipped.)
an_exercise_has_a_time_limit_too () {
    write_with 'pause ();' >"$file"
    GRADE_TIME_SCALE=0.1 course check -e 2.2
    is "$(grep -c '"status": "timeout"' "$work/grade/results.json")" 7
    [[ $(grep -c "not run: the other tests have used up this exercise's time" "$work/grade/results.json") -ge 3 ]] ||
        fail "$(<"$work/grade/results.json")"
}

endless_output_is_cut () {
    grade_with '' 'while (1) puts ("quack");'
    told fail 'more than 30,000 bytes'
    [[ $(stat -c %s "$work/grade/02_processes/2.2.1.log") -le 30100 ]] || fail "the log is longer"
}

#  Also in a child, and all at once.
too_much_memory_is_told () {
    grade_with '' 'while (1) memset (malloc (1 << 20), 1, 1 << 20);'
    told fail 'more than 512 MB'
    grade_with '' 'size_t size = 2000u << 20; char *volatile all = fork ()? NULL: malloc (size);
                   if (all) memset (all, 1, size); while (1) pause ();'
    told fail 'more than 512 MB'
}

#  A bomb that stops by itself, at 400.
too_many_processes_are_told_and_ended () {
    grade_with '' 'int *all = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
                   while (__atomic_add_fetch (all, 1, __ATOMIC_SEQ_CST) < 400) if (fork () == -1) break;
                   while (1) pause ();'
    told fail 'more than 64 processes'
    is "$(pgrep -f "$work/grade/02_processes/mailbox")" ""
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
    like "$out" 'processes left running: [1-9]'
    is "$(pgrep -f "$work/grade/02_processes/mailbox")" ""
}

#  It ends with main.
a_thread_that_does_not_end_harms_nothing () {
    grade_with 'pthread_t thread; pthread_create (&thread, NULL, (void *(*) (void *)) pause, NULL); pthread_detach (thread);'
    is "$status" 0
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

#  Where the kernel has Landlock (Linux 5.13, if it is switched on).
a_program_writes_in_its_own_folder_only () {
    [[ $fences -ge 1 ]] || { echo "#   not looked at: this kernel has no Landlock"; return; }
    echo mine >"$work/mine"
    grade_with "if (!fopen (\"own\", \"w\") || !fopen (\"/dev/null\", \"w\")) abort ();
                if (fopen (\"$work/new\", \"w\") || fopen (\"$work/mine\", \"a\")) abort ();
                if (unlink (\"$work/mine\") == 0 || rename (\"own\", \"$work/new\") == 0) abort ();"
    is "$status" 0
    is "$(<"$work/mine")" mine
}

#  Linux 6.12.
a_program_signals_nobody_else () {
    [[ $fences -ge 6 ]] || { echo "#   not looked at: this kernel's Landlock is too old"; return; }
    grade_with "if (kill (getppid (), SIGKILL) == 0 || kill ($$, SIGKILL) == 0) abort ();
                pid_t child = fork (); if (child == 0) pause (); if (kill (child, SIGKILL)) abort (); wait (NULL);"
    is "$status" 0
}

#  The child's folder tells which one it is; its end and that of the folder are waited for.
a_grader_that_is_stopped_leaves_nothing_behind () {
    local child folder
    write_with '' 'signal (SIGTERM, SIG_IGN); pause (); return true;' >"$file"
    build/grade/grade check -b "$work/grade" -w "$work/exercises" -t 2.2.1 >"$work/stopped" 2>&1 </dev/null &
    local grader=$!
    until child=$(pgrep -P $grader -f "$work/grade/02_processes/mailbox.run") && folder=$(readlink "/proc/$child/cwd") &&
          [[ $folder == /tmp/grade.* ]]; do
        kill -0 $grader || break
        read -r -t 0.02 <>"$work/never"
    done
    kill -s INT $grader
    wait $grader
    is "$?" 130
    [[ ! -e $folder && ! -e /proc/$child ]] || fail "$folder or $child is still there"
}

lost_memory_loses_its_own_test_only () {
    grade_with '' 'char *copy = strdup (a); (void) copy; return s_the_right_one (a, b);'
    is "$status" 0
    run build/grade/grade check -b "$work/grade" -w "$work/exercises" -t 2.2.8
    is "$status" 1
    like "$out" 'got +memory is lost'
    like "$out" 'mailbox.c:[0-9]+'
}

#  It was asked for inside of a library, which keeps no frame pointers.
memory_lost_in_a_library_has_the_students_line () {
    grade_with '' 'void *zframe_new (const void *, size_t); return zframe_new ("x", 1) && s_the_right_one (a, b);'
    is "$status" 0
    run build/grade/grade check -b "$work/grade" -w "$work/exercises" -t 2.2.8
    is "$status" 1
    like "$out" 'mailbox.c:[0-9]+'
}

#  Built without the library, which this exercise does not use.
data_races_are_told () {
    mkdir -p "$work/top/build/tsan"
    ln -sf "$PWD"/{core,tests} "$work/top/"
    ar rcs "$work/top/build/tsan/libzcluster.a"
    write_with '' >"$file"
    sed -i '/^mailbox_put/,/^}/s/^{$/{ static int count; count++;/' "$file"
    run env -C "$work/top" "$PWD/build/grade/grade" check -b "$work/grade" -w "$work/exercises" -t 2.2.6 -s thread
    told crash 'two threads used the same memory at once'
}

spanish_is_spoken_to_spanish_readers () {
    LC_ALL='' LC_MESSAGES='' LANG=es_ES.UTF-8 grade_with '' 'exit (0);'
    told fail 'acabó antes de tiempo, con estado 0'
    GRADE_LANG=es grade_with '' '_exit (1);'
    told fail 'acabó antes de tiempo, con estado 1'
}

#  GOLDEN=write tests/program/test_grader.sh keeps new ones.
all_that_was_told_stands_in_the_results () {
    [[ ${GOLDEN-} != write ]] || cp "$work/told" tests/grade/told.golden
    run diff tests/grade/told.golden "$work/told"
    is "$status$out" 0
}

mkfifo "$work/never"
tests the_answer_passes what_does_not_compile_is_shown_with_the_compilers_words a_compiler_that_does_not_end_is_ended \
      a_missing_file_is_not_a_point a_crash_is_told_with_its_signal a_wrong_use_of_memory_is_told_by_the_sanitizer \
      a_crash_explains_what_another_process_has_missed an_exit_is_not_a_pass a_hang_is_ended_by_the_time_limit a_program_is_asked_to_end_before_it_is_killed \
      the_time_limits_scale an_exercise_has_a_time_limit_too endless_output_is_cut too_much_memory_is_told \
      too_many_processes_are_told_and_ended printed_reports_count_for_nothing closed_descriptors_are_told \
      processes_left_behind_are_found_and_ended a_thread_that_does_not_end_harms_nothing \
      a_program_that_removes_itself_harms_nothing a_program_writes_in_its_own_folder_only \
      a_program_signals_nobody_else a_grader_that_is_stopped_leaves_nothing_behind \
      lost_memory_loses_its_own_test_only memory_lost_in_a_library_has_the_students_line data_races_are_told spanish_is_spoken_to_spanish_readers \
      all_that_was_told_stands_in_the_results
