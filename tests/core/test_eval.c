//  test_eval.c - texts evaluated: each form of the subset, its values and its errors

#include "zt_eval.h"

ZT_TEST (a_text_is_evaluated_with_a_binding)
{
    zc_term_t *binding = zc_term_new ("%{n: 20}"), *value;
    zt_check_int (zc_eval ("m = n + 1", NULL, &binding, &value), ZC_VALUE);
    zt_check_term (value, "21");
    zt_check_term (binding, "%{n: 20, m: 21}");
    zt_check_int (zc_eval ("n = m; exit({:done, n})", NULL, &binding, &value), ZC_EXIT);
    zt_check_term (value, "{done, 21}");
    zt_check_term (binding, "%{n: 20, m: 21}");
}

//  ---- values --------------------------------------------------------------

ZT_TEST (values_are_written_as_they_are_printed)
{
    static const zt_row_t rows [] = {
        {"", "nil"}, {"nil", "nil"}, {"1; 2", "2"}, {"()", "nil"},
        {":alex@localhost", ":alex@localhost"}, {":\"quoted text\"", ":\"quoted text\""},
        {"Chat.Room", "Chat.Room"}, {"1_000", "1000"}, {"0xff", "255"}, {"?a", "97"},
        {"123456789012345678901234567890", "123456789012345678901234567890"},
        {"-5", "-5"}, {"-123456789012345678901234567890", "-123456789012345678901234567890"},
        {"- 1.5", "-1.5"}, {"1.5e3", "1500.0"}, {"\"duck\"", "\"duck\""}, {"'duck'", "'duck'"},
        {"{}", "{}"}, {"{1, {:a, \"b\"}}", "{1, {:a, \"b\"}}"}, {"[]", "[]"},
        {"[1, 2 | [3]]", "[1, 2, 3]"}, {"[1 | 2]", "[1 | 2]"}, {"[a: 1, b: 2]", "[a: 1, b: 2]"},
        {"[97, 98]", "'ab'"}, {"%{}", "%{}"}, {"%{:a => 1, \"k\" => 2}", "%{:a => 1, \"k\" => 2}"},
        {"%{a: 1, a: 2}", "%{a: 2}"}, {"%{%{a: 1, b: 2} | b: 3}", "%{a: 1, b: 3}"},
        {"%{1 => 2, 3 => 4, 1 => 5}", "%{1 => 5, 3 => 4}"},
        {"1..10", "1..10"}, {"3..1", "3..1//-1"}, {"1..9//2", "1..9//2"}, {"~w(a b)a", "[:a, :b]"},
        {"\"a#{1 + 1}b\"", "\"a2b\""}, {"\"#{:x}#{\"y\"}#{1.5}#{'z'}\"", "\"xy1.5z\""},
        {"\"é#{\"ñ\"}\"", "\"éñ\""}, {"\"#{\"#{1}\"}\"", "\"1\""}, {"[a: 1][:a]", "1"}};
    zt_rows (rows);
}

ZT_TEST (fields_are_read_with_a_dot)
{
    static const zt_row_t rows [] = {
        {"m = %{a: %{b: 5}}; m.a.b", "5"}, {"%{a: 1}.a", "1"},
        {"m = %{a: 1}; m.b", "** {{:badkey, :b, %{a: 1}}, []}"},
        {"m = %{a: 1}; %{m | b: 2}", "** {{:badkey, :b, %{a: 1}}, []}"},
        {"x = 1; %{x | b: 2}", "** {{:badmap, 1}, []}"},
        {"k = Kernel; k.abs(-1)", "1"}, {"k = Kernel; k.self == self()", "true"},
        {"m = %{a: 1}; m.a()", "1"}, {"m = %{a: nil}; m.a.b", "** {{:badkey, :b, nil}, []}"},
        {"nil.foo", "** {{:badkey, :foo, nil}, []}"}, {"nil.foo()", "** {:undef, [{nil, :foo, [], []}]}"},
        {"x = 1; x.foo", "** {{:badkey, :foo, 1}, []}"}, {"x = [a: 1]; x.a", "** {{:badkey, :a, [a: 1]}, []}"},
        {"x = 1; x.foo()", "** {:badarg, [{:erlang, :apply, [1, :foo, []], []}]}"},
        {"x = 1; x.foo(2)", "** {:badarg, [{:erlang, :apply, [1, :foo, [2]], []}]}"},
        {"case 5 do x when x.a -> 1; _ -> 2 end", "2"}};
    zt_rows (rows);
}

