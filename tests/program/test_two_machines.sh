#!/usr/bin/env bash
#  chapters/TWO_MACHINES.md, played: what it shows is what happens.
#
#  Two machines in namespaces of their own, each with a name, an address, a home and an
#  /etc/hosts, and a cable between them:
#
#      pond, 10.0.0.1, fd00::1 ──────── lake, 10.0.0.2, fd00::2
#
#  In the page's console blocks `pond$ ` and `lake$ ` begin a command on that machine, the
#  lines below it are what it prints; one that ends with `&` stays in the background. Two
#  commands stand for those of the page: sudo, since we are root over there, and scp, which
#  copies from home to home.

#  Root may make namespaces; others may where the kernel lets them be root of their own.
as_root=()
(( EUID == 0 )) || as_root=(--user --map-root-user)

skip () {
    echo "1..0 # SKIP two machines: $1"
    exit 0
}

if [[ ! ${TWO_MACHINES-} ]]; then
    for tool in unshare nsenter ip nft; do
        PATH=$PATH:/usr/sbin:/sbin command -v $tool >/dev/null ||
            skip "needs $tool (tests/deps.sh --network)"
    done
    why=$(unshare "${as_root[@]}" --net --uts --mount true 2>&1) || skip "$why"
    TWO_MACHINES=here PATH=$PATH:/usr/sbin:/sbin exec unshare "${as_root[@]}" --net --uts --mount bash "$0"
fi

. "$(dirname "$0")/lib.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
page=$root/chapters/TWO_MACHINES

#  ---- machines ------------------------------------------------------------

declare -A holders

#  A machine lives as long as this process of it.
build_machine () {  #  build_machine NAME NUMBER
    local home=$work/$1 ready
    mkdir -p "$home/runtime"
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$1" >"$home/hosts"
    exec {ready}< <(exec unshare --net --uts --mount sh -c "hostname $1 &&
        mount --bind '$home/hosts' /etc/hosts && ip link set lo up && echo up && exec sleep infinity")
    holders[$1]=$!
    read -r -t "$limit" <&"$ready"
}

connect_machines () {
    local name number=0
    ip link add pond type veth peer name lake || return 1
    for name in pond lake; do
        number=$((number + 1))
        ip link set "$name" netns "${holders[$name]}" name eth0 &&
        on "$name" "ip link set eth0 up && ip address add 10.0.0.$number/24 dev eth0 &&
            ip address add fd00::$number/64 dev eth0 nodad" || return 1
    done
}

#  Run a command line as somebody who sits there. In the background its process is $!.
on () {             #  on NAME COMMAND [&]
    local home=$work/$1
    local there=(nsenter -t "${holders[$1]}" --net --uts --mount env -u ZCLUSTER_PORT_MAP HOME="$home"
        ZCLUSTER_RUNTIME_DIR="$home/runtime" PATH="$work/bin:$PATH" bash -c "cd && $2")
    if [[ ${3-} ]]; then
        "${there[@]}" &
    else
        "${there[@]}"
    fi
}

build_commands () {
    mkdir "$work/bin"
    ln -s "$ZCLUSTER" "$work/bin/zcluster"
    printf '#!/bin/sh\nexec "$@"\n' >"$work/bin/sudo"
    printf '#!/bin/sh\nshift\ncp -p "%s/${1%%%%:*}/${1#*:}" "$2"\n' "$work" >"$work/bin/scp"
    chmod +x "$work/bin/sudo" "$work/bin/scp"
}

cleanup () {
    end_all
    (( ${#holders[@]} )) && kill "${holders[@]}"
    finish
}
trap cleanup EXIT
trap 'exit 1' INT TERM

#  ---- the page ------------------------------------------------------------

plain () {
    sed -E 's/ +$//; s/[0-9a-f]{64}/DIGEST/'
}

background () {     #  background MACHINE COMMAND WANTED
    local name="$1 ${2%% 2>*}" fd
    rm -f "$work/fifo"
    mkfifo "$work/fifo"
    exec {fd}<>"$work/fifo"
    outputs[$name]=$fd
    on "$1" "exec ${2%&}" '&' >"$work/fifo" </dev/null {fd}>&-
    pids[$name]=$!
    await "$name" "^$3\$"
}

prints () {         #  prints MACHINE COMMAND: sets $got
    got=$(on "$1" "exec timeout -s KILL $((${limit%.*} * 2)) bash -c $(printf %q "$2")" 2>&1 </dev/null | plain)
}

#  A question may come a moment too early for a node that has just started.
step () {           #  step MACHINE COMMAND WANTED
    local got wanted end=$((SECONDS + ${limit%.*}))
    wanted=$(plain <<<"$3")
    if [[ $2 == *'&' ]]; then
        background "$@"
        return
    fi
    prints "$1" "$2"
    while [[ $got != "$wanted" && $2 =~ ^zcluster\ (names|ping) && $SECONDS -lt $end ]]; do
        prints "$1" "$2"
    done
    [[ $got == "$wanted" ]] || fail "$1\$ $2" "printed: $got" "the page says: $3"
}

#  The commands of the page, machine and command in a line, and what each prints.
play () {
    local line machine= command= wanted= inside=
    while IFS= read -r line; do
        case $line in
            '```console') inside=1; continue ;;
            '```') [[ $command ]] && step "$machine" "$command" "$wanted"
                   inside= command= ; continue ;;
        esac
        [[ $inside ]] || continue
        if [[ $line == pond'$ '* || $line == lake'$ '* ]]; then
            [[ $command ]] && step "$machine" "$command" "$wanted"
            machine=${line%%\$*} command=${line#*'$ '} wanted=
        else
            wanted+=${wanted:+$'\n'}$line
        fi
    done <"$1"
}

the_page_for_two_machines_says_what_happens () {
    block "$page.md" nft 1 >"$work/pond/closed.nft"
    play "$page.md"
}

both_machines_have_the_same_cookie_then () {
    is "$(<"$work/pond/.zcluster.cookie")" "$(<"$work/lake/.zcluster.cookie")"
}

the_spanish_page_shows_the_same () {
    local kind
    for kind in console nft text; do
        is "$(blocks "$page.es.md" $kind)" "$(blocks "$page.md" $kind)"
    done
}

blocks () {
    awk -v kind="\`\`\`$2" '$0 == kind { inside = 1 } inside; $0 == "```" { inside = 0 }' "$1"
}

build_commands
{ build_machine pond 1 && build_machine lake 2 && connect_machines; } 2>"$work/why" ||
    skip "$(head -n1 "$work/why")"
tests the_page_for_two_machines_says_what_happens both_machines_have_the_same_cookie_then \
      the_spanish_page_shows_the_same
