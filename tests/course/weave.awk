#  weave.awk - fill the listings and outputs of a lesson in
#
#  See weave.sh. Input: a lesson or a deck of slides; output: the text as it should be.
#  Variables: chapter, the folder of the programs; out, a folder for the output of commands;
#  lesson, for slides, where the output is taken from instead of being made anew.

function fail(text) {
    print FILENAME ":" FNR ": " text > "/dev/stderr"
    bad = 1
}

#  The listing of "name.c" or "name.c#part", without its marks.
function listing(spec,    parts, path, line, inside, whole, count, indent, lines, i) {
    split(spec, parts, "#")
    path = chapter "/" parts[1]
    whole = parts[2] == ""
    inside = whole
    count = 0
    while ((getline line < path) > 0) {
        if (line ~ /^ *\/\/[<>] /) {
            if (line ~ "//> " parts[2] "$") inside = 1
            if (line ~ "//< " parts[2] "$") inside = whole
        } else if (inside)
            lines[++count] = line
    }
    close(path)
    if (count == 0) fail("no such listing: " spec)
    indent = 99                     #  what all lines have in common
    for (i = 1; i <= count; i++)
        if (lines[i] != "" && match(lines[i], /[^ ]/) - 1 < indent) indent = RSTART - 1
    for (i = 1; i <= count; i++) print substr(lines[i], indent + 1)
}

#  What a command prints, each run once.
function output(command,    line, file) {
    if (lesson != "") {
        shown(command)
        return
    }
    file = out "/" (++commands)
    if (system("{ " command "; } >" file " 2>&1 </dev/null") != 0 && command !~ /#  fails$/)
        fail("failed: " command)
    while ((getline line < file) > 0) print line
    close(file)
}

#  What the lesson shows below this command.
function shown(command,    line, inside, found) {
    while ((getline line < lesson) > 0) {
        if (line ~ /^(```|\$ )/) inside = 0
        if (inside) print line
        if (line == "$ " command) inside = found = 1
    }
    close(lesson)
    if (!found) fail("not in the lesson: " command)
}

/^```/ && kind == "" {
    print
    kind = "plain"
    if ($1 == "```c" && NF == 2) {
        listing($2)
        kind = "listing"
    } else if ($1 == "```console")
        kind = "console"
    next
}
/^```$/ { print; kind = ""; next }
kind == "listing" { next }
kind == "console" && /^\$ / { print; output(substr($0, 3)); next }
kind == "console" { next }
{ print }
END { exit bad }