//  ---- operators -----------------------------------------------------------

ZT_TEST (operators_reckon_and_compare)
{
    static const zt_row_t rows [] = {
        {"1 + 2 * 3", "7"}, {"(1 + 2) * 3", "9"}, {"7 - 10", "-3"}, {"7 / 2", "3.5"},
        {"2 + 1.5", "3.5"}, {"div(7, 2)", "3"}, {"rem(7, 2)", "1"}, {"-(3)", "-3"},
        {"9223372036854775807 + 1", "9223372036854775808"},
        {"-9223372036854775808 - 1", "-9223372036854775809"},
        {"9223372036854775807 * 9223372036854775807", "85070591730234615847396907784232501249"},
        {"1 == 1.0", "true"}, {"1 === 1.0", "false"}, {"{1} == {1.0}", "true"}, {"1 != 2", "true"},
        {"1 !== 1.0", "true"}, {"1 < 2", "true"}, {"2 >= 2", "true"}, {"1 < :a", "true"},
        {"\"a\" < \"b\"", "true"}, {"[1] > %{}", "true"}, {"2.0 <= 2", "true"},
        {"\"a\" <> \"b\" <> \"c\"", "\"abc\""}, {"[1] ++ [2] ++ [3]", "[1, 2, 3]"},
        {"[1, 2, 1] -- [1]", "[2, 1]"}, {"true and false", "false"}, {"false or 5", "5"},
        {"true and 5", "5"}, {"nil && boom()", "** x"}, {"nil || 5", "5"}, {"1 && 2", "2"},
        {"!nil", "true"}, {"!1", "false"}, {"not true", "false"}, {"false and 1 + :a", "false"},
        {"1 and true", "** {{:badbool, :and, 1}, []}"}, {"nil or true", "** {{:badbool, :or, nil}, []}"},
        {"1 + :a", "** {:badarith, [{:erlang, :+, [1, :a], []}]}"},
        {"[3, 1] |> length", "2"}, {"-5 |> abs() |> Kernel.+(1)", "6"},
        {"5 |> (fn x -> x * 2 end).()", "10"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp (rows [i].result, "** x") != 0)
            zt_rows_at (&rows [i], 1, false, __FILE__, __LINE__);
}

//  ---- patterns ------------------------------------------------------------

ZT_TEST (a_match_binds_its_variables)
{
    static const zt_row_t rows [] = {
        {"x = 5", "5"}, {"x", "5"}, {"{a, [b | c]} = {1, [2, 3, 4]}", "{1, [2, 3, 4]}"},
        {"{a, b, c}", "{1, 2, [3, 4]}"}, {"x = x + 1", "6"}, {"{x, y} = {y = 7, x}; {x, y}", "{7, 6}"},
        {"^x = 7", "7"}, {"^x = 8", "** {{:badmatch, 8}, []}"}, {"x", "7"},
        {"%{k: v} = %{k: 1, l: 2}; v", "1"}, {"%{\"s\" => %{t: w}} = %{\"s\" => %{t: 3}}; w", "3"},
        {"key = :k; %{^key => v} = %{k: 9}; v", "9"}, {"%{} = %{a: 1}; :ok", ":ok"},
        {"%{zz: _} = %{}", "** {{:badmatch, %{}}, []}"},
        {"\"he\" <> rest = \"hello\"; rest", "\"llo\""}, {"\"x\" <> _ = \"hello\"", "** {{:badmatch, \"hello\"}, []}"},
        {"z = w = 3; {z, w}", "{3, 3}"}, {"{p, p} = {1, 1}; p", "1"},
        {"{p, p} = {1, 2}", "** {{:badmatch, {1, 2}}, []}"}, {"[h, h | _] = 'aab'; h", "97"},
        {"_ = 5", "5"}, {"{_, _} = {1, 2}; :ok", ":ok"}, {"[] = []", "[]"}, {"[] = [1]", "** {{:badmatch, [1]}, []}"},
        {"[q | r] = [1]; r", "[]"}, {"[1, 2 | t] = [1, 2 | 3]; t", "3"}, {"-1 = -1", "-1"},
        {"1 = 1.0", "** {{:badmatch, 1.0}, []}"}, {"(x = 1; y = 2)", "2"}, {"{x, y}", "{1, 2}"},
        {"%Range{first: f} = 3..4; f", "3"}, {"%Task{} = 3..4", "** {{:badmatch, 3..4}, []}"},
        {"%{__struct__: s} = 3..4; s", "Range"}, {"[k: kv] = [k: 1]; kv", "1"}};
    zt_session (rows);
}

ZT_TEST (case_takes_the_first_clause_that_fits)
{
    static const zt_row_t rows [] = {
        {"case {1, 2} do {1, x} when x > 5 -> :big; {_, x} -> x end", "2"},
        {"case 5 do x when hd(x) -> 1; x when x > 3 and is_integer(x) -> 2 end", "2"},
        {"case 5 do x when hd(x) == 1 when x > 9 when x == 5 -> 1; _ -> 2 end", "1"},
        {"f = fn a, b when a > 9 when b == 2 -> 1; _, _ -> 0 end; {f.(10, 3), f.(1, 2), f.(1, 3)}", "{1, 1, 0}"},
        {"send(self(), 7); receive do n when n < 7 when n == 7 -> {:got, n} end", "{:got, 7}"},
        {"case 3 do _ -> 1 end", "1"}, {"case 3 do 4 -> 1 end", "** {{:case_clause, 3}, []}"},
        {"x = 1; case 2 do x -> x end; x", "1"}, {"x = 1; case 1 do ^x -> :same; _ -> :other end", ":same"},
        {"case y = 3 do 3 -> y end", "3"}, {"case 1 do x when x in [1, 2] -> :in; _ -> :out end", ":in"},
        {"case %{a: 1} do %{b: _} -> 1; m when m.a == 1 -> 2 end", "2"},
        {"case 1 do x when x.a -> 1; _ -> 2 end", "2"}, {"case [1, 2] do [_] -> 1; [_, x] -> x end", "2"},
        {"case 1 do\n  1 ->\n    a = 2\n    a * 2\n  _ -> 0\nend", "4"},
        {"5 |> case do 5 -> :five end", ":five"}, {"case 1 do x when 1 -> x; _ -> :no end", ":no"},
        {"case 1 do x when not is_atom(x) -> :yes end", ":yes"},
        {"case 1 do x when is_atom(x) or x == 1 -> :yes end", ":yes"}};
    zt_rows (rows);
}

ZT_TEST (conditions_choose)
{
    static const zt_row_t rows [] = {
        {"if 1 < 2, do: :yes, else: :no", ":yes"}, {"if nil do 1 else 2 end", "2"}, {"if false, do: 1", "nil"},
        {"if true do\nend", "nil"}, {"unless false, do: 1", "1"}, {"unless 5 do 1 else 2 end", "2"},
        {"x = 1; if true do x = 2; x end; x", "1"}, {"if x = 5, do: x", "5"},
        {"cond do false -> 1; nil -> 2; 1 + 1 == 2 -> 3 end", "3"}, {"cond do false -> 1 end", "** {:cond_clause, []}"},
        {"cond do x = 5 -> x end", "5"}};
    zt_rows (rows);
}

//  ---- functions -----------------------------------------------------------

ZT_TEST (functions_are_values)
{
    static const zt_row_t rows [] = {
        {"f = fn x -> x + 1 end; f.(2)", "3"}, {"(fn -> 5 end).()", "5"}, {"n = 10; f = fn x -> x + n end; n = 0; f.(n)", "10"},
        {"fn x -> fn y -> {x, y} end end.(1).(2)", "{1, 2}"}, {"f = fn 0 -> :zero; n when n > 0 -> :more; _ -> :less end; {f.(0), f.(1), f.(-1)}", "{:zero, :more, :less}"},
        {"f = fn {a, b}, c -> a + b + c end; f.({1, 2}, 3)", "6"}, {"f = fn x, x -> :same; _, _ -> :other end; {f.(1, 1), f.(1, 2)}", "{:same, :other}"},
        {"f = &(&1 * &2); f.(6, 7)", "42"}, {"f = &{&1, &1}; f.(1)", "{1, 1}"}, {"f = &Kernel.abs/1; f.(-1)", "1"},
        {"f = &abs/1; f.(-1)", "1"}, {"&Mod.fun/2", "&Mod.fun/2"}, {"n = 5; f = &(&1 + n); f.(1)", "6"}, {"(&+/2).(1, 2)", "3"},
        {"f = &Enum.map(&1, fn x -> x * &2 end); f.([1, 2], 5)", "[5, 10]"},
        {"f = &(fn -> fn -> {&1, &2} end end); f.(1, 2).().()", "{1, 2}"},
        {"x = 1; f = fn ^x -> :same; _ -> :other end; {f.(1), f.(2)}", "{:same, :other}"},
        {"is_function(fn -> 1 end)", "true"}, {"apply(fn a, b -> a - b end, [3, 1])", "2"}, {"apply(Kernel, :abs, [-5])", "5"},
        {"(fn 1 -> 1 end).(2)", "** {:function_clause, [{:erl_eval, :\"-inside-an-interpreted-fun-\", [2], []}]}"},
        {"f = 5; f.(1)", "** {{:badfun, 5}, []}"}, {"f = &abs/1; f.(1, 2)", "** {{:badarity, {&Kernel.abs/1, [1, 2]}}, []}"},
        {"NoSuch.thing(1)", "** {:undef, [{NoSuch, :thing, [1], []}]}"}, {"Kernel.thing(1)", "** {:undef, [{Kernel, :thing, [1], []}]}"},
        {"f = fn x when x > 0 -> x end; f.(1)", "1"}, {"(fn x -> x end).(fn -> 7 end).()", "7"},
        {"f = fn x ->\n  y = x * 2\n  y + 1\nend\nf.(5)", "11"}, {"\"#{node}\" == to_string(node())", "true"}};
    zt_rows (rows);
}

ZT_TEST (functions_in_c_call_functions_of_the_text)
{
    zc_term_t *binding = zc_term_new ("%{}"), *function, *result;
    zt_check_int (zc_eval ("k = 3; fn a, b -> a * b + k end", NULL, &binding, &function), ZC_VALUE);
    zt_check_int (zc_function_arity (function), 2);
    result = zc_call_with (function, "[6, 7]");
    zt_check_term (result, "45");
    zc_term_destroy (&binding);
}

static void
s_call (void *arg)
{
    zc_call_with (arg, "[1]");
}

ZT_TEST (a_value_that_is_no_function_cannot_be_called)
{
    zc_term_t *reason;
    zt_check_int (zc_try (s_call, zc_term_new ("ok"), &reason), ZC_ERROR);
    zt_check_term (reason, "{{badfun, ok}, []}");
    zt_check_int (zc_try (s_call, zc_term_new ("&Kernel.max/2"), &reason), ZC_ERROR);
    zt_check_term (reason, "{{badarity, {&Kernel.max/2, [1]}}, []}");
    zt_check_int (zc_function_arity (zc_term_new ("ok")), -1);
}

//  ---- receive -------------------------------------------------------------

ZT_TEST (receive_takes_the_oldest_message_that_fits)
{
    static const zt_row_t rows [] = {
        {"send(self(), {:a, 1}); send(self(), :b); send(self(), {:a, 2}); send(self(), :c)", ":c"},
        {"receive do :c -> :third end", ":third"}, {"receive do {:a, n} when n > 1 -> n end", "2"},
        {"receive do {:z, _} -> 1 after 0 -> :none end", ":none"}, {"receive do {:a, n} -> n; :b -> :b end", "1"},
        {"want = :b; receive do ^want -> :got after 1000 -> :late end", ":got"},
        {"receive do x -> x after 10 -> :empty end", ":empty"}, {"receive do after 1 -> :time end", ":time"},
        {"send(self(), :abc); receive do x when hd(x) -> 1 after 0 -> :kept end", ":kept"},
        {"receive do x -> x end", ":abc"}, {"receive do _ -> 1 after -1 -> 2 end", "** {:timeout_value, []}"},
        {"send(self(), 5); receive do x -> y = x * 2; y after :infinity -> 0 end", "10"}};
    zt_session (rows);
}

ZT_TEST (processes_are_spawned_and_answer)
{
    static const zt_row_t rows [] = {
        {"me = self(); spawn(fn -> send(me, {:hi, self()}) end); receive do {:hi, p} -> is_pid(p) end", "true"},
        {"pid = spawn(fn -> receive do {:hi, from} -> send(from, :sup?) end end); send(pid, {:hi, self()}); receive do x -> x end", ":sup?"},
        {"{_, r} = spawn_monitor(fn -> exit(:bye) end); receive do {:DOWN, ^r, _, _, why} -> why end", ":bye"},
        {"t = Task.async(fn -> 40 + 2 end); Task.await(t)", "42"},
        {"Task.await_many(Enum.map(1..3, fn n -> Task.async(fn -> n * n end) end))", "[1, 4, 9]"},
        {"{:ok, s} = Task.Supervisor.start_link(); r = Task.await(Task.Supervisor.async(s, fn -> 2 end)); Supervisor.stop(s); r", "2"},
        {"{:erpc.call(node(), fn -> node() end) == node(), :erpc.call(node(), fn -> 2 end, 9000)}", "{true, 2}"},
        {"Task.await(1)", "** {:function_clause, [{Task, :await, [1], []}]}"},
        {":global.trans({:res, self()}, fn -> :inside end)", ":inside"}};
    zt_rows (rows);
}

#define REFUSED(resolve) \
    "{_, r} = spawn_monitor(fn -> :global.register_name(:x, self(), " resolve ") end); " \
    "receive do {:DOWN, ^r, _, _, {why, [{m, f, _, where}]}} -> {why, m, f, where} end", \
    "{:badarg, :global, :register_name, [argument: {3, \"not a fun of arity 3\"}]}"

ZT_TEST (a_resolve_function_is_given_in_the_forms_of_erlang_and_elixir)
{
    static const zt_row_t rows [] = {
        {"f = fn _name, p, _own -> p end; :global.register_name(:x, self(), f)", ":yes"},
        {":global.re_register_name(:x, self(), f)", ":yes"},
        {":global.re_register_name(:x, self(), &:global.notify_all_name/3)", ":yes"},
        {":global.re_register_name(:x, self(), &Duck.choose/3)", ":yes"},
        {":global.re_register_name(:x, self(), {:global, :notify_all_name})", ":yes"},
        {":global.re_register_name(:x, self(), \"global:notify_all_name\")", ":yes"},
        {":global.register_name(:x, self(), &:global.random_exit_name/3)", ":no"},
        {":global.whereis_name(:x) == self() && :global.unregister_name(:x)", ":ok"},
        {REFUSED ("fn p, _q -> p end")}, {REFUSED ("&:global.sync/0")}, {REFUSED ("5")},
        {REFUSED ("nil")}, {REFUSED ("\"no_module\"")}, {REFUSED ("\":f\"")},
        {REFUSED ("{:global, 1}")}, {":global.whereis_name(:x)", ":undefined"}};
    zt_session (rows);
}

//  self () is the same in all rows; after each the lock is another process's to take, at once.
#define TAKEN "Task.await(Task.async(fn -> {:global.set_lock({:res, self()}, [node()], 0), :global.del_lock({:res, self()})} end)) |> elem(0)"

ZT_TEST (what_is_raised_in_a_trans_goes_on_and_frees_the_lock)
{
    static const zt_row_t rows [] = {
        {":global.trans({:res, self()}, fn -> raise \"x\" end)", "** {%RuntimeError{message: \"x\"}, []}"},
        {TAKEN, "true"},
        {":global.trans({:res, self()}, fn -> throw(:ball) end)", "throw :ball"}, {TAKEN, "true"},
        {":global.trans({:res, self()}, fn -> exit(:boom) end)", "exit :boom"}, {TAKEN, "true"},
        {":global.trans({:res, self()}, fn -> " TAKEN " end)", "false"}, {TAKEN, "true"},
        {":global.trans({:res, self()}, 5)", "** {{:badfun, 5}, []}"}, {TAKEN, "true"},
        {":rpc.call(node(), :global, :trans, [{:res, self()}, fn -> exit(:boom) end])", "{:badrpc, {:EXIT, :boom}}"},
        {TAKEN, "true"},
        {":rpc.call(node(), :global, :trans, [{:res, self()}, fn -> 1 + :a end])", "{:badrpc, {:EXIT, {:badarith, [{:erlang, :+, [1, :a], []}]}}}"},
        {TAKEN, "true"},
        {":rpc.call(node(), :global, :trans, [{:res, self()}, fn -> throw(:ball) end])", ":ball"},
        {TAKEN, "true"}};
    zt_session (rows);
}

ZT_TEST (a_lock_id_of_another_shape_is_an_error)
{
    static const zt_row_t rows [] = {
        {":global.set_lock(:r)", "** {:function_clause, [{:global, :set_lock, [:r], []}]}"},
        {":global.set_lock({:r, :me}, [node()], -1)", "** {:function_clause, [{:global, :set_lock, [{:r, :me}, [:nonode@nohost], -1], []}]}"},
        {":global.del_lock({:r}, [node()])", "** {:function_clause, [{:global, :del_lock, [{:r}, [:nonode@nohost]], []}]}"},
        {":global.trans(:r, 5)", "** {:function_clause, [{:global, :trans, [:r, 5], []}]}"},
        {":erpc.multicall([node()], :global, :set_lock, [:r])",
         "[error: {:exception, :function_clause, [{:global, :set_lock, [:r], []}]}]"},
        {":rpc.call(node(), :global, :set_lock, [:r])",
         "{:badrpc, {:EXIT, {:function_clause, [{:global, :set_lock, [:r], []}]}}}"}};
    zt_rows (rows);
}

//  ---- texts that are refused ----------------------------------------------

#define COMPILE(line, text) "** {%CompileError{description: \"" text "\", file: \"iex\", line: " #line "}, []}"

ZT_TEST (what_does_not_compile_says_why)
{
    static const zt_row_t rows [] = {
        {"foo", COMPILE (1, "undefined function foo/0 (there is no such import)")},
        {"\n\nfoo(1, 2)", COMPILE (3, "undefined function foo/2 (there is no such import)")},
        {"fn -> foo() end", COMPILE (1, "undefined function foo/0 (there is no such import)")},
        {"try do 1 end", COMPILE (1, "try is not part of the zcluster shell's subset of Elixir")},
        {"for x <- [1], do: x", COMPILE (1, "for is not part of the zcluster shell's subset of Elixir")},
        {"import Foo", COMPILE (1, "import is not part of the zcluster shell's subset of Elixir")},
        {"^x = 1", COMPILE (1, "undefined variable ^x. No variable \\\"x\\\" has been defined before the current pattern")},
        {"^x", COMPILE (1, "cannot use ^ outside of match clauses")},
        {"foo() = 1", COMPILE (1, "cannot invoke local foo/0 inside match")},
        {"case 1 do x when foo(x) -> 1 end", COMPILE (1, "cannot invoke local foo/1 inside guard")},
        {"case 1 do x when Foo.bar(x) -> 1 end", COMPILE (1, "cannot invoke remote function bar/1 inside a guard")},
        {"fn 1 -> 1; 1, 2 -> 2 end", COMPILE (1, "cannot mix clauses with different arities in anonymous functions")},
        {"&1", COMPILE (1, "capture argument &1 must be used within the capture operator &")},
        {"&(&1 + &3)", COMPILE (1, "capture argument &3 cannot be defined without &2 (you cannot skip arguments, all arguments must be numbered)")},
        {"&Enum.map(&1, &abs/1)", COMPILE (1, "nested captures are not allowed. You cannot define a function using the capture operator & inside another function defined via &")},
        {"&(&1; &2)", COMPILE (1, "block expressions are not allowed inside the capture operator &")},
        {"1 |> (& &1)", COMPILE (1, "cannot pipe into that, can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()")},
        {"1 |> fn x -> x end", COMPILE (1, "cannot pipe into an anonymous function without calling the function; use Kernel.then/2 instead or define the anonymous function as a regular private function")},
        {"[1] |> hd() ++ [2]", COMPILE (1, "cannot pipe into that, the :++ operator can only take two arguments")},
        {"case 1 do 1 end", COMPILE (1, "expected -> clauses for :do in \\\"case\\\"")},
        {"cond do x, y -> 1 end", COMPILE (1, "expected one argument for :do clauses (->) in \\\"cond\\\"")},
        {"receive do after 0 -> 1; 1 -> 2 end", COMPILE (1, "expected a single -> clause for :after in \\\"receive\\\"")},
        {"def foo, do: 1", COMPILE (1, "cannot invoke def/2 outside module")},
        {"@attr", COMPILE (1, "undefined module attribute @attr")}, {"1 | 2", COMPILE (1, "misplaced operator |/2")},
        {"x = 1 +", "** {%TokenMissingError{column: 8, description: \"syntax error: expression is incomplete\", file: \"iex\", line: 1}, []}"}};
    for (size_t i = 0; i + 1 < sizeof rows / sizeof *rows; i++)
        zt_rows_at (&rows [i], 1, false, __FILE__, __LINE__);
    zc_term_t *binding = zc_term_new ("%{}");
    char *incomplete = zt_eval ("x = 1 +", &binding), *wrong = zt_eval ("1 + )", &binding);
    zt_check (strstr (incomplete, "** {%TokenMissingError{") == incomplete);
    zt_check (strstr (wrong, "** {%SyntaxError{") == wrong);
}

ZT_TEST (code_is_evaluated_by_name)
{
    static const zt_row_t rows [] = {
        {"Code.eval_string(\"x = n * 2\", n: 4)", "{8, [n: 4, x: 8]}"}, {"Code.eval_string(\"1\")", "{1, []}"},
        {"Code.eval_string(5)", "** {:badarg, [{Code, :eval_string, [5], []}]}"},
        {"Code.eval_string(\"1 = 2\")", "** {{:badmatch, 2}, []}"}};
    zt_rows (rows);
}

ZT_MAIN ("eval", a_text_is_evaluated_with_a_binding, values_are_written_as_they_are_printed,
         fields_are_read_with_a_dot, operators_reckon_and_compare, a_match_binds_its_variables,
         case_takes_the_first_clause_that_fits, conditions_choose, functions_are_values,
         functions_in_c_call_functions_of_the_text, a_value_that_is_no_function_cannot_be_called,
         receive_takes_the_oldest_message_that_fits, processes_are_spawned_and_answer,
         a_resolve_function_is_given_in_the_forms_of_erlang_and_elixir,
         what_is_raised_in_a_trans_goes_on_and_frees_the_lock,
         a_lock_id_of_another_shape_is_an_error,
         what_does_not_compile_says_why, code_is_evaluated_by_name)
