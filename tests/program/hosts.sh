#!/usr/bin/env bash
#  hosts.sh - four hosts in namespaces of their own, with cables that can be pulled, and
#  what their nodes do and see; to be sourced after alone.sh
#
#      build_hosts || …                once, for all tests
#      start_host 1 OPTION…            the node h1@10.77.0.1
#      call 1 Module function ARGS     there: sets $out
#      sees 1 PATTERN                  until its Node.list matches
#      cable 1 down, trunk down, part 1 3; up again, unpart 1 3
#
#      host 1, 10.77.0.1 ──┐               ┌── host 3, 10.77.0.3
#                          ├ left ── right ┤
#      host 2, 10.77.0.2 ──┘     trunk     └── host 4, 10.77.0.4
#
#  left and right are bridges, on a host 0.

ns=host
cookie="--cookie duck"

#  A command that runs the program as one on that host would.
at_host () {
    local wrapper=$work/at_host$1
    mkdir -p "$work/run$1"
    printf '#!/bin/sh\nexec ip netns exec %s env ZCLUSTER_RUNTIME_DIR=%s ZCLUSTER_PORT_MAP=4370 %s "$@"\n' \
        "$ns-$1" "$work/run$1" "$program" >"$wrapper"
    chmod 755 "$wrapper"
    ZCLUSTER=$wrapper
}

start_host () {     #  start_host NUMBER OPTION…: the node hN@10.77.0.N
    local host=$1
    shift
    at_host "$host"
    start_with "h$host" --name "h$host@10.77.0.$host" --bind "10.77.0.$host" $cookie "$@"
}

call () {           #  call NUMBER Module function ARGS, there: sets $out
    local host=$1
    shift
    at_host "$host"
    run "$ZCLUSTER" call "h$host@10.77.0.$host" "$@" $cookie
}

connects () {       #  connects FROM TO: what Node.connect says
    call "$1" Node connect "[:\"h$2@10.77.0.$2\"]"
}

#  A host that could not be reached is believed to be so for a moment (ARP).
connects_soon () {
    local end=$(patience)
    until connects "$1" "$2"; [[ $out == true ]]; do
        (( SECONDS < end )) || { fail "h$1 does not reach h$2 again"; return 1; }
    done
}

sees () {           #  sees NUMBER PATTERN: until Node.list matches
    local end=$(patience)
    until call "$1" Node list; [[ $out =~ $2 ]]; do
        (( SECONDS < end )) || { fail "h$1 sees $out, not $2"; return 1; }
        sleep 0.1
    done
}

none='^\[\]$'

#  ---- witnesses: see witness.ex -------------------------------------------

bring_witnesses () { #  bring_witnesses NUMBER…
    local host
    for host in "$@"; do
        call "$host" IEx.Helpers c "[\"$here/witness.ex\"]"
        call "$host" Witness start
        is "$out" :ok
    done
    for host in "$@"; do
        does "$host" watch
        is "$out" :ok
    done
}

does () {           #  does NUMBER FUNCTION [ARGS]: what its witness does
    call "$1" Witness does "[:$2, [${3-}]]"
}

short () {          #  names of nodes without their hosts
    sed -E 's/:"(h[0-9])@[0-9.]+"/\1/g' <<<"$1"
}

exactly () {        #  as a regular expression
    sed 's/[][{}.]/\\&/g' <<<"$1"
}

#  Until what a function says matches from end to end.
says () {           #  says NUMBER 'Module function' REGEX
    local end=$(patience)
    until call "$1" $2; out=$(short "$out"); [[ $out =~ ^$3$ ]]; do
        (( SECONDS < end )) || { fail "h$1 says $out, not $3" "$err"; return 1; }
        sleep 0.1
    done
}

#  ---- numbers: see numbers.ex ---------------------------------------------

connect_numbers () { #  connect_numbers FROM TO
    local host
    for host in "$1" "$2"; do
        call "$host" IEx.Helpers c "[\"$here/numbers.ex\"]"
    done
    call "$2" Receiver start
    is "$out" :ok
    call "$1" Sender start "[:\"h$2@10.77.0.$2\"]"
    is "$out" :ok
}

send_on () {        #  send_on NUMBER COUNT [BYTES each]
    call "$1" Sender send_on "[$2, ${3-0}]"
    is "$out" :ok
}

#  ---- hosts ---------------------------------------------------------------

at_hub () {
    ip netns exec "$ns-0" "$@"
}

build_hosts () {
    local host side
    ip netns add "$ns-0" || return 1
    for side in left right; do
        at_hub ip link add "$side" type bridge && at_hub ip link set "$side" up || return 1
    done
    at_hub ip link add trunk type veth peer name trunk-end &&
    at_hub ip link set trunk master left up &&
    at_hub ip link set trunk-end master right up || return 1
    for host in 1 2 3 4; do
        (( host < 3 )) && side=left || side=right
        ip netns add "$ns-$host" &&
        ip link add "port$host" netns "$ns-0" type veth peer name eth0 netns "$ns-$host" &&
        at_hub ip link set "port$host" master "$side" up &&
        ip netns exec "$ns-$host" ip link set lo up &&
        ip netns exec "$ns-$host" ip link set eth0 up &&
        ip netns exec "$ns-$host" ip address add "10.77.0.$host/24" dev eth0 || return 1
    done
}

cable () {          #  cable NUMBER up|down
    at_hub ip link set "port$1" "$2"
}

trunk () {          #  trunk up|down: between both sides
    at_hub ip link set trunk "$1"
}

#  No packet goes between two hosts, while both reach the third.
part () {
    ip netns exec "$ns-$1" ip route add blackhole "10.77.0.$2/32"
    ip netns exec "$ns-$2" ip route add blackhole "10.77.0.$1/32"
}

unpart () {
    ip netns exec "$ns-$1" ip route del blackhole "10.77.0.$2/32"
    ip netns exec "$ns-$2" ip route del blackhole "10.77.0.$1/32"
}
