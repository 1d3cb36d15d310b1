#!/usr/bin/env bash
#  tests/scenarios.md says which test covers which scenario: do these tests exist?
#
#  A row is `| number | test_file: name, name; test_file: name |`, a name being
#  that of a START_TEST or of a function in a script.

root=$(cd "$(dirname "$0")/../.." && pwd)
map=$root/tests/scenarios.md
echo 1..2

names=$(sed -n 's/^| *[0-9][0-9]*[^|]*|\(.*\)| *$/\1/p' "$map" | tr -d '`' | tr ';,' '\n\n' |
    sed 's/^.*: *//; s/^ *//; s/ *$//' | grep -v '^$')
missing=0
for name in $names; do
    grep -qE "(START_TEST|ZT_TEST) \($name\)" "$root"/tests/core/*.c 2>/dev/null ||
        grep -qE "^$name \(\)" "$root"/tests/program/test_*.sh || {
        echo "#   $name: no such test"
        missing=$((missing + 1))
    }
done
[[ $missing == 0 ]] && echo "ok 1 - every test named in scenarios.md exists" ||
    echo "not ok 1 - $missing tests named in scenarios.md do not exist"

rows=$(grep -cE '^\| *[0-9]+' "$map")
twice=$(sed -n 's/^| *\([0-9][0-9]*\).*/\1/p' "$map" | sort | uniq -d | tr '\n' ' ')
[[ $rows -gt 0 && -z $twice ]] && echo "ok 2 - each scenario has one row" ||
    { echo "not ok 2 - rows: $rows, in it twice: ${twice:-none}"; exit 1; }
[[ $missing == 0 ]]
