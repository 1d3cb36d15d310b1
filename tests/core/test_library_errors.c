//  test_library_errors.c - errors, exits and results in Elixir's words

#include "zt_library.h"
#include "term/zc_codec.h"

#define NOPROC "no process: the process is not alive or there's no process currently associated " \
    "with the given name, possibly because its application isn't started"

typedef struct {
    zc_class_t class_;
    const char *reason, *banner;
} row_t;

static void
s_rows (const row_t *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *why = NULL;
        zc_term_t *reason = zc_term_parse (rows [i].reason, &why);
        if (!reason) {
            zt_fail ("%s: %s", rows [i].reason, why);
            continue;
        }
        char *banner = zc_error_banner (rows [i].class_, reason);
        if (strcmp (banner, rows [i].banner) != 0)
            zt_fail ("%s\n    is %s\n    not %s", rows [i].reason, banner, rows [i].banner);
        zc_free (banner);
        zc_term_destroy (&reason);
    }
}

#define ROWS(rows) s_rows (rows, sizeof (rows) / sizeof *(rows))

ZT_TEST (an_error_is_told_as_iex_tells_it)
{
    static const row_t rows [] = {
        {ZC_ERROR, "{{badmatch, 2}, []}", "** (MatchError) no match of right hand side value: 2"},
        {ZC_ERROR, "{{case_clause, a}, []}", "** (CaseClauseError) no case clause matching: :a"},
        {ZC_ERROR, "{cond_clause, []}",
         "** (CondClauseError) no cond clause evaluated to a truthy value"},
        {ZC_ERROR, "{function_clause, [{Duck, quack, [1], []}]}",
         "** (FunctionClauseError) no function clause matching in Duck.quack/1"},
        {ZC_ERROR, "{function_clause, [{global, set_lock, [r], []}]}",
         "** (FunctionClauseError) no function clause matching in :global.set_lock/1"},
        {ZC_ERROR, "{function_clause, []}", "** (FunctionClauseError) no function clause matches"},
        {ZC_ERROR, "{undef, [{QuackingDuck, start, [], []}]}", "** (UndefinedFunctionError) function "
         "QuackingDuck.start/0 is undefined (module QuackingDuck is not available)"},
        {ZC_ERROR, "{undef, [{duck, start, [1], []}]}", "** (UndefinedFunctionError) function "
         ":duck.start/1 is undefined (module :duck is not available)"},
        {ZC_ERROR, "{undef, [{Enum, mapp, [1, 2], []}]}",
         "** (UndefinedFunctionError) function Enum.mapp/2 is undefined or private"},
        {ZC_ERROR, "{undef, [{nil, foo, [1], []}]}",
         "** (UndefinedFunctionError) function nil.foo/1 is undefined"},
        {ZC_ERROR, "{badarith, [{erlang, :+, [1, a], []}]}",
         "** (ArithmeticError) bad argument in arithmetic expression: 1 + :a"},
        {ZC_ERROR, "{badarith, []}", "** (ArithmeticError) bad argument in arithmetic expression"},
        {ZC_ERROR, "{badarg, []}", "** (ArgumentError) argument error"},
        {ZC_ERROR, "{badarg, \"the name is too long\"}", "** (ArgumentError) the name is too long"},
        {ZC_ERROR, "{{badarg, a}, []}", "** (ArgumentError) argument error: :a"},
        {ZC_ERROR, "{{badkey, x, %{a: 1}}, []}", "** (KeyError) key :x not found in: %{a: 1}"},
        {ZC_ERROR, "{{badkey, x}, [{maps, get, [x, %{}], []}]}", "** (KeyError) key :x not found in: %{}"},
        {ZC_ERROR, "{{badkey, x, 1}, []}", "** (KeyError) key :x not found in: 1. If you are using the "
         "dot syntax, such as map.field, make sure the left-hand side of the dot is a map"},
        {ZC_ERROR, "{{badmap, a}, []}", "** (BadMapError) expected a map, got: :a"},
        {ZC_ERROR, "{{badfun, 1}, []}", "** (BadFunctionError) expected a function, got: 1"},
        {ZC_ERROR, "{{badarity, {&Kernel.abs/1, []}}, []}",
         "** (BadArityError) &Kernel.abs/1 with arity 1 called with no arguments"},
        {ZC_ERROR, "{{badarity, {&Kernel.abs/1, [1, b]}}, []}",
         "** (BadArityError) &Kernel.abs/1 with arity 1 called with 2 arguments (1, :b)"},
        {ZC_ERROR, "{{nocatch, 1}, []}", "** (ErlangError) Erlang error: {:nocatch, 1}"},
        {ZC_ERROR, "{{erpc, noconnection}, []}", "** (ErlangError) Erlang error: {:erpc, :noconnection}"},
        {ZC_ERROR, "{system_limit, []}", "** (SystemLimitError) a system limit has been reached"},
        {ZC_THROW, "{a, 1}", "** (throw) {:a, 1}"},
        {ZC_ERROR, "no_pair", "** (throw) :no_pair"}};
    ROWS (rows);
}

