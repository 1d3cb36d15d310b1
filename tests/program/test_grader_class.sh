#!/usr/bin/env bash
#  test_grader_class.sh - a class's hand-ins: each is graded, whatever one of them is or does

. "$(dirname "$0")/grader.sh"
class=$work/submissions

begin () {
    rm -rf "$class" "$work/grade/class"
    mkdir -p "$class" "$work/hand/02_processes"
    cp "$answer" "$work/hand/02_processes/mailbox.c"
}

pack () {           #  pack NAME [TAR'S OPTION…]: what is in hand/
    tar -czPf "$class/$1" -C "$work/hand" "${@:2}" 02_processes/mailbox.c
}

grade_class () {
    run build/grade/grade class -b "$work/grade" -d "$class" -t 2.2.1 "$@"
}

#  A student's row: the name, and what follows it, without the notes.
row () {
    grep -F "\"$1\"," "$work/grade/class.csv" | cut -d, -f2-5
}

note () {
    grep -F "\"$1\"," "$work/grade/class.csv" | cut -d, -f6- | tr -d '\r'
}

each_student_has_a_row () {
    begin
    pack 'Ana Núñez.tar.gz'
    mkdir -p "$class/bob/exercises/02_processes" "$class/eve"
    echo 'int x = ;' >"$class/bob/exercises/02_processes/mailbox.c"
    tar -cf "$class/eve/handin.tar" -C "$work/hand" 02_processes/mailbox.c
    mkdir -p "$class/kate/02_processes"
    cp "$skeleton" "$class/kate/02_processes"
    grade_class
    is "$status" 0
    is "$(head -n 1 "$work/grade/class.csv" | tr -d '\r')" "student,2.2,points,of,percent,notes"
    is "$(row 'Ana Núñez')" 2,2,2,100
    is "$(row bob)" 0,0,2,0
    is "$(row eve)" 2,2,2,100
    is "$(row kate)" ,0,2,0
    is "$(wc -l <"$work/grade/class.csv")" 5
    like "$out" '^ +2/2 +Ana Núñez$'
    like "$(<"$work/grade/class/Ana Núñez.tar.gz/results.json")" '"student": "Ana Núñez"'
}

#  Nothing is taken in but the file that a student edits, and from where a student works.
only_the_students_own_files_are_taken () {
    begin
    mkdir -p "$class/whole"/{exercises,solutions,tests/exercises,build/grade/answer}/02_processes
    for folder in solutions tests/exercises build/grade/answer; do
        cp "$answer" "$class/whole/$folder/02_processes/"
    done
    cp "$skeleton" "$class/whole/exercises/02_processes/"
    echo '#define mailbox_matches(a, b) true' >"$class/whole/exercises/02_processes/mailbox.h"
    grade_class
    is "$(row whole)" ,0,2,0
    is "$(note whole)" '""'
    is "$(find "$work/grade/class/whole/exercises" -type f | wc -l)" 1
}

#  Names that leave the folder, links, devices, what is huge or comes twice.
archives_made_to_do_harm_do_none () {
    begin
    mkdir -p "$work/far/deep"
    pack up.tar.gz --transform "s|^|../../../../../../../../..$work/far/deep/|"
    pack absolute.tar.gz --transform "s|^|$work/far/|"
    ln -sf "$answer" "$work/hand/link.c"
    tar -czf "$class/link.tar.gz" -C "$work/hand" --transform 's|^link|02_processes/mailbox|' link.c
    truncate -s 300M "$work/hand/huge.c"
    tar -czf "$class/huge.tar.gz" -C "$work/hand" --transform 's|^huge|02_processes/mailbox|' huge.c
    tar -czSf "$class/holes.tar.gz" -C "$work/hand" --transform 's|^huge|02_processes/mailbox|' huge.c
    pack name.tar.gz --transform 's|mailbox.c|Mailbox.C|'
    pack twice.tar.gz --hard-dereference 02_processes/mailbox.c
    pack 'a:b.tar.gz'
    head -c 400 "$class/twice.tar.gz" >"$class/cut.tar.gz"
    echo hello >"$class/notes.txt"
    mkdir "$class/empty"
    mkfifo "$class/pipe.tar"
    ln -s /etc/passwd "$class/passwd.tar"
    grade_class
    is "$status" 0
    is "$(find "$work/far" -type f)" ""
    like "$(note up)" 'lies outside of the hand-in'
    like "$(note absolute)" 'lies outside of the hand-in'
    like "$(note link)" '02_processes/mailbox.c is a link'
    like "$(note huge)" '02_processes/mailbox.c is larger than 1 MB'
    like "$(note holes)" '02_processes/mailbox.c is larger than 1 MB'
    like "$(note name)" 'the first 02_processes/Mailbox.C; no file of an exercise'
    like "$(note twice)" '02_processes/mailbox.c comes twice; the first one counts'
    like "$(note cut)" 'damaged|no archive'
    like "$(note notes.txt)" 'no archive that tar can read'
    like "$(note empty)" 'no file of an exercise in it'
    is "$(row twice) $(row a:b) $(row huge) $(row link)" "2,2,2,100 2,2,2,100 ,0,2,0 ,0,2,0"
    is "$(wc -l <"$work/grade/class.csv")" 14
}

