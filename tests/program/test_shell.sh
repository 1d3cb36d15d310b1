#!/usr/bin/env bash
#  The shell without a terminal: scripts on standard input, eval, and where it is not.

. "$(dirname "$0")/lib.sh"

#  Evaluate standard input.
script () {
    timeout -s KILL "$limit" "$ZCLUSTER" "$@" >"$work/out" 2>"$work/err"
    status=$?
    out=$(<"$work/out")
    err=$(<"$work/err")
}

a_script_prints_what_it_prints_and_no_more () {
    script --sname alex@localhost --cookie duck <<'EXS'
x = 40 + 2
IO.puts("#{x} ducks on #{node()}")
Enum.each([1, 2], fn n ->
  IO.puts(n)
end)
:silent
EXS
    is "$out" $'42 ducks on alex@localhost\n1\n2'
    is "$err" ""
    is "$status" 0
}

errors_of_a_script_are_told_and_it_goes_on () {
    printf 'IO.puts("a")\n1 / 0\nIO.puts("b")\n' >"$work/session.exs"
    script <"$work/session.exs"
    is "$out" $'a\nb'
    like "$err" '^\*\* \(ArithmeticError\) bad argument in arithmetic expression'
    is "$status" 1
}

a_script_that_ends_in_the_middle_is_an_error () {
    script < <(printf 'IO.puts("a")\n[1,\n')
    is "$out" a
    like "$err" '^\*\* \(TokenMissingError\)'
    is "$status" 1
}

a_script_whose_last_line_has_no_end_is_whole () {
    script < <(printf 'IO.puts("last")')
    is "$out" last
    is "$status" 0
}

a_script_survives_the_end_of_its_process () {
    script < <(printf 'x = 1\nspawn_link(fn -> exit(:oops) end); Process.sleep(:infinity)\nIO.puts(x)\n')
    is "$out" 1
    like "$err" 'shell process exited with reason: :oops'
    is "$status" 1
}

a_script_can_read_its_own_lines () {
    script < <(printf 'IO.inspect(IO.gets(""))\nhello\nIO.inspect(IO.gets(""))\n')
    is "$out" $'"hello\\n"\n:eof'
}

bytes_that_are_no_text_and_long_lines_do_no_harm () {
    script < <(printf '\xff\xfe\0\n"'; head -c 2000000 /dev/zero | tr '\0' x; printf '"\nIO.puts("alive")\n')
    is "$out" alive
    is "$status" 1
}

a_script_talks_to_other_nodes () {
    start kate@localhost --cookie duck
    script --sname alex@localhost --cookie duck <<'EXS'
Node.connect(:kate@localhost)
{_, ref} = Node.spawn_monitor(:kate@localhost, fn -> IO.puts("from #{node()}") end)
receive do {:DOWN, ^ref, :process, _, :normal} -> :ok end
EXS
    is "$out" 'from kate@localhost'
    script remsh kate@localhost --cookie duck <<<'IO.puts(node())'
    is "$out" kate@localhost
    is "$status" 0
}

eval_prints_what_the_text_prints () {
    run "$ZCLUSTER" eval 'IO.puts("hello"); 1 + 1'
    is "$out" hello
    is "$status" 0
    run "$ZCLUSTER" eval 'IO.puts(node())' --sname alex@localhost --cookie duck
    is "$out" alex@localhost
    run "$ZCLUSTER" eval '{:ok, 1} = :error'
    is "$out" ""
    is "$err" '** (MatchError) no match of right hand side value: :error'
    is "$status" 1
    run "$ZCLUSTER" eval 'spawn_link(fn -> exit(:oops) end); Process.sleep(:infinity)'
    like "$err" ':oops'
    is "$status" 1
    run "$ZCLUSTER" eval
    is "$status" 2
    run "$ZCLUSTER" eval '1' --no-shell
    is "$status" 2
}

the_exit_of_what_eval_runs_is_its_status () {
    local exit
    for exit in ':normal 0' ':shutdown 0' '{:shutdown,3} 3' '{:shutdown,:x} 0' ':boom 1'; do
        run "$ZCLUSTER" eval "exit(${exit% *})"
        is "$status" "${exit#* }"
    done
    is "$err" '** (exit) :boom'
}

standard_error_is_the_program_s () {
    run "$ZCLUSTER" eval 'IO.puts(:stderr, "wrong"); IO.puts("right")'
    is "$out" right
    is "$err" wrong
}

an_error_that_ends_a_process_is_logged_an_exit_is_not () {
    run "$ZCLUSTER" eval '{pid, ref} = spawn_monitor(fn -> {:a, 1} = {:b, 2} end)
receive do {:DOWN, ^ref, _, ^pid, _} -> :ok end
{pid, ref} = spawn_monitor(fn -> exit(:bored) end)
receive do {:DOWN, ^ref, _, ^pid, _} -> :ok end'
    is "$status" 0
    like "$err" '^\[error\] process #PID<0\.[0-9.]+> ends: \{\{:badmatch, \{:b, 2\}\}, \[\]\}$'
    [[ $err != *bored* ]] || fail "an exit was logged: $err"
}

a_remote_shell_needs_its_node () {
    run "$ZCLUSTER" remsh nobody@localhost --cookie duck
    is "$status" 1
    one_line "$err"
    like "$err" 'nobody@localhost does not answer'
}

no_shell_leaves_standard_input_alone () {
    echo 'IO.puts("read")' >"$work/input"
    "$ZCLUSTER" --sname alex@localhost --cookie duck --no-shell <"$work/input" >"$work/out" 2>&1 &
    pids[alex]=$!
    local tries
    for ((tries = 0; tries < 100 * limit; tries++)); do
        grep -q 'is up' "$work/out" && break
        sleep 0.01
    done
    is "$(<"$work/out")" "alex@localhost is up"
    run "$ZCLUSTER" stop alex@localhost --cookie duck
    is "$status" 0
    wait "${pids[alex]}"
    is $? 0
    unset 'pids[alex]'
}

tests a_script_prints_what_it_prints_and_no_more errors_of_a_script_are_told_and_it_goes_on \
    a_script_that_ends_in_the_middle_is_an_error a_script_whose_last_line_has_no_end_is_whole \
    a_script_survives_the_end_of_its_process a_script_can_read_its_own_lines \
    bytes_that_are_no_text_and_long_lines_do_no_harm a_script_talks_to_other_nodes \
    eval_prints_what_the_text_prints the_exit_of_what_eval_runs_is_its_status \
    standard_error_is_the_program_s an_error_that_ends_a_process_is_logged_an_exit_is_not \
    a_remote_shell_needs_its_node \
    no_shell_leaves_standard_input_alone
