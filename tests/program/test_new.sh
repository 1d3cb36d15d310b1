#!/usr/bin/env bash
#  `zcluster new` makes an application that builds, passes its tests and runs, from a
#  build tree and from an installed copy.

. "$(dirname "$0")/lib.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
home=$work/home
export HOME=$home ZCLUSTER_RUNTIME_DIR=$work/run
export ZCLUSTER_PORT_MAP=127.0.0.1:$((40000 + $$ % 20000))
mkdir "$home" "$work/run"
chmod 700 "$work/run"
limit=$((limit * 12))
case ${MODE:-release} in
    asan) sanitize="-fsanitize=address,undefined" ;;
    tsan) sanitize="-fsanitize=thread" ;;
    *)    sanitize= ;;
esac

#  make in a project, with the library of this suite's build.
project_make () {
    local folder=$1
    shift
    run env -u MAKEFLAGS -u MAKELEVEL make -C "$folder" CC="${CC:-gcc}" ZCLUSTER_BUILD="$root/${BUILD:-build/release}" \
        CFLAGS="-g -Wall -Wextra -Werror $sanitize" "$@"
}

built () {
    [[ $status == 0 ]] || fail "make" "$(head -n 20 "$work/err")" "$out"
}

#  program NAME FILE [VARIABLE=VALUE…]: start a built program, up when it returns
program () {
    local name=$1 file=$2 fd
    shift 2
    rm -f "$work/fifo"
    mkfifo "$work/fifo"
    exec {fd}<>"$work/fifo"
    outputs[$name]=$fd
    (cd "${file%/build/*}" && exec env "$@" "$file") >"$work/fifo" 2>"$work/$name.log" </dev/null {fd}>&- &
    pids[$name]=$!
    await "$name" "is up"
}

called () {
    run "$ZCLUSTER" call "$1" "$2" "$3" "${4-[]}"
    is "$out" "$5"
}

until_called () {
    local end=$((SECONDS + limit))
    while run "$ZCLUSTER" call "$1" "$2" "$3" "$4"; [[ $out != "$5" && $SECONDS -lt $end ]]; do sleep 0.05; done
    is "$out" "$5"
}

an_application_is_made_that_builds_and_passes_its_tests () {
    run "$ZCLUSTER" new "$work/chat" --sup
    is "$status" 0
    like "$out" "\* creating $work/chat/lib/chat/application.c"
    is "$(cd "$work/chat" && find . -type f | sort | tr '\n' ' ')" \
       "./.gitignore ./Makefile ./README.md ./config/chat.cfg ./lib/chat.c ./lib/chat/application.c ./lib/main.c ./test/test_application.c ./test/test_chat.c ./test/test_helper.h "
    project_make "$work/chat" all test
    built
    is "$(grep -c '^ok ' <<<"$out")" 3
    is "$(grep -c '^not ok' <<<"$out")" 0
}

a_failing_test_fails_make () {
    sed -i 's/"world")/"moon")/' "$work/chat/test/test_chat.c"
    project_make "$work/chat" test
    [[ $status != 0 ]] || fail "make test is fine"
    like "$out" 'test/test_chat.c:[0-9]+: failed: '
    like "$out" '^not ok hello_answers$'
    sed -i 's/"moon")/"world")/' "$work/chat/test/test_chat.c"
}

its_nodes_find_each_other_work_and_stop () {
    program chat "$work/chat/build/chat"
    program other "$work/chat/build/chat" ZCLUSTER_NAME=other@localhost ZCLUSTER_NODES=chat@localhost
    called chat@localhost Chat hello '[]' :world
    until_called chat@localhost Node list '[]' '[:other@localhost]'
    called other@localhost Cluster run_sync_auto_detect '[:"chat@localhost", Kernel, :node, []]' :chat@localhost
    called other@localhost Cluster.Variable put '[:topic, "ducks"]' :ok
    until_called chat@localhost Cluster.Variable get '[:topic]' '"ducks"'
    signal chat TERM
    end_of chat
    is "$status" 0
    program chat "$work/chat/build/chat"
    until_called chat@localhost Node list '[]' '[:other@localhost]'     #  nobody told it
    until_called chat@localhost Cluster.Variable get '[:topic]' '"ducks"'
    run "$ZCLUSTER" stop other@localhost
    is "$status" 0
    end_of other
    is "$status" 0
    called chat@localhost Task.Supervisor children '[Chat.TaskSupervisor]' '[]'
}

