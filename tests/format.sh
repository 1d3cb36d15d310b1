#!/bin/sh
#  Does the code look as .clang-format draws it?    tests/format.sh FILE…
#
#  clang-format 14 cannot draw all of the CLASS look: comments in a column of
#  their own, `a? b: c`, `else` and `if` on two lines, `(type) {0}`, one-line
#  enums and structs, indented #ifs. So both what it makes of a file and the file itself
#  are brought to one form in these points before they are compared; spacing,
#  braces, breaks and indentation of the statements stay as they are. Headers,
#  which are tables more than statements, are compared without line breaks.

set -u
config=$(dirname "$0")/../.clang-format
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM

#  Macros are tables too: not compared.
cut_macros () {
    sed -e '/^ *#.*[^\\]$/d' -e '/^ *#.*\\$/,/[^\\]$/d' -e '/^ *#$/d' -- "$1"
}

statements () {
    sed -e 's@[ \t]*//  .*$@@' -e 's/\([^ ]\)  */\1 /g' -e 's/\]\[/] [/g' \
        -e 's/ *? /? /g' -e 's/^ *"/"/' -e 's/ : /: /g' -e 's/)\({\)/) \1/g' \
        -e 's/\(__asm__\|_Static_assert\) *(/\1 (/g' |
    sed -z -e ':join' -e 's/\(struct {[^{}\n]*\)\n *\([^{}]*}\)/\1 \2/' -e 'tjoin' \
        -e 's/else\n *if/else if/g' -e 's/,\n */, /g' -e 's/)\n *\(static\)/) \1/g' \
        -e 's/"\n *"/" "/g' -e 's/{\n *\([A-Z"&.[{]\)/{\1/g' -e 's/ *\([?^]\) *\n */\1 /g' \
        -e 's/\n *\(&&\|||\|[-+*^|?:]\|[!=]=\) */ \1 /g' -e 's/ ^ /^ /g' \
        -e 's/:\n */: /g' -e 's/ : /: /g' -e 's/ ? /? /g' -e 's/,* *\n* *};/};/g' \
        -e 's/\n\n*/\n/g'
}

declarations () {
    statements | sed -z -e 's/\([;{}]\)/\1 /g' -e 's/[ \n]\n*[ \n]*/ /g' -e 's/; */;\n/g'
}

bad=0
for file in "$@"; do
    case $file in
        *.h) shape=declarations ;;
        *)   shape=statements ;;
    esac
    cut_macros "$file" >"$work/cut"
    clang-format --style=file:"$config" --assume-filename="$file" <"$work/cut" |
        $shape >"$work/drawn"
    $shape <"$work/cut" >"$work/written"
    if ! diff -U0 "$work/written" "$work/drawn" >"$work/diff"; then
        echo "$file: not in the style (-: as it is, +: as it should be)"
        sed -n '3,20p' "$work/diff"
        bad=1
    fi
done
exit $bad
