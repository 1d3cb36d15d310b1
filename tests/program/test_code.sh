#!/usr/bin/env bash
#  Modules brought into nodes of the program `zcluster`, as in the course notes:
#  compiled on one node, spread to another, changed while they run.

. "$(dirname "$0")/lib.sh"
ducks=$(cd "$(dirname "$0")/../../chapters/13_hot_code" && pwd)
export TMPDIR=$work

on () {             #  on NODE Module function ARGS
    run "$ZCLUSTER" call "$1@localhost" --cookie duck "${@:2}"
}

#  A duck that is not started but called speaks to its caller until that is ended.
quacks () {         #  quacks NODE WORD
    behind duck "$ZCLUSTER" call "$1@localhost" --cookie duck QuackingDuck loop '[10]'
    await duck "^$2\$"
    signal duck KILL
    end_of duck
}

#  Each of these with a duck in C, and one in Elixir.
duck=c

two_nodes () {
    cp "$ducks/quacking_duck.$duck" "$work"
    start node1@localhost --cookie duck
    start node2@localhost --cookie duck --connect node1@localhost
    on node1 IEx.Helpers c "[\"$work/quacking_duck.$duck\", \"$work\"]"
    is "$out" "[QuackingDuck]"
}

a_module_is_compiled_spread_and_run () {
    two_nodes
    [[ -f $work/QuackingDuck.zco ]] || fail "there is no object file"
    on node1 QuackingDuck start
    like "$out" '^#PID<[0-9.]+>$'
    quacks node1 'Quack!'
    on node2 QuackingDuck start
    is "$status" 1
    like "$err" 'UndefinedFunctionError.* function QuackingDuck.start/0 is undefined'
    grep -q undefined "$work/node2@localhost.log" && fail "node2 logs what its caller is told"
    on node1 IEx.Helpers nl '[QuackingDuck]'
    is "$out" '{:ok, [{:node2@localhost, :loaded, QuackingDuck}]}'
    quacks node2 'Quack!'
}

a_running_module_is_changed () {
    two_nodes
    on node1 QuackingDuck start '[10]'
    sed -i 's/Quack!/Moo!/' "$work/quacking_duck.$duck"
    on node1 IEx.Helpers c "[\"$work/quacking_duck.$duck\", \"$work\"]"
    like "$out" 'warning: redefining module QuackingDuck'
    on node1 code check_old_code '[QuackingDuck]'
    is "$out" true
    quacks node1 'Moo!'
}

a_module_in_elixir_is_compiled_spread_and_run () {
    duck=ex a_module_is_compiled_spread_and_run
}

a_running_module_in_elixir_is_changed () {
    duck=ex a_running_module_is_changed
}

a_mistake_in_elixir_is_told_and_changes_nothing () {
    duck=ex two_nodes
    printf 'defmodule QuackingDuck do\n  def start do\n    )\n  end\nend\n' >"$work/bad.ex"
    on node1 IEx.Helpers c "[\"$work/bad.ex\"]"
    is "$status" 1
    like "$out" '^== Compilation error in file bad.ex ==$'
    like "$out" '^\*\* \(SyntaxError\) bad.ex:3:5: '
    like "$err" 'CompileError\)  compile error'
    quacks node1 'Quack!'
}

a_mistake_is_told_and_changes_nothing () {
    two_nodes
    echo 'int x = ;' >"$work/bad.c"
    on node1 IEx.Helpers c "[\"$work/bad.c\"]"
    is "$status" 1
    like "$out" 'bad.c:1:9: error'
    on node1 QuackingDuck start
    is "$status" 0
    on node1 IEx.Helpers nl '[Nobody]'
    is "$out" '{:error, :nofile}'
}

nodes_leave_no_files_behind () {
    two_nodes
    on node1 IEx.Helpers nl '[QuackingDuck]'
    run "$ZCLUSTER" stop node1@localhost --cookie duck
    run "$ZCLUSTER" stop node2@localhost --cookie duck
    end_of node1@localhost
    end_of node2@localhost
    is "$(cd "$work" && echo zcluster-code-*)" 'zcluster-code-*'
}

tests a_module_is_compiled_spread_and_run a_running_module_is_changed \
    a_module_in_elixir_is_compiled_spread_and_run a_running_module_in_elixir_is_changed \
    a_mistake_in_elixir_is_told_and_changes_nothing a_mistake_is_told_and_changes_nothing nodes_leave_no_files_behind
