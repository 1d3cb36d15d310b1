#!/usr/bin/env bash
#  test_lessons.sh - the lessons say what the programs do, in both languages

. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || exit 1

each_lesson_shows_its_programs_and_their_output () {
    local lesson
    #  A crash looks otherwise under a sanitizer, and that is not what a lesson shows.
    [[ ${MODE:-release} == release ]] || return 0
    for lesson in chapters/*/README*.md; do
        ZC_TIME=1 run_long tests/course/weave.sh check "$lesson"
        [[ $status == 0 ]] || fail "$out" "$err"
    done
}

run_long () {
    "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    out=$(<"$work/out")
    err=$(<"$work/err")
}

no_translation_is_stale () {
    run tests/course/translations.sh check
    [[ $status == 0 ]] || fail "$out" "$err"
}

#  What one can link to in a text: its headings, as GitHub calls them.
anchors () {
    sed -n 's/^#\+ //p' "$1" | tr 'A-Z ' 'a-z-' | sed 's/[].,:;?!()`"#]\|¿\|\[//g'
}

each_link_leads_somewhere () {
    local file target to
    for file in README*.md chapters/*.md chapters/*/*.md core/*.md exercises/*/*.md slides/*.md; do
        [[ -e $file ]] || continue
        while read -r target; do
            [[ $target != *://* ]] || continue
            to=$(dirname "$file")/${target%%#*}
            [[ $target != '#'* ]] || to=$file
            [[ -e $to ]] || fail "$file: no $target"
            [[ $target != *'#'* ]] || anchors "$to" | grep -qxF -- "${target#*#}" ||
                fail "$file: no heading $target"
        done < <(grep -oE '\]\([^) ]+' "$file" | cut -c3-)
    done
}

#  A lesson that is out of step is found, and can be put right.
a_lesson_that_lies_is_found () {
    mkdir -p "$work/chapters/01_x"
    printf 'int x;\n' >"$work/chapters/01_x/a.c"
    printf '```c a.c\nint y;\n```\n```console\n$ echo 1\n2\n```\n' >"$work/chapters/01_x/README.md"
    run tests/course/weave.sh check "$work/chapters/01_x/README.md"
    is "$status" 1
    run tests/course/weave.sh write "$work/chapters/01_x/README.md"
    is "$status" 0
    run tests/course/weave.sh check "$work/chapters/01_x/README.md"
    is "$status" 0
    like "$(<"$work/chapters/01_x/README.md")" '^int x;$'
}

tests each_lesson_shows_its_programs_and_their_output no_translation_is_stale \
      each_link_leads_somewhere a_lesson_that_lies_is_found
