#!/usr/bin/env bash
#  The cookie of `zcluster`: the file at home, and cookies too short for a network.

. "$(dirname "$0")/lib.sh"

file=$HOME/.zcluster.cookie

a_cookie_file_is_made_at_first_use_and_shared () {
    rm -f "$file"
    start node1@localhost
    is "$(stat -c %a "$file")" 400
    like "$(<"$file")" '^[A-Z]{20}$'
    local first
    first=$(<"$file")
    run "$ZCLUSTER" ping node1@localhost
    is "$out" pong
    run "$ZCLUSTER" ping node1@localhost --cookie "$first"
    is "$out" pong
    is "$(<"$file")" "$first"
}

a_cookie_file_others_can_read_is_refused () {
    rm -f "$file"
    echo SOMETHINGSECRET >"$file"
    chmod 444 "$file"
    run "$ZCLUSTER" --sname node1@localhost
    is "$status" 3
    one_line "$err"
    like "$err" 'chmod'
    chmod 400 "$file"
    start node1@localhost
    run "$ZCLUSTER" ping node1@localhost --cookie SOMETHINGSECRET
    is "$out" pong
}

without_a_home_a_cookie_must_be_given () {
    run env -u HOME "$ZCLUSTER" --sname node1@localhost
    is "$status" 3
    one_line "$err"
}

#  Refused before anything listens, so it need not be an address of ours.
a_short_cookie_is_refused_on_a_public_address () {
    local address
    for address in 198.51.100.7 8.8.8.8 2001:db8::1; do
        run "$ZCLUSTER" --sname node1@localhost --cookie duck --bind "$address"
        is "$status" 3
        one_line "$err"
        like "$err" 'public address.*4 characters'
    done
}

#  10.255.255.254 is not ours: the node does not start, but the warning came.
a_short_cookie_gets_a_warning_on_a_private_network () {
    local address
    for address in 10.255.255.254 172.31.255.254 192.168.255.254 fd00::1; do
        run "$ZCLUSTER" --sname node1@localhost --cookie duck --bind "$address"
        is "$status" 3
        like "$err" 'warning: the cookie has only 4 characters'
    done
}

a_long_cookie_or_loopback_is_not_commented () {
    run "$ZCLUSTER" --sname node1@localhost --cookie ABCDEFGHIJKLMNOPQRST --bind 198.51.100.7
    is "$status" 3
    one_line "$err"
    [[ $err != *cookie* ]] || fail "a word about the cookie: $err"
    start node1@localhost --cookie duck --bind 127.0.0.1
    is "$(<"$work/node1@localhost.log")" ""
}

tests a_cookie_file_is_made_at_first_use_and_shared a_cookie_file_others_can_read_is_refused \
    without_a_home_a_cookie_must_be_given a_short_cookie_is_refused_on_a_public_address \
    a_short_cookie_gets_a_warning_on_a_private_network a_long_cookie_or_loopback_is_not_commented