programs_made_to_do_harm_stop_nobody () {
    begin
    write_with 'while (1) pause ();' >"$work/hand/02_processes/mailbox.c"
    pack a.tar.gz
    write_with "kill (getppid (), SIGKILL); if (system (\"rm -rf $work/grade/class/c.tar.gz $class\")) return;" \
        >"$work/hand/02_processes/mailbox.c"
    [[ $fences -lt 6 ]] || pack b.tar.gz     #  an older kernel cannot help
    cp "$answer" "$work/hand/02_processes/mailbox.c"
    pack c.tar.gz
    GRADE_TIME_SCALE=0.2 grade_class
    is "$(row a)" 0,0,2,0
    is "$(row c)" 2,2,2,100
}

#  Names that a browser or a table of numbers would take for something else.
names_are_only_names () {
    begin
    pack '<script>alert(1)<.tar.gz'
    pack '=1+2.tar.gz'
    pack 'Peña "la" & co.tar.gz'
    pack $'two\nlines.tar.gz'
    grade_class
    is "$status" 0
    is "$(grep -c '<script>' "$work/grade/class.html")" 0
    like "$(<"$work/grade/class.html")" '&lt;script&gt;alert\(1\)&lt;'
    like "$(<"$work/grade/class.html")" 'Peña &quot;la&quot; &amp; co'
    like "$(<"$work/grade/class.csv")" "^\"'=1\\+2\",2,2,2,100"
    like "$(<"$work/grade/class.csv")" '^"Peña ""la"" & co",2,2,2,100'
    is "$(wc -l <"$work/grade/class.csv")" 5
    run python3 -c 'import sys, xml.dom.minidom
text = open (sys.argv [1], encoding = "utf-8").read ().replace ("<!DOCTYPE html>", "").replace ("<meta charset=\"utf-8\">", "")
xml.dom.minidom.parseString (text)' "$work/grade/class.html"
    ! command -v python3 >/dev/null || is "$status$err" 0
}

the_page_is_in_the_readers_language () {
    begin
    echo 'int x = ;' >"$work/hand/02_processes/mailbox.c"
    pack ana.tar.gz
    GRADE_LANG=es grade_class
    like "$(<"$work/grade/class.html")" '<html lang="es">'
    like "$(<"$work/grade/class.html")" '<p>no compila</p>'
    GRADE_LANG=en grade_class
    like "$(<"$work/grade/class.html")" '<p>does not compile</p>'
}

a_folder_that_is_none_is_told () {
    run build/grade/grade class -b "$work/grade"
    is "$status" 2
    one_line "$err"
    run build/grade/grade class -b "$work/grade" -d "$work/nowhere"
    is "$status" 2
    like "$err" "^$work/nowhere: "
}

tests each_student_has_a_row only_the_students_own_files_are_taken archives_made_to_do_harm_do_none \
      programs_made_to_do_harm_stop_nobody names_are_only_names the_page_is_in_the_readers_language \
      a_folder_that_is_none_is_told
