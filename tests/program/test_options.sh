#!/usr/bin/env bash
#  The command line of `zcluster`: what it says yes and no to, and how.

. "$(dirname "$0")/lib.sh"

#  A mistake: status 2, one line that matches, nothing on standard output.
refused () {
    local regex=$1
    shift
    run "$ZCLUSTER" "$@"
    is "$status" 2
    is "$out" ""
    one_line "$err"
    like "$err" "$regex"
}

help_and_version_are_printed () {
    run "$ZCLUSTER" --version
    is "$status" 0
    like "$out" '^zcluster [0-9]+\.[0-9]+\.[0-9]+$'
    run "$ZCLUSTER" --help
    is "$status" 0
    is "$err" ""
    local word
    for word in --sname --name --cookie --hidden --connect --security --bind --port-range \
                --ticktime --busy-wait --log --no-shell names ping stop call eval remsh 'Exit status'; do
        like "$out" "$word"
    done
}

unknown_words_are_refused () {
    refused 'no-such' --no-such-option
    refused 'dance: no such command' dance
    refused 'needs a value' --sname
    refused 'usage: zcluster ping NODE' ping
    refused 'usage: zcluster ping NODE' ping a@localhost b@localhost
    refused 'usage: zcluster call' call a@localhost Kernel
    refused 'usage: zcluster names' names pond lake
    refused 'usage: zcluster eval' eval
    refused 'usage: zcluster remsh NODE' remsh
}

values_that_make_no_sense_are_refused () {
    refused 'port-range' --port-range 9000
    refused 'port-range' --port-range 9010-9000
    refused 'port-range' --port-range 0-70000
    refused 'port-range' --port-range 1-2x
    refused 'ticktime' --ticktime 0
    refused 'ticktime' --ticktime -5
    refused 'ticktime' --ticktime 1.5
    refused 'busy-wait' --busy-wait -1
    refused 'busy-wait' --busy-wait 1000001
    refused 'busy-wait' --busy-wait
    refused 'log' --log loud
    refused 'security' --security none
    refused 'cookie' --cookie 'two words'
    refused 'cookie' --cookie ''
}

names_of_nodes_are_checked () {
    refused 'not a node name' --sname 'a b@localhost'
    refused 'not a node name' --sname 'é@localhost'
    refused 'not a node name' --sname 'a@löcal'
    refused 'not a node name' --sname '@localhost'
    refused 'long name' --sname a@host.example.org
    refused 'one name' --sname a@localhost --name a@127.0.0.1
    refused 'not a node name' ping node1
    refused 'not a node name' ping 'no de@localhost'
    refused 'not a node name' stop ''
    refused 'needs a node with a name' --connect b@localhost
    refused 'short' --name a@127.0.0.1 --connect b@localhost
    refused 'not a node name' --sname a@localhost --connect b@localhost,,c@localhost
}

options_must_go_with_the_command () {
    refused '--hidden does not go with ping' ping a@localhost --hidden
    refused '--sname does not go with names' --sname a@localhost names
    refused '--no-shell does not go with eval' eval 1 --no-shell
    refused '--sname does not go with remsh' remsh a@localhost --sname b@localhost
    refused '--port-range does not go with call' call a@localhost Kernel self --port-range 1-2
}

arguments_of_a_call_must_be_a_list () {
    refused 'list' call a@localhost Kernel abs 1
    refused 'list' call a@localhost Kernel abs '[1'
    refused 'list' call a@localhost Kernel abs '[~i]'
    refused 'list' call a@localhost Kernel abs ''
}

a_mistake_is_told_without_colours_to_a_file () {
    run "$ZCLUSTER" --log loud
    like "$err" '^zcluster: --log'
}

tests help_and_version_are_printed unknown_words_are_refused \
    values_that_make_no_sense_are_refused names_of_nodes_are_checked \
    options_must_go_with_the_command arguments_of_a_call_must_be_a_list \
    a_mistake_is_told_without_colours_to_a_file
