#!/usr/bin/env bash
#  What the READMEs show: does it run, and print what they say?
#
#  In a console block a line that begins with `$ ` is a command, the lines below
#  it are what it prints on standard output; a command that ends with `&` stays
#  in the background. Ports and paths of the build differ, nothing else.

. "$(dirname "$0")/lib.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
library=${BUILD:-build/release}/libzcluster.a
[[ $library == /* ]] || library=$root/$library
case ${MODE:-release} in
    asan) flags="-fsanitize=address,undefined" ;;
    tsan) flags="-fsanitize=thread" ;;
    *)    flags= ;;
esac

plain () {
    sed -E 's/port [0-9]+/port N/'
}

#  Run a command of a console block; compare with the lines it should print.
step () {
    local command=$1 wanted=$2 line got
    if [[ $command == export* ]]; then
        eval "$command"
    elif [[ $command == *'&' ]]; then
        got=$work/background$((++background))
        : >"$got"
        bash -c "exec ${command%&}" >"$got" 2>/dev/null </dev/null &
        pids[background$background]=$!
        for ((line = 0; line < limit * 50; line++)); do
            [[ $(<"$got") == "$wanted" ]] && return
            read -r -t 0.02 <>"$work/never"
        done
        is "$(<"$got")" "$wanted"
    else
        is "$(eval "$command" 2>/dev/null | plain)" "$(plain <<<"$wanted")"
    fi
}

play () {
    local line command= wanted=
    while IFS= read -r line; do
        if [[ $line == '$ '* ]]; then
            [[ $command ]] && step "$command" "$wanted"
            command=${line#'$ '} wanted=
        else
            wanted+=${wanted:+$'\n'}$line
        fi
    done < <(block "$1" console "$2")
    step "$command" "$wanted"
}

the_first_session_prints_what_the_readme_says () {
    mkfifo "$work/never"
    background=0
    cd "$work" || return
    mkdir -p build/bin
    ln -sf "$ZCLUSTER" build/bin/zcluster
    play "$root/README.md" 1
}

the_example_program_compiles_and_prints_what_the_readme_says () {
    cd "$work" || return
    block "$root/README.md" c 1 >duck.c
    mkdir -p core build/release
    ln -sfn "$root/core/include" core/include
    ln -sf "$library" build/release/libzcluster.a
    gcc () { command "${CC:-gcc}" $flags "$@"; }
    play "$root/README.md" 2
}

the_spanish_readme_shows_the_same () {
    local kind number
    for kind in bash c console; do
        for number in 1 2 3; do
            is "$(block "$root/README.es.md" $kind $number | sed 's/#.*//')" \
               "$(block "$root/README.md" $kind $number | sed 's/#.*//')"
        done
    done
}

tests the_first_session_prints_what_the_readme_says \
      the_example_program_compiles_and_prints_what_the_readme_says \
      the_spanish_readme_shows_the_same