ZT_TEST (an_exception_is_told_by_its_message)
{
    static const row_t rows [] = {
        {ZC_ERROR, "{%{__struct__: RuntimeError, __exception__: true, message: \"boom\"}, []}",
         "** (RuntimeError) boom"},
        {ZC_ERROR, "{%{__struct__: MatchError, __exception__: true, term: 1}, []}",
         "** (MatchError) no match of right hand side value: 1"},
        {ZC_ERROR, "{%{__struct__: KeyError, __exception__: true, key: a, term: %{}, message: nil}, []}",
         "** (KeyError) key :a not found in: %{}"},
        {ZC_ERROR, "{%{__struct__: FunctionClauseError, __exception__: true, module: Duck, function: f, "
         "arity: 2}, []}", "** (FunctionClauseError) no function clause matching in Duck.f/2"},
        {ZC_ERROR, "{%{__struct__: UndefinedFunctionError, __exception__: true, module: Duck, function: "
         "f, arity: 2}, []}",
         "** (UndefinedFunctionError) function Duck.f/2 is undefined (module Duck is not available)"},
        {ZC_ERROR, "{%{__struct__: SyntaxError, __exception__: true, file: \"iex\", line: 1, column: 5, "
         "description: \"syntax error before: ')'\"}, []}",
         "** (SyntaxError) iex:1:5: syntax error before: ')'"},
        {ZC_ERROR, "{%{__struct__: CompileError, __exception__: true, file: \"iex\", line: 1, "
         "description: \"undefined function foo/0 (there is no such import)\"}, []}",
         "** (CompileError) iex:1: undefined function foo/0 (there is no such import)"},
        {ZC_ERROR, "{%{__struct__: DuckError, __exception__: true, kind: goose}, []}",
         "** (DuckError) %DuckError{kind: :goose}"}};
    ROWS (rows);
    static const zt_library_t calls [] = {
        {"Kernel", "raise", "[\"boom\"]", "** (RuntimeError) boom"},
        {"erlang", "list_to_atom", "[[97 | 98]]", "** (ArgumentError) errors were found at the given "
         "arguments:\n\n  * 1st argument: not a list of characters\n"},
        {"Kernel", "raise", "[ArgumentError]", "** (ArgumentError) argument error"},
        {"Kernel", "raise", "[%{__struct__: ArgumentError, message: \"no\"}]", "** (ArgumentError) no"},
        {"Code", "eval_string", "[\":true.b(1)\"]", "** (UndefinedFunctionError) function true.b/1 is "
         "undefined (module true is not available)"},
        {"Code", "eval_string", "[\":\\\"a b\\\".c\"]", "** (UndefinedFunctionError) function :\"a b\".c/0 is "
         "undefined (module :\"a b\" is not available)"},
        {"Keyword", "fetch!", "[[a: 1], b]", "** (KeyError) key :b not found in: [a: 1]"},
        {"Code", "eval_string", "[\"x = [a: 1]; x.a\"]",
         "** (KeyError) key :a not found in: [a: 1]. If you are using the dot syntax, such as map.field, "
         "make sure the left-hand side of the dot is a map"},
        {"Code", "eval_string", "[\"x = 1; x.a(2)\"]",
         "** (ArgumentError) you attempted to apply a function on 1. Modules (the first argument of "
         "apply) must always be an atom"},
        {"Kernel", "raise", "[ArgumentError, \"no\"]", "** (ArgumentError) no"},
        {"Kernel", "raise", "[ArgumentError, [message: \"no\"]]", "** (ArgumentError) no"},
        {"Kernel", "raise", "[NoError, \"no\"]", "** (UndefinedFunctionError) function "
         "NoError.exception/1 is undefined (module NoError is not available)"},
        {"Kernel", "throw", "[1]", "** (throw) 1"}, {"Kernel", "exit", "[boom]", "** (exit) :boom"}};
    zt_calls (calls);
}

