#!/usr/bin/env bash
#  grader.sh - what the tests of the grader share; to be sourced by test_grader*.sh
#
#      grade [OPTION…]                  grade $file, the student's mailbox.c, test 2.2.1
#      grade_with START [MATCHES [OPTION…]]
#                                       the answer with this code added, then graded
#      told STATE REGEX                 the verdict, and what the explanation says
#      course COMMAND [OPTION…]         another command of the grader's

. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
limit=$((limit * 6))
render=tests/exercises/render.sh
mkdir -p "$work/grade" "$work/exercises/02_processes"
$render skeleton "$work/grade/skeleton"
$render answer "$work/grade/answer"
skeleton=$work/grade/skeleton/02_processes/mailbox.c
answer=$work/grade/answer/02_processes/mailbox.c
file=$work/exercises/02_processes/mailbox.c

grade () {
    run build/grade/grade check -b "$work/grade" -w "$work/exercises" -t 2.2.1 "$@"
}

#  `start` runs before main, and `pattern` instead of mailbox_matches, which 2.2.1 calls.
write_with () {
    local start=$1 pattern=${2-}
    printf '#define _GNU_SOURCE\n'
    printf '#include <%s>\n' fcntl.h pthread.h signal.h stdio.h stdlib.h string.h sys/mman.h sys/wait.h unistd.h
    sed "${pattern:+s/^mailbox_matches/s_the_right_one/; s/^bool\$/__attribute__ ((unused)) static bool/}" "$answer"
    [[ -z $start ]] || printf '__attribute__ ((constructor)) static void\ns_before (void)\n{\n%s\n}\n' "$start"
    [[ -z $pattern ]] || printf 'bool\nmailbox_matches (const char *a, const char *b)\n{\n(void) a; (void) b;\n%s\n}\n' "$pattern"
}

grade_with () {
    write_with "$1" "${2-}" >"$file"
    grade "${@:3}"
}

#  A result file without what differs from run to run and from compiler to compiler.
stable () {
    sed -E -e "s|$work|WORK|g" -e 's/0x[0-9a-f]+/0xN/g' -e 's/(mailbox\.c:)[0-9:]+/\1N/g' \
        -e 's/("seconds": |time=")[0-9.]+/\1N/' -e 's/("execution_time": )[0-9]+/\1N/' "$1"
}

told () {
    is "$(sed -n 's/.*"status": "\([a-z_]*\)".*/\1/p' "$work/grade/results.json")" "$1"
    like "$(tr '\n' ' ' <<<"$out" | tr -s ' ')" "$2"
    is "$status" 1
    like "$(tail -n 1 <<<"$out")" '^GRADE: 0/2 points, '
    { echo "${FUNCNAME[1]}"; stable "$work/grade/results.json"; } >>"$work/told"
}

course () {
    run build/grade/grade "$1" -b "$work/grade" -w "$work/exercises" "${@:2}"
}

#  What the kernel's Landlock can do: a version; below 6 not about signals, 0 nothing.
fences=$(printf '%s\n' '#include <stdio.h>' '#include <sys/syscall.h>' '#include <unistd.h>' 'int main (void)' \
         '{ long n = syscall (444, NULL, 0, 1); printf ("%ld\n", n > 0? n: 0); }' |
         ${CC:-gcc} -x c - -o "$work/fences" && "$work/fences")

[[ ${MODE:-release} == tsan ]] && skip_all "a student's program is built with the other sanitizers"
