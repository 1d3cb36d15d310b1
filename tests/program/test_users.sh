#!/usr/bin/env bash
#  Nodes of different users of one host, and IPv6. Each needs something of the machine
#  (root, namespaces …); what it has not got is skipped, with the reason.

. "$(dirname "$0")/alone.sh"

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

chmod 711 "$work"
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

tests_possible
