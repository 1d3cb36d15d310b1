#!/usr/bin/env bash
#  Nodes on real networks: hosts in namespaces of their own, with cables that can
#  be pulled; two users of one host; IPv6. Each needs something of the machine
#  (root, namespaces, netem …); what it has not got is skipped, with the reason.
#
#      hub ── bridge ──┬── host 1, 10.77.0.1
#                      ├── host 2, 10.77.0.2
#                      └── host 3, 10.77.0.3

. "$(dirname "$0")/lib.sh"
program=$ZCLUSTER
ns=zct$$
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
    local end=$((SECONDS + ${limit%.*} * 3))
    until connects "$1" "$2"; [[ $out == true ]]; do
        (( SECONDS < end )) || { fail "h$1 does not reach h$2 again"; return 1; }
    done
}

sees () {           #  sees NUMBER PATTERN: until Node.list matches
    local end=$((SECONDS + ${limit%.*} * 3))
    until call "$1" Node list; [[ $out =~ $2 ]]; do
        (( SECONDS < end )) || { fail "h$1 sees $out, not $2"; return 1; }
        sleep 0.1
    done
}

none='^\[\]$'

#  ---- hosts ---------------------------------------------------------------

build_hosts () {
    local host
    ip netns add "$ns-0" && ip netns exec "$ns-0" ip link add bridge type bridge || return 1
    ip netns exec "$ns-0" ip link set bridge up
    for host in 1 2 3; do
        ip netns add "$ns-$host" &&
        ip link add "port$host" netns "$ns-0" type veth peer name eth0 netns "$ns-$host" &&
        ip netns exec "$ns-0" ip link set "port$host" master bridge up &&
        ip netns exec "$ns-$host" ip link set lo up &&
        ip netns exec "$ns-$host" ip link set eth0 up &&
        ip netns exec "$ns-$host" ip address add "10.77.0.$host/24" dev eth0 || return 1
    done
}

remove_hosts () {
    local host
    for host in 0 1 2 3; do
        ip netns del "$ns-$host" 2>/dev/null
    done
}

