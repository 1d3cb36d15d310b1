#!/usr/bin/env bash
#  Nodes on real networks: cables that are pulled, lines that are long, slow or lossy. Each
#  needs something of the machine (namespaces, netem …); what it has not got is skipped,
#  with the reason. Users of one host, and IPv6: test_users.sh.

. "$(dirname "$0")/alone.sh"
. "$(dirname "$0")/hosts.sh"

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
    connect_numbers 1 2
    send_on 1 1000
    says 2 'Receiver came' '\[\{1, [0-9]+}]'
    cable 2 down
    cable 2 up
    says 2 'Receiver came' '\[\{1, 1000}]'
}

messages_into_a_cut_line_arrive_or_their_loss_is_told () {
    local arrived sent
    start_host 1 --ticktime 2
    start_host 2 --ticktime 2
    connects 1 2
    connect_numbers 1 2
    send_on 1 1000000
    says 2 'Receiver came' '\[\{1, [0-9]+}]'
    cable 2 down
    says 2 'Receiver came' '\[\{1, ([0-9]+)}, :noconnection]'
    arrived=${BASH_REMATCH[1]}
    says 1 'Sender sent' '\{([0-9]+), \[:noconnection]}'
    sent=${BASH_REMATCH[1]}
    (( sent > arrived )) || fail "$arrived arrived, $sent were sent: none got lost"
    cable 2 up
    connects_soon 1 2
    send_on 1 100
    says 2 'Receiver came' "\[\{1, $arrived}, :noconnection, \{$((sent + 1)), $((sent + 100))}]"
}

#  What the witnesses of two hosts saw of the two beyond the cut: one end of each bond.
have_seen () {      #  have_seen HOSTS FAR FAR EVENTS [MORE]
    local host bonds="[down: :noconnection, exit: :noconnection]"
    for host in $1; do
        says "$host" 'Witness seen' "$(exactly "[{h$2, $bonds, [$4]}, {h$3, $bonds, [$4]}${5-}]")"
    done
}

all_view () {       #  all_view HOSTS VIEW
    local host
    for host in $1; do
        says "$host" 'Witness view' "$(exactly "$2")"
    done
}

a_cluster_cut_in_two_goes_on_as_two_and_grows_together () {
    local host
    for host in 1 2 3 4; do
        start_host "$host" --ticktime 2
    done
    for host in 2 3 4; do
        connects 1 "$host"
    done
    for host in 2 3 4; do
        sees "$host" 'h.*h.*h'
    done
    bring_witnesses 1 2 3 4
    does 1 lock
    is "$out" true
    all_view "1 2 3 4" "{[h1, h2, h3, h4], [h1, h2, h3, h4], []}"

    trunk down
    have_seen "1 2" 3 4 :nodedown
    have_seen "3 4" 1 2 :nodedown
    #  Both sides go on: each gives out names, the same one too, and the lock of
    #  a holder who is out of sight is free.
    does 1 name :left
    is "$out" :yes
    does 4 name :right
    is "$out" :yes
    for host in 2 3; do
        does "$host" name_another :duck
        is "$out" :yes
    done
    does 2 lock
    is "$out" false
    does 3 lock
    is "$out" true
    all_view "1 2" "{[h1, h2], [h1, h2], [duck: h2, left: h1]}"
    all_view "3 4" "{[h3, h4], [h3, h4], [duck: h3, right: h4]}"

    #  One connection, and all know all again. One of the ducks had to go.
    trunk up
    connects_soon 4 1
    all_view "1 2 3 4" "{[h1, h2, h3, h4], [h1, h2, h3, h4], [duck: h2, left: h1, right: h4]}"
    have_seen "1 2" 3 4 ":nodedown, :nodeup"
    have_seen 4 1 2 ":nodedown, :nodeup"
    have_seen 3 1 2 ":nodedown, :nodeup" ", {h3, [down: :killed], []}"
    #  Both locks are still held, each on its side: who asks all needs both given back.
    does 4 lock
    is "$out" false
    does 3 unlock
    does 4 lock
    is "$out" false
    does 1 unlock
    does 4 lock
    is "$out" true
}

