#!/usr/bin/env bash
#  tests/scenarios.md says which test covers which scenario, tests/semantics.md which shows
#  which point of the semantics: do these tests exist?
#
#  A row is `| number … | test_file: name, name; test_file: name |`, a name being that
#  of a START_TEST or of a function in a script, in the file before it.

root=$(cd "$(dirname "$0")/../.." && pwd)
bad=0
echo 1..4

#  The tests of a map, "file name" a line.
named_in () {
    sed -n 's/^| *[0-9][0-9]*[^|]*|\(.*\)| *$/\1/p' "$1" | tr -d '` ' | tr ';' '\n' |
        awk -F: '{ n = split ($2, names, ","); for (i = 1; i <= n; i++) print $1, names[i] }'
}

exists () {
    grep -qE "(START_TEST|ZT_TEST) \($2\)" "$root/tests/core/$1.c" 2>/dev/null ||
        grep -qE "^$2 \(\)" "$root/tests/program/$1.sh" 2>/dev/null
}

#  check NUMBER MAP: its tests exist; and each row is there once.
check () {
    local map=$root/tests/$2 missing=0 file name rows twice
    while read -r file name; do
        exists "$file" "$name" || {
            echo "#   $file: $name: no such test"
            missing=$((missing + 1))
        }
    done < <(named_in "$map")
    [[ $missing == 0 ]] && echo "ok $1 - every test named in $2 exists" ||
        { echo "not ok $1 - $missing tests named in $2 do not exist"; bad=1; }
    rows=$(grep -cE '^\| *[0-9]+[^|]*\| *`test_' "$map")
    twice=$(sed -n 's/^| *\([0-9][^|]*[^| ]\|[0-9]\) *|.*/\1/p' "$map" | sort | uniq -d | tr '\n' ',')
    [[ $rows -gt 0 && $rows == $(grep -cE '^\| *[0-9]' "$map") && -z $twice ]] &&
        echo "ok $(($1 + 1)) - each point of $2 has one row" ||
        { echo "not ok $(($1 + 1)) - rows of $2: $rows, twice: ${twice:-none}"; bad=1; }
}

check 1 scenarios.md
check 3 semantics.md
exit $bad
