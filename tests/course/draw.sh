#!/usr/bin/env bash
#  draw.sh - the pictures of lessons and slides, each from a text beside it
#
#      tests/course/draw.sh check FILE.draw…     exit status 1 where a picture is out of step
#      tests/course/draw.sh write FILE.draw…     draw them anew (make lessons)
#
#  NAME.draw is drawn to NAME.svg, and to NAME.es.svg where it has words in two languages.
#  The pictures are kept in the repository, for a lesson may be read there on a web page.
#  draw.awk says what can stand in a source.

set -u
cd "$(dirname "$0")/../.." || exit 2
do=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

#  draw SOURCE LANGUAGE PICTURE
draw () {
    if ! LC_ALL=C awk -v language="$2" -f tests/course/draw.awk "$1" >"$work/drawn"; then
        bad=1
    elif ! cmp -s "$work/drawn" "$3"; then
        if [[ $do == write ]]; then
            cp "$work/drawn" "$3" && echo "$3: drawn"
        else
            echo "$3 is out of step with $1 (make lessons)"
            bad=1
        fi
    fi
}

for source; do
    draw "$source" en "${source%.draw}.svg"
    grep -q '^[^#].*|' "$source" && draw "$source" es "${source%.draw}.es.svg"
done
exit $bad
