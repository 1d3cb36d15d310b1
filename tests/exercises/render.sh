#!/bin/sh
#  render.sh - what is made from the masters of the exercises
#
#      render.sh skeleton FOLDER     what students begin with, for the grader
#      render.sh answer FOLDER       the answers, for the grader
#      render.sh mutant FOLDER N     typical wrong answers, for the tests of the graders
#      render.sh ship [TOP]          exercises/ and solutions/, for those who write the course:
#                                    what stands there is written over
#
#  A master is one file with the parts
#
#      #ifdef SOLUTION  …  #else  (what students see)  #endif
#      #ifdef MUTANT_1  //  loses 2.1.2  …  #else  …  #endif

set -eu
[ $# -lt 2 ] || { mkdir -p "$2"; target=$(cd "$2" && pwd); }
cd "$(dirname "$0")"

#  render NAMES MASTER: the text with these names defined, and no other of ours.
render () {
    awk -v names=" $1 " '
        /^#if/ {
            depth++
            ours[depth] = /^#ifdef (SOLUTION|MUTANT_[0-9]+)/
            outer[depth] = hidden
            if (ours[depth]) {
                defined[depth] = index(names, " " $2 " ") > 0
                hidden = outer[depth] || !defined[depth]
                next
            }
        }
        /^#else/ && ours[depth] { hidden = outer[depth] || defined[depth]; next }
        /^#endif/ {
            hidden = outer[depth]
            if (ours[depth--]) next
        }
        !hidden' "$2" | cat -s
}

#  into NAMES FOLDER: each file that students edit, that is, has a driver.
into () {
    for driver in */drive_*.c; do
        file=$(dirname "$driver")/$(basename "$driver" | sed 's/^drive_//')
        mkdir -p "$2/$(dirname "$driver")"
        render "$1" "$file" >"$2/$file.new"
        mv "$2/$file.new" "$2/$file"
    done
}

case "${1-}:$#" in
    skeleton:2) into "" "$target" ;;
    answer:2)   into SOLUTION "$target" ;;
    mutant:3)   into "SOLUTION MUTANT_$3" "$target" ;;
    ship:1 | ship:2)
        top=${target-$(cd ../.. && pwd)}
        into "" "$top/exercises"
        into SOLUTION "$top/solutions"
        for folder in */; do
            cp "$folder"TASK*.md "$folder"*.h "$top/exercises/$folder"
            cp "$folder"*.h "$top/solutions/$folder"
        done ;;
    *) sed -n '2,8s/^# \{0,2\}//p' "$0" >&2; exit 2 ;;
esac
