#!/usr/bin/env bash
#  Nodes on real networks: hosts in namespaces of their own, with cables that can
#  be pulled; users of one host; IPv6. Each needs something of the machine
#  (root, namespaces, netem …); what it has not got is skipped, with the reason.
#
#      host 1, 10.77.0.1 ──┐               ┌── host 3, 10.77.0.3
#                          ├ left ── right ┤
#      host 2, 10.77.0.2 ──┘     trunk     └── host 4, 10.77.0.4
#
#  left and right are bridges, on a host 0.

#  All this is in namespaces of this script, processes too: when it ends, however it
#  ends, the kernel removes them with all there is in them. Root may make them; others
#  may where the kernel lets them be root of their own.
PATH=$PATH:/usr/sbin:/sbin
as_root=()
(( EUID == 0 )) || as_root=(--user --map-root-user)
spaces=(unshare "${as_root[@]}" --net --mount --pid --fork --kill-child --mount-proc)
if [[ ! ${WHY_NOT_ALONE+set} ]]; then
    export WHY_NOT_ALONE
    start='ip link set lo up && mount -t tmpfs tmpfs /var/run'
    if ! command -v ip >/dev/null; then
        WHY_NOT_ALONE="needs ip (tests/deps.sh --network)"
    elif WHY_NOT_ALONE=$("${spaces[@]}" sh -c "$start" 2>&1); then
        exec "${spaces[@]}" sh -c "$start && exec bash '$0'"
    fi
fi

. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
program=$ZCLUSTER
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

#  How long to wait for what must come: where a test has failed, no longer.
patience () {
    (( bad )) && echo "$SECONDS" || echo $((SECONDS + ${limit%.*} * 3))
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

#  A command that runs the program as a user for whom nothing is set: the nodes meet in
#  /tmp/zcluster and at port 4370. That /tmp is ours, as the ports are.
build_default_place () {
    local user
    mkdir -m 1777 "$work/tmp" && cp "$program" "$work/tmp/program" &&
        chmod 755 "$work/tmp/program" || return 1
    for user in nobody daemon root; do
        mkdir -m 700 "$work/tmp/$user" && chown "$user" "$work/tmp/$user" || return 1
    done
    cat >"$work/by_default" <<END
#!/bin/sh
user=\$1
shift
umask 077
exec unshare --mount sh -c 'mount --bind "\$0" /tmp && exec "\$@"' "$work/tmp" \\
    setpriv --reuid "\$user" --regid "\$(id -g "\$user")" --clear-groups \\
    env -u ZCLUSTER_RUNTIME_DIR -u ZCLUSTER_PORT_MAP HOME="/tmp/\$user" /tmp/program "\$@"
END
    chmod 755 "$work/by_default"
    for user in nobody daemon; do
        "$work/by_default" "$user" --version >"$work/out" || return 1
    done
}

as () {             #  as USER ARGUMENT…
    run "$work/by_default" "$@"
}

start_as () {       #  start_as USER NAME
    ZCLUSTER=$work/by_default
    start_with "$2" "$1" --sname "$2@localhost" --cookie duck
}

#  What the port map tells other hosts: by any node of this one, when one ends by another.
told () {           #  told REGEX
    local end=$(patience)
    until as daemon names 127.0.0.1; [[ $out =~ ^$1$ ]]; do
        (( SECONDS < end )) || { fail "the port map says '$out', not '$1'"; return 1; }
        sleep 0.1
    done
}

two_users_meet_in_the_default_place () {
    local user port='at port [0-9]+' both
    both=$'name ours '$port$'\nname theirs '$port
    start_as nobody ours
    is "$(stat -c '%a %U' "$work/tmp/zcluster")" '1777 nobody'
    as daemon --sname ours@localhost --cookie duck
    is "$status" 3
    like "$err" 'in use'
    start_as daemon theirs
    for user in nobody daemon root; do
        as "$user" names
        [[ $out =~ ^$both$ ]] || fail "$user sees '$out'"
    done
    told "$both"
    as daemon call theirs@localhost Node connect '[:ours@localhost]' --cookie duck
    is "$out" true
    as nobody call ours@localhost Node list --cookie duck
    is "$out" '[:theirs@localhost]'
}

#  The name of a dead node is its owner's still: the file is his, and the directory sticky.
a_dead_nodes_name_can_be_taken_by_its_owner_and_by_root () {
    local user
    start_as nobody ours
    start_as daemon theirs
    for user in nobody root; do
        signal ours KILL
        end_of ours
        as daemon names
        like "$out" '^name theirs at port [0-9]+$'
        one_line "$out"
        told 'name theirs at port [0-9]+'
        as daemon --sname ours@localhost --cookie duck
        is "$status" 3
        like "$err" "blocked by /tmp/zcluster/ours, which is another user's"
        start_as "$user" ours
    done
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

trap 'exit 1' INT TERM
chmod 711 "$work"

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

if [[ $WHY_NOT_ALONE ]]; then
    skip "users in the default place: ${WHY_NOT_ALONE%%$'\n'*}"
elif ! build_default_place 2>"$work/why"; then
    skip "users in the default place: needs root, nobody and daemon: $(head -n1 "$work/why")"
else
    possible+=(two_users_meet_in_the_default_place
        a_dead_nodes_name_can_be_taken_by_its_owner_and_by_root)
fi

if grep -q 00000000000000000000000000000001 /proc/net/if_inet6 2>/dev/null; then
    possible+=(nodes_talk_over_the_loopback_of_ipv6)
else
    skip "IPv6: this machine has no ::1"
fi

(( ${#possible[@]} )) || { echo "1..0 # SKIP $reason"; exit 0; }
tests "${possible[@]}"