a_node_between_two_that_lost_each_other_parts_from_one () {
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
    local end=$(patience)
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

#  In the place of the trunk, a line on which a round trip takes 150 ms: by netem, or,
#  where the kernel has none, by a program that holds frames back (line.c).
lengthen_trunk () {
    at_hub tc qdisc add dev trunk root netem delay 150ms 2>/dev/null && return
    local first
    [[ -x $work/line ]] || "${CC:-gcc}" -o "$work/line" "$here/line.c" || return 1
    behind line ip netns exec "$ns-0" sh -c 'exec "$0" long long-end 75 2>&1' "$work/line"
    read -r -t "$limit" first <&"${outputs[line]}"
    [[ $first == 'is up' ]] || { echo "$first" >&2; return 1; }
    trunk down
    at_hub ip link set long master left up && at_hub ip link set long-end master right up
}

shorten_trunk () {
    at_hub tc qdisc del dev trunk root 2>/dev/null && return
    signal line KILL
    end_of line
    trunk up
}

milliseconds () {   #  since the time in $began
    echo $(((${EPOCHREALTIME/[.,]/} - began) / 1000))
}

a_long_line_is_slow_but_right () {
    local began took
    lengthen_trunk || fail "no long line"
    start_host 1
    start_host 3
    connects 1 3
    is "$out" true
    connect_numbers 1 3
    began=${EPOCHREALTIME/[.,]/}
    call 1 Sender ask '[:"h3@10.77.0.3", 1]'
    is "$out" 1
    took=$(milliseconds)
    (( took >= 150 )) || fail "question and answer in $took ms over a line of 150 ms"
    #  What is under way waits for no answer: 500 would take 75 seconds.
    send_on 1 500
    says 3 'Receiver came' '\[\{1, 500}]'
    call 1 Sender ask '[:"h3@10.77.0.3", 1000000]'
    is "$out" 1000000
    shorten_trunk
}

#  On a long line both have dialled before either hears of it.
two_that_dial_each_other_get_one_connection () {
    local host far
    lengthen_trunk || fail "no long line"
    for host in 1 3; do
        start_host "$host"
        call "$host" IEx.Helpers c "[\"$here/witness.ex\"]"
        call "$host" Witness start
    done
    for host in 1 3; do
        at_host "$host"
        far=$((4 - host))
        behind "dial$host" "$ZCLUSTER" call "h$host@10.77.0.$host" \
            Node connect "[:\"h$far@10.77.0.$far\"]" $cookie
    done
    await dial1 '^true$'
    await dial3 '^true$'
    says 1 'Witness seen' "$(exactly '[{h3, [], [:nodeup]}]')"
    says 3 'Witness seen' "$(exactly '[{h1, [], [:nodeup]}]')"
    for host in 1 3; do
        says "$host" 'Witness view' "$(exactly '{[h1, h3], [h1, h3], []}')"
    done
    shorten_trunk
}

slow_down () {      #  the trunk, from left to right: 1 Mbit/s
    at_hub tc qdisc add dev trunk root tbf rate 1mbit burst 16kb limit 1mb
}

#  Half a megabyte is under way for 4 seconds, with the ticks behind it.
a_slow_line_is_not_a_dead_one () {
    local began took
    start_host 1 --ticktime 2
    start_host 3 --ticktime 2
    connects 1 3
    connect_numbers 1 3
    slow_down
    began=${EPOCHREALTIME/[.,]/}
    send_on 1 500 1000
    says 3 'Receiver came' '\[\{1, 500}]'
    took=$(milliseconds)
    (( took >= 3500 )) || fail "500,000 bytes in $took ms over a line of 1 Mbit/s"
    says 1 'Sender sent' '\{500, \[:done]}'
    at_hub tc qdisc del dev trunk root
}

#  A tenth of what comes in is lost.
lose_packets () {   #  lose_packets NUMBER…
    local host
    for host in "$@"; do
        ip netns exec "$ns-$host" nft -f - <<'END' || return 1
table inet lossy {
    chain in {
        type filter hook input priority 0;
        iifname "eth0" numgen random mod 10 == 0 counter drop
    }
}
END
    done
}

lose_no_packets () { #  lose_no_packets NUMBER…: sets $lost, how many were
    local host count
    lost=0
    for host in "$@"; do
        count=$(ip netns exec "$ns-$host" nft list table inet lossy | grep -oP 'packets \K\d+')
        lost=$((lost + count))
        ip netns exec "$ns-$host" nft delete table inet lossy
    done
}

lost_packets_lose_no_message () {
    local lost
    start_host 1
    start_host 2
    lose_packets 1 2
    connects_soon 1 2
    connect_numbers 1 2
    send_on 1 1000
    says 2 'Receiver came' '\[\{1, 1000}]'
    lose_no_packets 1 2
    (( lost )) || fail "no packet was lost"
}

#  ---- what this machine has -----------------------------------------------

if [[ $WHY_NOT_ALONE ]]; then
    skip "hosts in namespaces: ${WHY_NOT_ALONE%%$'\n'*}"
elif ! build_hosts 2>"$work/why"; then
    skip "hosts in namespaces: $(head -n1 "$work/why")"
else
    possible+=(nodes_of_other_hosts_are_found_by_their_port_maps
        a_pulled_cable_is_noticed_and_a_healed_one_is_used a_short_cut_is_bridged_by_tcp
        messages_into_a_cut_line_arrive_or_their_loss_is_told
        a_cluster_cut_in_two_goes_on_as_two_and_grows_together
        a_node_between_two_that_lost_each_other_parts_from_one)
    if lengthen_trunk 2>"$work/why"; then
        shorten_trunk
        possible+=(a_long_line_is_slow_but_right two_that_dial_each_other_get_one_connection)
    else
        skip "long lines: neither netem nor $(head -n1 "$work/why")"
    fi
    if slow_down 2>"$work/why"; then
        at_hub tc qdisc del dev trunk root
        possible+=(a_slow_line_is_not_a_dead_one)
    else
        skip "slow lines: tc: $(head -n1 "$work/why")"
    fi
    if lose_packets 1 2>"$work/why"; then
        lose_no_packets 1
        possible+=(lost_packets_lose_no_message)
    else
        skip "lossy lines: nft: $(head -n1 "$work/why") (tests/deps.sh --network)"
    fi
fi

tests_possible
