#!/usr/bin/env bash
#  A node run by `zcluster`: its life, and the commands that talk to it.

. "$(dirname "$0")/lib.sh"

zc () {
    run "$ZCLUSTER" "$@"
}

a_node_is_listed_answers_and_stops () {
    start node1@localhost --cookie duck
    zc names
    is "$status" 0
    like "$out" '^name node1 at port [0-9]+$'
    zc ping node1@localhost --cookie duck
    is "$out" pong
    is "$status" 0
    zc stop node1@localhost --cookie duck
    is "$status" 0
    is "$err" ""
    end_of node1@localhost
    is "$status" 0
    zc names
    is "$out" ""
}

signals_end_a_node_in_good_order () {
    local name
    for name in TERM INT HUP; do
        start node1@localhost --cookie duck
        signal node1@localhost "$name"
        end_of node1@localhost
        is "$status" 0
        zc names
        is "$out" ""
    done
}

a_node_without_a_name_runs () {
    start_with nobody
    signal nobody TERM
    end_of nobody
    is "$status" 0
}

a_name_in_use_is_refused () {
    start node1@localhost --cookie duck
    zc --sname node1@localhost --cookie duck
    is "$status" 3
    one_line "$err"
    like "$err" 'node1.* in use'
    zc ping node1@localhost --cookie duck
    is "$out" pong
}

what_is_not_there_is_pang_and_a_failure () {
    zc ping nobody@localhost --cookie duck
    is "$out" pang
    is "$status" 1
    local command
    for command in "stop nobody@localhost" "call nobody@localhost Kernel node"; do
        zc $command --cookie duck
        is "$status" 1
        is "$out" ""
        one_line "$err"
        like "$err" 'nobody@localhost does not answer'
    done
}

another_cookie_gets_nowhere () {
    start node1@localhost --cookie duck
    zc ping node1@localhost --cookie goose
    is "$out" pang
    is "$status" 1
    zc stop --cookie goose node1@localhost
    is "$status" 1
    zc ping node1@localhost --cookie duck
    is "$out" pong
    like "$(<"$work/node1@localhost.log")" cookie
}

#  The node that asks is told how often it has to say something; by itself it would every 15 seconds.
a_call_may_last_longer_than_the_tick_time_there () {
    local seconds=$((limit / 5))
    start node1@localhost --cookie duck --ticktime "$seconds"
    zc call node1@localhost Process sleep "[$((seconds * 1750))]" --cookie duck
    is "$out" :ok
    is "$status" 0
}

a_call_prints_the_result () {
    start node1@localhost --cookie duck
    zc call node1@localhost Kernel abs '[-1]' --cookie duck
    is "$out" 1
    is "$status" 0
    zc call --cookie duck node1@localhost Kernel node
    is "$out" ':node1@localhost'
    zc call node1@localhost Kernel elem '[{:a, "two", [3, %{k: 1.5}]}, 2]' --cookie duck
    is "$out" '[3, %{k: 1.5}]'
}

#  A process that does not wait until its lines are printed, and a slow reader.
what_was_sent_before_the_result_is_printed_before_it () {
    local lines
    start node1@localhost --cookie duck
    cat >"$work/chatter.ex" <<'END'
defmodule Chatter do
  def lines(count) do
    Enum.each(1..count, fn number ->
      text = String.duplicate(" ", 2000) <> "#{number}\n"
      send(Process.group_leader(), {:io_request, self(), number, {:put_chars, :unicode, text}})
    end)
  end
end
END
    zc call node1@localhost IEx.Helpers c "[\"$work/chatter.ex\"]" --cookie duck
    mapfile -t lines < <("$ZCLUSTER" call node1@localhost Chatter lines '[400]' --cookie duck)
    is "${#lines[@]}:${lines[-2]}, ${lines[-1]}" "401:$(printf '%2003s' 400), :ok"
}

a_call_that_fails_says_why () {
    start node1@localhost --cookie duck
    zc call node1@localhost Nope f '[1, 2]' --cookie duck
    is "$status" 1
    is "$out" ""
    is "$err" '** (UndefinedFunctionError) function Nope.f/2 is undefined (module Nope is not available)'
    zc call node1@localhost Kernel nope --cookie duck
    is "$err" '** (UndefinedFunctionError) function Kernel.nope/0 is undefined or private'
    zc call node1@localhost Kernel abs '[:x]' --cookie duck
    is "$status" 1
    like "$err" '^\*\* \(ArgumentError\) '
    zc call node1@localhost Kernel exit '[{:shutdown, "why"}]' --cookie duck
    is "$err" '** (exit) shutdown: "why"'
    is "$status" 1
    zc ping node1@localhost --cookie duck
    is "$out" pong
}

nodes_join_at_start_and_form_a_mesh () {
    start node1@localhost --cookie duck
    start node2@localhost --cookie duck --connect node1@localhost
    start node3@localhost --cookie duck --connect node2@localhost,node1@localhost
    zc call node3@localhost Node connect '[:node1@localhost]' --cookie duck
    is "$out" true
    zc call node3@localhost Node connect '[:node2@localhost]' --cookie duck
    is "$out" true
    zc call node3@localhost Node list --cookie duck
    like "$out" 'node1@localhost'
    like "$out" 'node2@localhost'
    [[ $out != *zcluster-* ]] || fail "the asking node is in the list: $out"
}

