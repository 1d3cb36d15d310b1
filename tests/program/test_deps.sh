#!/usr/bin/env bash
#  tests/deps.sh: installs by name what is missing, and only that. Run in a copy,
#  with made-up apt-get, id and compilers in front of the real ones.

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tree/tests" "$work/bin"
cp "$root/tests/deps.sh" "$work/tree/tests/"
number=0
failed=0
echo 1..6

verdict () {
    number=$((number + 1))
    if [[ $1 == 0 ]]; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        printf '#   %s\n' "$output" "apt: $(cat "$work/apt" 2>/dev/null)"
        failed=1
    fi
}

fake () {
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}

deps () {           #  deps COMPILER [SWITCH]
    rm -f "$work/apt"
    output=$(cd "$work/tree" && CC=$1 PATH=$work/bin:$PATH sh tests/deps.sh ${2-} 2>&1)
    status=$?
}

fake apt-get "echo \"\$*\" >>$work/apt; exit 1"
deps "${CC:-gcc}"
[[ $status == 0 && ! -e $work/apt && -z $output ]]
verdict $? "nothing is touched when all is there"

#  A compiler that finds everything but the two libraries.
fake half-cc "input=\$(cat); case \$input in *zmq.h*|*sodium.h*) exit 1 ;; esac; exit 0"
rm -rf "$work/tree/build"
fake id 'echo 1000'
fake sudo 'exit 1'
deps half-cc
[[ $status == 1 && ! -e $work/apt && $output == *"ask an administrator for:  apt-get install"*"libzmq3-dev"*"libsodium-dev"* ]]
verdict $? "without sudo it says what to ask an administrator for, and fails"

fake id 'echo 0'
deps half-cc
[[ $status == 1 && $(<"$work/apt") == *"install"*"libzmq3-dev"*"libsodium-dev"* && ! -e $work/tree/build/deps ]]
verdict $? "as root it installs by name, tries again after an update, and fails if that fails"

#  An apt-get that works: from then on the compiler finds everything.
fake apt-get "echo \"\$*\" >>$work/apt; printf '#!/bin/sh\nexit 0\n' >$work/bin/half-cc"
deps half-cc
[[ $status == 0 && $(<"$work/apt") != *check* && -e $work/tree/build/deps ]]
verdict $? "only what was missing is installed"

#  A machine with all the tools but that one.
fake id 'echo 0'
mkdir "$work/few"
for tool in sh dirname cat mkdir chmod env make pkg-config "${CC:-gcc}" cc as ld rm; do
    ln -sf "$(command -v $tool)" "$work/few/"
done
few () {
    output=$(cd "$work/tree" && CC=${CC:-gcc} PATH=$work/bin:$work/few sh tests/deps.sh ${1-} 2>&1)
    status=$?
}
fake apt-get "echo \"\$*\" >>$work/apt; printf '#!/bin/sh\n' >$work/bin/valgrind; chmod +x $work/bin/valgrind"
rm -f "$work/apt"
few
[[ $status == 0 && ! -e $work/apt ]]
verdict $? "valgrind is not installed unasked"
few --valgrind
[[ $status == 0 && $(<"$work/apt") == *"install"*" valgrind" ]]
verdict $? "with the switch for it, valgrind is installed"
exit $failed
