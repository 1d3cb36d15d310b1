#!/usr/bin/env bash
#  test_slides.sh - the slides go with the lessons, and the pictures with their sources
#
#  Rendering them (make slides) needs Node.js and a browser; this does not. That no
#  translation is stale, slides included, is in test_lessons.sh.

. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || exit 1

each_picture_is_in_step_with_its_source () {
    run tests/course/draw.sh check chapters/*/*.draw
    is "$status" 0
    [[ $status == 0 ]] || fail "$out" "$err"
}

#  One line for each slide of a deck: how many words its speaker notes have. Comments that
#  say how a slide looks, or what a text was translated from, are no notes.
notes () {
    awk 'NR == 1 && /^---$/ { head = 1; next }
         head { head = !/^---$/; next }
         /^```/ { fenced = !fenced }
         fenced { next }
         /^---$/ { print words + 0; words = 0; next }
         /^<!-- (_?[a-zA-Z]+: |translates )/ { next }
         /^<!--/ { noted = 1 }
         noted { words += NF }
         /-->$/ { noted = 0 }
         END { print words + 0 }' "$1"
}

each_lesson_has_a_deck_in_both_languages () {
    local lesson deck count
    for lesson in chapters/*/README.md; do
        deck=slides/$(basename "$(dirname "$lesson")")
        [[ -f $deck.md && -f $deck.es.md ]] || fail "$lesson: no $deck.md and $deck.es.md"
        count=$(notes "$deck.md" | wc -l)
        ((count >= 8 && count <= 15)) || fail "$deck.md has $count slides"
        is "$deck: $(notes "$deck.es.md" | wc -l) slides" "$deck: $count slides"
    done
}

each_slide_has_notes_for_the_teacher () {
    local deck words number
    for deck in slides/[0-9]*.md; do
        number=0
        while read -r words; do
            number=$((number + 1))
            ((words >= 20)) || fail "$deck, slide $number: $words words of notes"
        done < <(notes "$deck")
    done
}

each_deck_shows_what_the_programs_and_the_lesson_say () {
    run tests/course/weave.sh check slides/[0-9]*.md
    is "$status" 0
    [[ $status == 0 ]] || fail "$out" "$err"
}

each_picture_and_link_of_a_slide_is_there () {
    local file target
    for file in slides/*.md; do
        while read -r target; do
            [[ -e slides/$target ]] || fail "$file: no $target"
        done < <(grep -oE '\]\([^)#: ]+' "$file" | cut -c3-)
    done
}

#  A deck in a tree of its own, with a lesson that shows the output 7.
small_tree () {
    mkdir -p "$work/slides" "$work/chapters/01_x"
    printf '//> a\nint x;\n//< a\n' >"$work/chapters/01_x/a.c"
    printf '```console\n$ build/x\n7\n```\n' >"$work/chapters/01_x/README.md"
    printf '```c a.c#a\n%s\n```\n```console\n$ build/x\n%s\n```\n' "$1" "$2" >"$work/slides/01_x.es.md"
}

a_deck_that_lies_is_found () {
    small_tree 'int x;' 7
    run tests/course/weave.sh check "$work/slides/01_x.es.md"
    is "$status" 0
    small_tree 'int y;' 7
    run tests/course/weave.sh check "$work/slides/01_x.es.md"
    is "$status" 1
    small_tree 'int x;' 8
    run tests/course/weave.sh check "$work/slides/01_x.es.md"
    is "$status" 1
    run tests/course/weave.sh write "$work/slides/01_x.es.md"
    run tests/course/weave.sh check "$work/slides/01_x.es.md"
    is "$status" 0
}

#  picture LINE…: draw a page with these lines.
picture () {
    printf 'size 200 100\n' >"$work/a.draw"
    printf '%s\n' "$@" >>"$work/a.draw"
    run tests/course/draw.sh write "$work/a.draw"
}

a_picture_is_drawn_for_each_language_it_has_words_in () {
    picture 'box a 50 50 80 40 "duck|pato"' 'round b 150 50 20 "b"' 'arrow a b ""'
    is "$status" 0
    like "$(<"$work/a.svg")" '>duck</text>'
    like "$(<"$work/a.es.svg")" '>pato</text>'
    like "$(<"$work/a.svg")" '<line x1="90.0" y1="50.0" x2="130.0" y2="50.0"'
    sed -i 's/duck/goose/' "$work/a.draw"
    run tests/course/draw.sh check "$work/a.draw"
    is "$status" 1
    like "$out" 'a.svg is out of step with .*a.draw'
}

a_mistake_in_a_picture_is_named_and_nothing_drawn () {
    rm -f "$work"/a*.svg
    picture 'box a 50 50 80 40 "much too long a text for this box"'
    is "$status" 1
    like "$err" 'a.draw:2: too wide: much too long'
    picture 'arrow a b "who?"'
    like "$err" 'a.draw:2: a line needs two shapes drawn before it'
    picture 'box a 50 50 80 40 "a" pink'
    like "$err" 'a.draw:2: what is pink'
    [[ ! -e $work/a.svg ]] || fail "a picture was drawn nevertheless"
}

#  The renderer is what the lock file says, wherever it is fetched from.
the_lock_file_names_what_to_fetch_and_not_where () {
    is "$(grep -c '"resolved"' slides/package-lock.json)" 0
    is "$(grep -c '"integrity"' slides/package-lock.json)" "$(grep -c '^    "node_modules/' slides/package-lock.json)"
}

#  A machine without Node.js, npm and a browser, where one may not install anything.
#  There is a folder of that name, which make must not take for what it should make.
make_slides_renders_them () {
    run make -n slides
    like "$out" '^slides/render.sh'
}

what_rendering_needs_is_named_when_it_is_missing () {
    local tool
    mkdir -p "$work/few"
    for tool in sh cat; do
        ln -sf "$(command -v $tool)" "$work/few/"
    done
    printf '#!/bin/sh\necho 1000\n' >"$work/few/id"
    printf '#!/bin/sh\ntouch %s\n' "$work/installed" >"$work/few/apt-get"
    chmod +x "$work/few/id" "$work/few/apt-get"
    run env -u CHROME_PATH PATH="$work/few" sh slides/deps.sh
    is "$status" 1
    like "$err" 'ask an administrator for:  apt-get install .* nodejs npm chromium'
    [[ ! -e $work/installed ]] || fail "it tried to install"
    printf '#!/bin/sh\n' | tee "$work/few/node" "$work/few/npm" "$work/few/my-browser" >/dev/null
    chmod +x "$work/few"/{node,npm,my-browser}
    run env CHROME_PATH="$work/few/my-browser" PATH="$work/few" sh slides/deps.sh
    is "$status" 0
}

tests each_picture_is_in_step_with_its_source each_lesson_has_a_deck_in_both_languages \
      each_slide_has_notes_for_the_teacher each_deck_shows_what_the_programs_and_the_lesson_say \
      each_picture_and_link_of_a_slide_is_there a_deck_that_lies_is_found \
      a_picture_is_drawn_for_each_language_it_has_words_in a_mistake_in_a_picture_is_named_and_nothing_drawn \
      the_lock_file_names_what_to_fetch_and_not_where what_rendering_needs_is_named_when_it_is_missing \
      make_slides_renders_them