ZT_TEST (an_exit_is_told_with_what_led_to_it)
{
    static const row_t rows [] = {
        {ZC_EXIT, "boom", "** (exit) :boom"}, {ZC_EXIT, "normal", "** (exit) normal"},
        {ZC_EXIT, "{shutdown, 1}", "** (exit) shutdown: 1"}, {ZC_EXIT, "killed", "** (exit) killed"},
        {ZC_EXIT, "{noproc, {GenServer, call, [nobody, ping, 5000]}}",
         "** (exit) exited in: GenServer.call(:nobody, :ping, 5000)\n    ** (EXIT) " NOPROC},
        {ZC_EXIT, "{timeout, {Task, await, [x, 10]}}",
         "** (exit) exited in: Task.await(:x, 10)\n    ** (EXIT) time out"},
        {ZC_EXIT, "{{nodedown, :node2@localhost}, {GenServer, call, [{a, :node2@localhost}, 1, 5000]}}",
         "** (exit) exited in: GenServer.call({:a, :node2@localhost}, 1, 5000)\n"
         "    ** (EXIT) no connection to node2@localhost"},
        {ZC_EXIT, "{{noproc, {GenServer, call, [b, 1, 2]}}, {GenServer, call, [a, 1, 2]}}",
         "** (exit) exited in: GenServer.call(:a, 1, 2)\n    ** (EXIT) exited in: "
         "GenServer.call(:b, 1, 2)\n        ** (EXIT) " NOPROC},
        {ZC_EXIT, "{badarith, [{erlang, :/, [1, 0], []}, {Duck, half, 1, [file: \"duck.ex\", line: 3]}]}",
         "** (exit) an exception was raised:\n    ** (ArithmeticError) bad argument in arithmetic "
         "expression: 1 / 0\n        :erlang./(1, 0)\n        duck.ex:3: Duck.half/1"},
        {ZC_EXIT, "{shutdown, {failed_to_start_child, Duck, {:EXIT, boom}}}",
         "** (exit) shutdown: failed to start child: Duck\n    ** (EXIT) :boom"},
        {ZC_EXIT, "{start_spec, {invalid_child_spec, 1}}",
         "** (exit) bad child specification, invalid child specification: 1"},
        {ZC_EXIT, "{bad_return_value, 1}", "** (exit) bad return value: 1"}};
    ROWS (rows);
    static const zt_library_t calls [] = {
        {"GenServer", "call", "[nobody, ping]",
         "** (exit) exited in: GenServer.call(:nobody, :ping, 5000)\n    ** (EXIT) " NOPROC}};
    zt_calls (calls);
}

//  ---- processes by name ---------------------------------------------------

