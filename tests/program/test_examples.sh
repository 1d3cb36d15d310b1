#!/usr/bin/env bash
#  The examples do what they say, with any number of nodes and when one is lost.

. "$(dirname "$0")/lib.sh"
primes=$(cd "$(dirname "$0")/../.." && pwd)/${BUILD:-build/release}/examples/primes
export ZCLUSTER_RUNTIME_DIR=$work/run ZCLUSTER_PORT_MAP=127.0.0.1:$((40000 + $$ % 20000))
mkdir -m 700 "$work/run"
limit=$((limit * 6))

#  All pieces were done, by so many nodes, and both ways found as many primes.
right () {
    local nodes=$1 below=$2 count=$3
    is "$status" 0
    like "$out" "^one node:  $count primes below $below in "
    like "$out" "^$nodes nodes?: +$count primes below $below in "
    like "$out" '^speed-up:  [0-9.]+ '
    is "$(awk '/ did / { sum += $3 } END { print sum }' <<<"$out")" 64
    is "$(grep -c ' did ' <<<"$out")" "$nodes"
}

primes_are_counted_with_any_number_of_nodes () {
    run "$primes" 1 1000
    right 1 1000 168
    run "$primes" 2 100000
    right 2 100000 9592
    run "$primes" 5 30
    right 5 30 10
}

a_node_that_is_lost_loses_nothing () {
    local fd
    mkfifo "$work/out_of_it"
    exec {fd}<>"$work/out_of_it"
    "$primes" 3 3000000 >"$work/out_of_it" 2>"$work/primes.log" {fd}>&- &
    pids[primes]=$!
    outputs[primes]=$fd
    await primes "^one node:"
    kill -s KILL "$(pgrep -o -P "${pids[primes]}")"
    await primes "^3 nodes: +216816 primes below 3000000"
    end_of primes
    is "$status" 0
}

wrong_arguments_are_told () {
    run "$primes" 0
    is "$status" 2
    one_line "$err"
    run "$primes" 33
    is "$status" 2
}

tests primes_are_counted_with_any_number_of_nodes \
      a_node_that_is_lost_loses_nothing \
      wrong_arguments_are_told
