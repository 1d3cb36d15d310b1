#!/usr/bin/env bash
#  weave.sh - lessons whose listings and outputs cannot drift from the programs
#
#      tests/course/weave.sh check FILE.md…      exit status 1 where a lesson is out of step
#      tests/course/weave.sh write FILE.md…      put it right (make lessons)
#
#  In a lesson, and in the slides of a chapter, these blocks are filled in:
#
#      ```c step1_pair.c#talk       a file of the chapter, or the part of it between the
#                                   lines `//> talk` and `//< talk`
#      ```console                   each line that begins with `$ ` is run in the top folder,
#                                   what it prints stands below it (its errors too). Where it
#                                   ends with `#  fails`, it may. Slides run nothing:
#                                   they show what the lesson shows below that command
#
#  Process ids, references, ports, digests and times differ from run to run: two outputs that are the
#  same but for those are the same.

set -u
cd "$(dirname "$0")/../.." || exit 2
do=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

same_but_for_numbers () {
    sed -E 's/#PID<([0-9]+)\.[0-9.]+>/#PID<\1>/g; s/#Reference<[0-9.]+>/#Reference<>/g; s/port [0-9]+/port N/g;
            s/[0-9a-f]{32}/DIGEST/g;
            s/[0-9.]+ (ms|s|us)\b/N \1/g' "$1"
}

#  Where the programs of a text are, and for slides (slides/01_name.es.md) its lesson.
find_chapter () {
    chapter=$(dirname "$1")
    lesson=
    [[ $(basename "$chapter") == slides ]] || return
    chapter=$(dirname "$chapter")/chapters/$(basename "$1" | sed 's/\(\.es\)*\.md$//')
    lesson=$chapter/README.md
}

for file; do
    find_chapter "$file"
    mkdir -p "$work/out" "$work/run"
    #  Nodes of a lesson see neither the user's nor each other's.
    port=$((20000 + $$ % 10000))
    ZCLUSTER_RUNTIME_DIR="$work/run" ZCLUSTER_PORT_MAP="127.0.0.1:$port" HOME="$work" \
        awk -v chapter="$chapter" -v lesson="$lesson" -v out="$work/out" -f tests/course/weave.awk "$file" \
        >"$work/woven" || bad=1
    if ! cmp -s <(same_but_for_numbers "$file") <(same_but_for_numbers "$work/woven"); then
        if [[ $do == write ]]; then
            cp "$work/woven" "$file" && echo "$file: written"
        else
            echo "$file is out of step with its programs (make lessons):"
            diff <(same_but_for_numbers "$file") <(same_but_for_numbers "$work/woven")
            bad=1
        fi
    fi
    rm -rf "$work/out" "$work/run"
done
exit $bad