ZT_TEST (processes_are_asked_by_name)
{
    static const zt_library_t rows [] = {
        {"Process", "whereis", "[nobody]", "nil"}, {"erlang", "whereis", "[nobody]", ":undefined"}};
    zt_calls (rows);
    zc_term_t *self = zc_term_new ("[~p, ducks]", zc_self ());
    zt_check_term (zc_apply ("Process", "register", self), "true");
    zt_check_term (zc_apply ("Process", "whereis", zc_term_new ("[ducks]")), "~p", zc_self ());
    zt_check_term (zc_apply ("Process", "info", zc_term_new ("[~p, registered_name]", zc_self ())),
                   "{registered_name, ducks}");
    zt_check_term (zc_apply ("Kernel", "send", zc_term_new ("[ducks, quack]")), "quack");
    zt_check (zc_receive (0, "quack"));
    zc_term_t *sent = zc_apply ("Process", "send_after", zc_term_new ("[~p, later, 1]", zc_self ()));
    zt_check_term (sent, "_");
    zt_check (zc_receive (ZT_LONG, "later"));
    zt_check_term (zc_apply ("Process", "cancel_timer", zc_term_new ("[~t]", sent)), "false");
    zt_check_term (zc_apply ("Process", "unregister", zc_term_new ("[ducks]")), "true");
    zc_ref_t ref;
    zc_pid_t pid;
    zt_check_term (zc_apply ("Kernel", "spawn_monitor", zc_term_new ("[Kernel, exit, [bye]]")), "{~p, ~r}",
                   &pid, &ref);
    zt_check (zc_receive (ZT_LONG, "{:DOWN, ~r, process, ~p, bye}", ref, pid));
    zt_check_term (zc_apply ("timer", "tc", zc_term_new ("[Kernel, abs, [-1]]")), "{_, 1}");
    zt_check_term (zc_apply ("System", "convert_time_unit", zc_term_new ("[-1, microsecond, second]")), "-1");
}

ZT_TEST (wrong_arguments_of_process_functions_are_told)
{
    static const zt_library_t rows [] = {
        {"Kernel", "send", "[nobody, 1]", "** (ArgumentError) errors were found at the given arguments:"
         "\n\n  * 1st argument: invalid destination\n"},
        {"Process", "unregister", "[nobody]", "** (ArgumentError) could not unregister :nobody because "
         "it was not already registered"},
        {"Process", "monitor", "[1]", "** (ArgumentError) errors were found at the given arguments:"
         "\n\n  * 2nd argument: not a pid\n"},
        {"Process", "sleep", "[a]", "** (FunctionClauseError) no function clause matching in "
         "Process.sleep/1"},
        {"Process", "flag", "[colour, 1]", "** (ArgumentError) errors were found at the given "
         "arguments:\n\n  * 1st argument: invalid process flag\n"},
        {"Kernel", "spawn", "[a]", "** (ArgumentError) errors were found at the given arguments:"
         "\n\n  * 1st argument: not a fun\n"},
        {"Node", "list", "[[bad]]", "** (ArgumentError) errors were found at the given arguments:"
         "\n\n  * 1st argument: invalid node type in list\n"},
        {"Kernel", "apply", "[a, b, c]", "** (ArgumentError) errors were found at the given arguments:"
         "\n\n  * 3rd argument: not a list\n"}};
    zt_calls (rows);
}

ZT_TEST (files_and_children_that_do_not_exist_are_told)
{
    static const zt_library_t rows [] = {
        {"IEx.Helpers", "c", "[\"no.ex\"]", "** (ArgumentError) could not find files no.ex"},
        {"IEx.Helpers", "c", "[[\"no.ex\", \"no.c\"], \"./\"]",
         "** (ArgumentError) could not find files no.ex, no.c"},
        {"IEx.Helpers", "c", "[\"no.ex\", in_memory]", "** (ArgumentError) could not find files no.ex"},
        {"IEx.Helpers", "c", "[[a]]",
         "** (ArgumentError) expected a binary or a list of binaries as argument"},
        {"Supervisor", "start_link", "[[Nowhere], [{strategy, one_for_one}]]", "** (ArgumentError) The "
         "module Nowhere was given as a child to a supervisor but it does not exist."},
        {"Supervisor", "start_link", "[[{Kernel, 1}], [{strategy, one_for_one}]]", "** (ArgumentError) "
         "The module Kernel was given as a child to a supervisor\nbut it does not implement child_spec/1."},
        {"erlang", "check_old_code", "[Kernel]", "false"}};
    zt_calls (rows);
}