cable () {          #  cable NUMBER up|down
    ip netns exec "$ns-0" ip link set "port$1" "$2"
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

#  ---- networks ------------------------------------------------------------

nodes_of_other_hosts_are_found_by_their_port_maps () {
    start_host 1
    start_host 2
    connects 1 2
    is "$out" true
    sees 2 h1@10.77.0.1
    call 1 Node ping '[:"nobody@10.77.0.2"]'
    is "$out" :pang
    call 1 Node ping '[:"h3@10.77.0.3"]'
    is "$out" :pang
}

a_pulled_cable_is_noticed_and_a_healed_one_is_used () {
    start_host 1 --ticktime 2
    start_host 2 --ticktime 2
    connects 1 2
    is "$out" true
    cable 2 down
    sees 1 "$none"
    sees 2 "$none"
    cable 2 up
    connects_soon 2 1
    sees 1 h2@10.77.0.2
}

a_short_cut_is_bridged_by_tcp () {
    start_host 1
    start_host 2
    connects 1 2
    cable 2 down
    cable 2 up
    call 1 Node ping '[:"h2@10.77.0.2"]'
    is "$out" :pong
}

a_cluster_cut_in_two_has_no_node_on_both_sides () {
    local host
    for host in 1 2 3; do
        start_host "$host" --ticktime 2
    done
    connects 1 2
    connects 1 3
    sees 2 h3@10.77.0.3
    part 2 3
    sees 2 '^[^3]*$'
    sees 3 '^[^2]*$'
    #  Node 1 reaches both, but they do not reach each other: it parts from one or both.
    local end=$((SECONDS + ${limit%.*} * 3))
    until call 1 Node list; [[ ! ( $out == *h2* && $out == *h3* ) ]]; do
        (( SECONDS < end )) || { fail "h1 is still on both sides: $out"; break; }
        sleep 0.1
    done
    unpart 2 3
    connects_soon 1 2
    connects_soon 1 3
    sees 2 h3@10.77.0.3
    sees 3 h2@10.77.0.2
}

a_long_line_is_slow_but_right () {
    start_host 1
    start_host 2
    ip netns exec "$ns-2" tc qdisc add dev eth0 root netem delay 150ms
    connects 1 2
    is "$out" true
    local before=${EPOCHREALTIME/[.,]/}
    call 1 Node ping '[:"h2@10.77.0.2"]'
    is "$out" :pong
    local took=$((${EPOCHREALTIME/[.,]/} - before))
    (( took >= 150000 )) || fail "a round trip of $took us over a line of 150 ms"
    ip netns exec "$ns-2" tc qdisc del dev eth0 root
}

lost_packets_lose_no_message () {
    start_host 1
    start_host 2
    ip netns exec "$ns-2" tc qdisc add dev eth0 root netem loss 20%
    connects 1 2
    is "$out" true
    local i
    for i in 1 2 3 4 5; do
        call 1 Node ping '[:"h2@10.77.0.2"]'
        is "$out" :pong
    done
    ip netns exec "$ns-2" tc qdisc del dev eth0 root
}

#  ---- users ---------------------------------------------------------------

as_nobody () {
    ZCLUSTER=$work/as_nobody
}

as_root () {
    ZCLUSTER=$program
}

two_users_of_a_host_share_its_names_but_not_their_files () {
    export ZCLUSTER_RUNTIME_DIR=$work/shared
    mkdir -p -m 1777 "$work/shared" && chmod 1777 "$work/shared"
    as_root
    start ours@localhost --cookie duck
    as_nobody
    run "$ZCLUSTER" --sname ours@localhost --cookie duck
    is "$status" 3
    like "$err" 'in use'
    start theirs@localhost --cookie duck
    run "$ZCLUSTER" names
    like "$out" '^name ours at port'
    like "$out" '^name theirs at port'
    run "$ZCLUSTER" call theirs@localhost Node connect '[:ours@localhost]' --cookie duck
    is "$out" true
    as_root
    run "$ZCLUSTER" call ours@localhost Node list --cookie duck
    is "$out" '[:theirs@localhost]'
    run "$ZCLUSTER" ping theirs@localhost --cookie goose
    is "$out" pang
    run setpriv --reuid nobody --regid nogroup --clear-groups rm -f "$work/shared/ours"
    run "$ZCLUSTER" names
    like "$out" '^name ours at port'
}

#  ---- IPv6 ----------------------------------------------------------------

nodes_talk_over_the_loopback_of_ipv6 () {
    as_root
    start six@localhost --cookie duck --bind ::1
    start four@localhost --cookie duck
    run "$ZCLUSTER" ping six@localhost --cookie duck
    is "$out" pong
    run "$ZCLUSTER" call four@localhost Node connect '[:six@localhost]' --cookie duck
    is "$out" true
    run "$ZCLUSTER" call six@localhost Node connect '[:four@localhost]' --cookie duck
    is "$out" true
    run "$ZCLUSTER" call six@localhost Node list --cookie duck
    is "$out" '[:four@localhost]'
}

#  ---- what this machine has -----------------------------------------------

possible=()
skip () {
    echo "skip $1"
    reason=$1
}

cleanup () {
    remove_hosts
    finish
}
trap cleanup EXIT
trap 'exit 1' INT TERM
chmod 711 "$work"

if (( EUID != 0 )) || ! command -v ip >/dev/null; then
    skip "hosts in namespaces: needs root and ip (iproute2)"
elif ! build_hosts 2>"$work/why"; then
    skip "hosts in namespaces: $(head -n1 "$work/why")"
else
    possible+=(nodes_of_other_hosts_are_found_by_their_port_maps
        a_pulled_cable_is_noticed_and_a_healed_one_is_used a_short_cut_is_bridged_by_tcp
        a_cluster_cut_in_two_has_no_node_on_both_sides)
    if ip netns exec "$ns-1" tc qdisc add dev eth0 root netem delay 1ms 2>/dev/null; then
        ip netns exec "$ns-1" tc qdisc del dev eth0 root
        possible+=(a_long_line_is_slow_but_right lost_packets_lose_no_message)
    else
        skip "slow and lossy lines: no netem in this kernel"
    fi
fi

if (( EUID == 0 )) && command -v setpriv >/dev/null && cp "$program" "$work/zcluster" &&
    setpriv --reuid nobody --regid nogroup --clear-groups "$work/zcluster" --version >/dev/null 2>&1; then
    mkdir -m 700 "$work/nobody" && chown nobody "$work/nobody"
    printf '#!/bin/sh\nexec setpriv --reuid nobody --regid nogroup --clear-groups env HOME=%s %s "$@"\n' \
        "$work/nobody" "$work/zcluster" >"$work/as_nobody"
    chmod 755 "$work/as_nobody"
    possible+=(two_users_of_a_host_share_its_names_but_not_their_files)
else
    skip "two users: needs root, setpriv and a user nobody who may run programs in $work"
fi

if grep -q 00000000000000000000000000000001 /proc/net/if_inet6 2>/dev/null; then
    possible+=(nodes_talk_over_the_loopback_of_ipv6)
else
    skip "IPv6: this machine has no ::1"
fi

(( ${#possible[@]} )) || { echo "1..0 # SKIP $reason"; exit 0; }
tests "${possible[@]}"