its_settings_are_checked () {
    sed -i 's/^name/nmae/' "$work/chat/config/chat.cfg"
    run env -C "$work/chat" build/chat
    is "$status" 2
    is "$err" "config/chat.cfg:4: no such setting: nmae (the application's own stand indented under a heading)"
    sed -i 's/^nmae/name/' "$work/chat/config/chat.cfg"
    run "$work/chat/build/chat" /no/such/file
    is "$status $err" "2 /no/such/file: No such file or directory"
    run "$work/chat/build/chat" one two
    is "$status" 2
    run env -C "$work/chat" ZCLUSTER_BIND=203.0.113.1 ZCLUSTER_COOKIE=duck build/chat
    is "$status" 3
    like "$err" '203.0.113.1 is a public address, and a cookie of 4 characters can be guessed'
    program chat "$work/chat/build/chat"
    run env -C "$work/chat" build/chat
    is "$status" 3
    like "$err" 'the name chat seems to be in use'
}

an_application_that_cannot_start_or_ends_says_so () {
    mkdir "$work/wrong"
    cp -r "$work/chat/." "$work/wrong"
    sed -i 's/^    (void) args;$/    (void) args; __builtin_trap ();/' "$work/wrong/lib/chat/application.c"
    project_make "$work/wrong" build/chat
    built
    run env -C "$work/wrong" build/chat
    is "$status" 3
    like "$err" 'the application does not start: \{:signal, :ill, "s_start \(application.c:[0-9]+\)"\}'
    cp "$work/chat/lib/chat/application.c" "$work/wrong/lib/chat/application.c"
    project_make "$work/wrong" build/chat
    program wrong "$work/wrong/build/chat"
    run "$ZCLUSTER" call chat@localhost Supervisor stop '[Chat.Supervisor]'
    end_of wrong
    is "$status" 0
}

without_sup_there_is_a_module_and_its_test () {
    run "$ZCLUSTER" new "$work/chat_room"
    is "$status" 0
    is "$(cd "$work/chat_room" && find . -type f | sort | tr '\n' ' ')" \
       "./.gitignore ./Makefile ./README.md ./lib/chat_room.c ./test/test_chat_room.c ./test/test_helper.h "
    like "$(<"$work/chat_room/lib/chat_room.c")" 'ZC_MODULE \(ChatRoom,'
    project_make "$work/chat_room" all test
    built
    like "$out" '^ok hello_answers$'
}

what_is_there_is_not_touched () {
    echo mine >"$work/file"
    mkdir "$work/empty"
    run "$ZCLUSTER" new "$work/empty"
    is "$status" 1
    one_line "$err"
    like "$err" "new $work/empty: it exists already"
    is "$(ls -A "$work/empty")" ""
    run "$ZCLUSTER" new "$work/file" --sup
    is "$status $(<"$work/file")" "1 mine"
    run "$ZCLUSTER" new "$work/no/such/folder"
    is "$status" 1
    one_line "$err"
}

bad_names_are_refused () {
    local name
    for name in Chat 9chat chat-room 'chat room' _chat . .. / '' "$(printf 'x%.0s' {1..64})" çhat; do
        run "$ZCLUSTER" new "$name"
        is "$status" 2
        one_line "$err"
    done
    for name in kernel task registry cluster load_balancer dynamic_supervisor; do
        run "$ZCLUSTER" new "$work/$name"
        is "$status" 2
        like "$err" "is taken by zcluster"
        [[ ! -e $work/$name ]] || fail "$name was made"
    done
    run "$ZCLUSTER" new
    is "$status $err" "2 zcluster: usage: zcluster new PATH [--sup]"
    run "$ZCLUSTER" ping --sup a@localhost
    is "$status $err" "2 zcluster: --sup does not go with ping"
    run "$ZCLUSTER" --sup
    is "$status $err" "2 zcluster: --sup goes with new"
}

an_installed_program_makes_one_too () {
    local prefix=$work/usr
    env -u MAKEFLAGS -u MAKELEVEL make -s -C "$root" MODE="${MODE:-release}" BUILD="${BUILD:-build/release}" CC="${CC:-gcc}" \
        CI="${CI:-false}" PREFIX="$prefix" install >"$work/make.log" 2>&1 || fail "make install" "$(<"$work/make.log")"
    run "$prefix/bin/zcluster" new "$work/duck" --sup
    is "$status" 0
    like "$(<"$work/duck/Makefile")" "ZCLUSTER_HOME \?= $prefix$"
    project_make "$work/duck" all test
    built
    is "$(grep -c '^ok ' <<<"$out")" 3
    program duck "$work/duck/build/duck"
    called duck@localhost LoadBalancer get_node '[]' :duck@localhost
    project_make "$work/duck" clean
    ZCLUSTER_HOME=/nowhere PKG_CONFIG_PATH= project_make "$work/duck" all
    [[ $status != 0 ]] || fail "it builds without a library"
    like "$err" "zcluster is not in /nowhere, and pkg-config does not know it"
}

tests an_application_is_made_that_builds_and_passes_its_tests \
      a_failing_test_fails_make \
      its_nodes_find_each_other_work_and_stop \
      its_settings_are_checked \
      an_application_that_cannot_start_or_ends_says_so \
      without_sup_there_is_a_module_and_its_test \
      what_is_there_is_not_touched \
      bad_names_are_refused \
      an_installed_program_makes_one_too