a_node_to_join_that_is_not_there_is_logged () {
    start node1@localhost --cookie duck --connect nobody@localhost
    zc call node1@localhost Node ping '[:nobody@localhost]' --cookie duck
    is "$out" :pang
    signal node1@localhost TERM
    end_of node1@localhost
    like "$(<"$work/node1@localhost.log")" 'cannot connect to nobody@localhost'
}

with_the_log_at_debug_a_pang_has_a_reason () {
    start node1@localhost --cookie duck
    zc ping nobody@localhost --cookie duck --log debug
    is "$out" pang
    like "$err" 'no connection to node nobody@localhost: no such node on this host'
    zc ping node1@localhost --cookie goose --log debug
    like "$err" 'no connection to node node1@localhost: it refused our cookie'
    zc ping node1@localhost --cookie duck --security plain --log debug
    like "$err" 'no connection to node node1@localhost: no handshake with what is at its port'
    zc call node1@localhost Kernel self --cookie goose
    like "$err" 'log debug says which'
}

a_node_for_others_that_listens_to_nobody_is_warned_of () {
    start_with far --name far@10.255.255.1 --cookie duck
    like "$(<"$work/far.log")" 'warning: far@10.255.255.1 listens on 127.0.0.1, where no other'
    start near@localhost --cookie duck
    is "$(<"$work/near@localhost.log")" ''
}

a_hidden_node_is_no_member () {
    start node1@localhost --cookie duck
    start node2@localhost --cookie duck --hidden
    zc call node2@localhost Node connect '[:node1@localhost]' --cookie duck
    is "$out" true
    zc call node1@localhost Node list --cookie duck
    is "$out" '[]'
    zc call node1@localhost Node list '[:hidden]' --cookie duck
    like "$out" ':node2@localhost'
}

long_names_have_a_world_of_their_own () {
    start_with long --name long@127.0.0.1 --cookie duck
    zc ping long@127.0.0.1 --cookie duck
    is "$out" pong
    start short@localhost --cookie duck
    zc call short@localhost Node connect '[:"long@127.0.0.1"]' --cookie duck
    is "$out" false
}

the_name_of_the_machine_works_as_well_as_localhost () {
    local host
    host=$(uname -n)
    host=${host%%.*}
    start_with duck1 --sname duck1 --cookie duck
    zc ping "duck1@$host" --cookie duck
    is "$out" pong
}

both_sides_choose_the_same_security () {
    start node1@localhost --cookie duck --security plain
    zc ping node1@localhost --cookie duck --security plain
    is "$out" pong
    zc ping node1@localhost --cookie duck
    is "$out" pang
}

the_port_is_in_the_range () {
    local port=$((21000 + $$ % 9000))
    start node1@localhost --cookie duck --port-range "$port-$((port + 20))"
    zc names
    local got=${out##* }
    (( got >= port && got <= port + 20 )) || fail "port $got is not in $port-$((port + 20))"
    zc --sname node2@localhost --cookie duck --port-range "$got-$got"
    is "$status" 3
    one_line "$err"
    zc names
    is "$out" "name node1 at port $got"
}

another_hosts_port_map_is_asked_for_names () {
    start node1@localhost --cookie duck
    zc names
    local names=$out end=$((SECONDS + ${limit%.*}))
    until zc names 127.0.0.1; [[ $status == 0 ]]; do
        (( SECONDS < end )) || { fail "no port map: $err"; break; }
    done
    is "$out" "$names"
    zc names 'no such host'
    is "$status" 1
    one_line "$err"
    like "$err" '^zcluster: no such host port [0-9]+: the host is not known$'
}

another_runtime_directory_is_another_world () {
    start node1@localhost --cookie duck
    run env ZCLUSTER_RUNTIME_DIR="$work/elsewhere" "$ZCLUSTER" names
    is "$status" 0
    is "$out" ""
    run env ZCLUSTER_RUNTIME_DIR=/proc/nowhere "$ZCLUSTER" names
    is "$status" 1
    one_line "$err"
}

tests a_node_is_listed_answers_and_stops signals_end_a_node_in_good_order \
    a_node_without_a_name_runs a_name_in_use_is_refused \
    what_is_not_there_is_pang_and_a_failure another_cookie_gets_nowhere \
    a_call_may_last_longer_than_the_tick_time_there a_call_prints_the_result what_was_sent_before_the_result_is_printed_before_it \
    a_call_that_fails_says_why nodes_join_at_start_and_form_a_mesh \
    a_node_to_join_that_is_not_there_is_logged with_the_log_at_debug_a_pang_has_a_reason \
    a_node_for_others_that_listens_to_nobody_is_warned_of a_hidden_node_is_no_member \
    long_names_have_a_world_of_their_own the_name_of_the_machine_works_as_well_as_localhost \
    both_sides_choose_the_same_security the_port_is_in_the_range \
    another_hosts_port_map_is_asked_for_names another_runtime_directory_is_another_world
