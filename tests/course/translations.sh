#!/usr/bin/env bash
#  translations.sh - does each Spanish text go with its English one?
#
#      tests/course/translations.sh check         exit status 1 where one is stale or differs in shape
#      tests/course/translations.sh stamp FILE    say that FILE.es.md has been brought up to date
#
#  NAME.es.md ends with a comment that names the English text it was made from: a digest of
#  NAME.md without what stands in its code blocks, since that is woven in (weave.sh). Both have
#  the same headings (by level), code blocks, and links to files.

set -u
cd "$(dirname "$0")/../.." || exit 2

prose () {
    awk '/^```/ { inside = !inside; print; next } !inside' "$1"
}

digest () {
    prose "$1" | sha256sum | cut -c1-12
}

#  What both texts must have in common.
shape () {
    awk '/^```/ { inside = !inside; if (inside) print; next }
         !inside && /^#/ { print "heading " $1 }' "$1"
    prose "$1" | grep -oE '\]\([^)#]*' | sed -E 's/\.es\.(md|svg)$/.\1/' | sort
}

bad=0
if [[ $1 == stamp ]]; then
    for file in "${@:2}"; do
        english=${file%.es.md}.md
        grep -v '^<!-- translates ' "$file" >"$file.new"
        echo "<!-- translates $(basename "$english") $(digest "$english") -->" >>"$file.new"
        mv "$file.new" "$file"
    done
    exit
fi

for file in $(git ls-files '*.es.md' 2>/dev/null || find . -name '*.es.md' -not -path './build/*'); do
    english=${file%.es.md}.md
    stamp=$(sed -n 's/^<!-- translates .* \([0-9a-f]*\) -->$/\1/p' "$file")
    if [[ ! -f $english ]]; then
        echo "$file: there is no $english"
        bad=1
    elif [[ $stamp != "$(digest "$english")" ]]; then
        echo "$file is stale: $english has changed since (then: tests/course/translations.sh stamp $file)"
        bad=1
    elif ! diff <(shape "$english") <(shape "$file") >/dev/null; then
        echo "$file differs from $english in headings, code blocks or links:"
        diff <(shape "$english") <(shape "$file")
        bad=1
    fi
done
exit $bad