//  As in Elixir, and as in Erlang.
ZT_TEST (a_file_is_named_by_a_binary_or_by_characters)
{
    static const zt_library_t rows [] = {
        {"code", "load_binary", "[Nope, \"x\", \"junk\"]", "{:error, :badfile}"},
        {"code", "load_binary", "[Nope, [120], \"junk\"]", "{:error, :badfile}"},
        {"code", "load_binary", "[Nope, [], \"junk\"]", "{:error, :badfile}"},
        {"code", "load_binary", "[Nope, [120, 233, 8364], \"junk\"]", "{:error, :badfile}"},
        {"code", "load_binary", "[Nope, 120, \"junk\"]", "** (ArgumentError) argument error"},
        {"code", "load_binary", "[Nope, [-1], \"junk\"]", "** (ArgumentError) argument error"},
        {"code", "load_binary", "[Nope, [120, 0], \"junk\"]", "** (ArgumentError) argument error"},
        {"code", "load_binary", "[Nope, [120], junk]", "** (ArgumentError) argument error"},
        {"code", "load_binary", "[1, [120], \"junk\"]", "** (ArgumentError) argument error"}};
    zt_calls (rows);
    zt_check (zt_logged ("loading module Elixir.Nope from x\u00e9\u20ac failed: "));
}

//  ---- results as a prompt prints them -------------------------------------

ZT_TEST (results_are_cut_and_broken_into_lines)
{
    static const struct { const char *text, *printed; } rows [] = {
        {"[{a, 1, \"a long text, long enough to make a break\"}, {b, 1, \"a long text, long enough\"}]",
         "[\n  {:a, 1, \"a long text, long enough to make a break\"},\n"
         "  {:b, 1, \"a long text, long enough\"}\n]"},
        {"{\"a long text, long enough to make a break\", \"a long text, long enough to break\"}",
         "{\"a long text, long enough to make a break\",\n \"a long text, long enough to break\"}"},
        {"%{name: \"a long text, long enough to make a break\", nodes: [:kate@localhost, :alex@localhost]}",
         "%{\n  name: \"a long text, long enough to make a break\",\n"
         "  nodes: [:kate@localhost, :alex@localhost]\n}"},
        {"%{__struct__: Task, pid: 1, owner: 2}", "%Task{owner: 2, pid: 1}"},
        {"%{__struct__: Range, first: 1, last: 9, step: 2}", "1..9//2"},
        {"%{__struct__: a, b: 1}", "%{__struct__: :a, b: 1}"}};
    zc_print_options_t prompt = {NULL, 50, 4096, 80, ZC_CHARLISTS_INFER};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        zc_term_t *term = zc_term_parse (rows [i].text, NULL);
        zc_buffer_t out = {0};
        zc_print_with (&out, zc_term_data (term), &prompt);
        zc_buffer_u8 (&out, 0);
        if (strcmp ((char *) out.data, rows [i].printed) != 0)
            zt_fail ("%s\n    is %s\n    not %s", rows [i].text, (char *) out.data, rows [i].printed);
        zc_buffer_clear (&out);
    }
    zc_term_t *range = zc_term_new ("[%{__struct__: Range, first: 1, last: 60, step: 1}]");
    zc_term_t *numbers = zc_apply ("Enum", "to_list", range);
    zc_buffer_t out = {0};
    zc_print_with (&out, zc_term_data (numbers), &prompt);
    zc_buffer_u8 (&out, 0);
    zt_check (strstr ((char *) out.data, ", 22,\n 23,") && strstr ((char *) out.data, ", 50, ...]"));
    zc_buffer_clear (&out);
}

ZT_MAIN ("library_errors", an_error_is_told_as_iex_tells_it, an_exception_is_told_by_its_message,
         an_exit_is_told_with_what_led_to_it, processes_are_asked_by_name,
         wrong_arguments_of_process_functions_are_told,
         files_and_children_that_do_not_exist_are_told,
         a_file_is_named_by_a_binary_or_by_characters, results_are_cut_and_broken_into_lines)
