//  test_script.c - modules in Elixir: written at a prompt, compiled from files, changed

#include "zt_code.h"
#include "zt_eval.h"

#include "kernel/zc_code_object.h"

//  ---- defmodule -----------------------------------------------------------

//  Evaluate a text for what it does.
static void
s_do (const char *text)
{
    zc_term_t *binding = zc_term_new ("%{}");
    char *result = zt_eval (text, &binding);
    zt_check (strncmp (result, "** ", 3) != 0 && strncmp (result, "exit ", 5) != 0);
    zc_free (result);
    zc_term_destroy (&binding);
}

ZT_TEST (a_module_is_written_and_called)
{
    static const zt_row_t rows [] = {
        {"{:module, name, bytes, last} = defmodule Chat.Room do\n"
         "  @moduledoc \"Rooms\"\n"
         "  @size 2 * 50\n"
         "  @half div(@size, 2)\n"
         "  @spec halves() :: {integer, integer}\n"
         "  def halves, do: {@half, @size}\n"
         "  @doc since: \"1.0\"\n"
         "  def greet(name, greeting \\\\ \"hi\") when is_binary(name) do\n"
         "    join(greeting, name)\n"
         "  end\n"
         "  defp join(a, b), do: \"#{a} #{b}\"\n"
         "end\n"
         "{name, is_binary(bytes), last}", "{Chat.Room, true, {:join, 2}}"},
        {"Chat.Room.halves", "{50, 100}"}, {"Chat.Room.greet(\"kate\")", "\"hi kate\""},
        {"Chat.Room.greet(\"kate\", \"bye\")", "\"bye kate\""},
        {"Chat.Room.greet(1)", "** {:function_clause, [{Chat.Room, :greet, [1, \"hi\"], []}]}"},
        {"Chat.Room.join(1, 2)", "** {:undef, [{Chat.Room, :join, [1, 2], []}]}"},
        {"function_exported?(Chat.Room, :join, 2)", "false"},
        {"Enum.map([\"a\"], &Chat.Room.greet/1)", "[\"hi a\"]"},
        {"defmodule Outer do\n defmodule Inner do\n  def name, do: __MODULE__\n end\n"
         " def name, do: __MODULE__\nend\n{Outer.name, Outer.Inner.name}", "{Outer, Outer.Inner}"},
        {"defmodule Chat.Door do\n defmodule __MODULE__.Bell do\n  def ring, do: __MODULE__\n end\nend\n"
         "Chat.Door.Bell.ring", "Chat.Door.Bell"},
        {"defmodule Empty do\nend |> elem(3)", "nil"}, {"is_atom(Empty)", "true"}};
    zt_rows (rows);
}

#define MISTAKE(text, description) \
    {text, "** {%CompileError{description: \"" description "\", file: \"iex\", line: 1}, []}"}

ZT_TEST (mistakes_in_modules_are_told_and_nothing_is_loaded)
{
    static const zt_row_t rows [] = {
        MISTAKE ("defmodule Bad do def f, do: nowhere(1) end", "undefined function nowhere/1 (expected "
                 "Bad to define such a function or for it to be imported, but none are available)"),
        MISTAKE ("defmodule Bad do use Agent end",
                 "use Agent is not part of the zcluster shell's subset of Elixir"),
        MISTAKE ("defmodule Enum do def f, do: 1 end",
                 "module Enum is the library's own and cannot be replaced"),
        MISTAKE ("defmodule 5 do end", "invalid module name: 5"),
        MISTAKE ("defmodule :\"../x\" do end", "a module's name is made of letters, digits, _ and dots"),
        MISTAKE ("defmodule Bad do import Enum; def f, do: 1 end",
                 "import is not part of the zcluster shell's subset of Elixir"),
        MISTAKE ("defmodule Bad do def f(x) = x end", "only variables and \\\\\\\\ are allowed as arguments "
                 "in function head. A body comes with do, as in def add(a, b), do: a + b"),
        {"defmodule Bad do @x 1 / 0; def f, do: @x end", "** {:badarith, [{:erlang, :/, [1, 0], []}]}"},
        {"defmodule Bad do exit(:no) end", "exit :no"}, {"defmodule Bad do throw(:no) end", "throw :no"},
        {"Bad.f", "** {:undef, [{Bad, :f, [], []}]}"}, {"length(Enum.to_list(1..3))", "3"}};
    zt_rows (rows);
}

//  ---- files ---------------------------------------------------------------

#define PAIR(version) \
    "defmodule Pair.A do\n  def version, do: " version "\nend\n" \
    "defmodule Pair.B do\n  def version, do: Pair.A.version()\nend\n"

ZT_TEST (the_modules_of_a_file_are_loaded_all_or_none)
{
    const char *messages;
    zt_check_term (zc_code_compile (zt_write ("pair.ex", "", PAIR ("1")), zt_code_folder ()),
                   "{ok, [Pair.A, Pair.B], \"\"}");
    zt_is_value ("Pair.B.version", "1");
    zc_term_t *result = zc_code_compile (zt_write ("pair.ex", PAIR ("2"), "defmodule Pair.C do )"),
                                         zt_code_folder ());
    if (zt_check_term (result, "{error, ~s}", &messages))
        zt_check (strstr (messages, "== Compilation error in file pair.ex ==\n** (SyntaxError) "
                                    "pair.ex:7:21: ") != NULL);
    result = zc_code_compile (zt_write ("pair.ex", PAIR ("2"), "defmodule Pair.C do def f, do: g() end"),
                              zt_code_folder ());
    if (zt_check_term (result, "{error, ~s}", &messages))
        zt_check (strstr (messages, "** (CompileError) pair.ex:7: undefined function g/0") != NULL);
    result = zc_code_compile (zt_write ("pair.ex", PAIR ("2"), "IO.puts(1)"), NULL);
    if (zt_check_term (result, "{error, ~s}", &messages))
        zt_check (strstr (messages, "outside of modules") != NULL);
    zt_is_value ("{Pair.B.version, :code.check_old_code(Pair.A)}", "{1, false}");
    result = zc_code_compile (zt_write ("pair.ex", "", PAIR ("2")), zt_code_folder ());
    if (zt_check_term (result, "{ok, [Pair.A, Pair.B], ~s}", &messages))
        zt_check (strstr (messages, "warning: redefining module Pair.A (current version loaded from "));
    zt_is_value ("Pair.B.version", "2");
    zt_code_clean ();
}

ZT_TEST (an_object_holds_the_source_and_is_checked)
{
    const void *bytes;
    size_t size;
    zc_term_t *whole, *file;
    zc_code_compile (zt_write ("pair.ex", "", PAIR ("7")), zt_code_folder ());
    zt_require (zc_term_match (zc_code_object_code ("Pair.A"), "{Pair.A, ~t, ~t}", &whole, &file));
    zt_require (zc_term_match (whole, "~b", &bytes, &size));
    zt_check_term (zc_code_which ("Pair.B"), "~s", &(const char *) {NULL});
    uint8_t *damaged = zc_alloc (size);
    memcpy (damaged, bytes, size);
    damaged [size - 3] ^= 1;
    zt_check_term (zc_code_load_binary ("Pair.A", "x", damaged, size), "{error, badfile}");
    zc_code_compile (zt_write ("pair.ex", "", PAIR ("8")), NULL);
    zt_check_term (zc_code_load_binary ("Pair.A", "x", bytes, size), "{module, Pair.A}");
    zt_is_value ("Pair.B.version", "7");
    zc_code_object_t object = {.arch = "elixir", .modules = zc_term_new ("[Pair.A]"), .file = "x.ex",
                               .source = "defmodule Pair.A do )", .source_size = 21, .code = ""};
    bytes = zc_code_object_write (&object, &size);
    zt_check_term (zc_code_load_binary ("Pair.A", "x", bytes, size), "{error, badfile}");
    object.source = "defmodule Pair.X do end";
    object.source_size = 23;
    bytes = zc_code_object_write (&object, &size);
    zt_check_term (zc_code_load_binary ("Pair.A", "x", bytes, size), "{error, badfile}");
    zt_is_value ("Pair.B.version", "7");
    zt_code_clean ();
}

//  ---- versions ------------------------------------------------------------

#define DUCK(version) \
    "defmodule Duck do\n" \
    "  def loop do\n" \
    "    receive do\n" \
    "      {:which, from} -> send(from, {:version, which()}); loop()\n" \
    "      :renew -> Duck.loop()\n" \
    "      :spin -> spin(0)\n" \
    "      :deep -> deep(0)\n" \
    "    end\n" \
    "  end\n" \
    "  def spin(n), do: spin(n + 1)\n" \
    "  def deep(n), do: 1 + deep(n + 1)\n" \
    "  defp which, do: " version "\n" \
    "end\n"

static int
s_version (zc_pid_t pid)
{
    int version = -1;
    zc_send (pid, "{which, ~p}", zc_self ());
    zc_receive (ZT_LONG, "{version, ~i}", &version);
    return version;
}

ZT_TEST (a_process_stays_in_its_version_and_the_third_kills_it)
{
    zc_ref_t moved, stayed;
    s_do (DUCK ("1"));
    zc_pid_t mover = zc_node_spawn_monitor (NULL, "Duck", "loop", &moved, "[]");
    zc_pid_t stayer = zc_node_spawn_monitor (NULL, "Duck", "loop", &stayed, "[]");
    zt_check (s_version (mover) == 1 && s_version (stayer) == 1);
    s_do (DUCK ("2"));
    zt_check (s_version (mover) == 1 && s_version (stayer) == 1);
    zt_is_value ("{:code.check_old_code(Duck), :code.soft_purge(Duck)}", "{true, false}");
    zc_send (mover, "renew");
    zt_check (s_version (mover) == 2);
    s_do (DUCK ("3"));
    zt_check_down (stayed, "killed");
    zt_check (s_version (mover) == 2);
    zc_send (mover, "renew");
    zt_check (s_version (mover) == 3);
    zt_is_value ("{:code.soft_purge(Duck), :code.delete(Duck)}", "{true, true}");
    zt_is_value ("Duck.loop", "** {:undef, [{Duck, :loop, [], []}]}");
    zt_check (s_version (mover) == 3);
    zt_is_value (":code.purge(Duck)", "true");
    zt_check_down (moved, "killed");
}

ZT_TEST (a_loop_for_ever_is_killed_and_endless_recursion_an_error)
{
    zc_ref_t ref;
    zc_term_t *reason;
    s_do (DUCK ("1"));
    zc_pid_t pid = zc_node_spawn_monitor (NULL, "Duck", "loop", &ref, "[]");
    zc_send (pid, "spin");
    zc_exit_process (pid, "kill");
    zt_check_down (ref, "killed");
    pid = zc_node_spawn_monitor (NULL, "Duck", "loop", &ref, "[]");
    zc_send (pid, "deep");
    reason = zt_down (ref);
    zt_check_term (reason, "{system_limit, _}");
    zt_is_value ("1 + 1", "2");
}

//  ---- servers -------------------------------------------------------------

#define COUNTER(step, change) \
    "defmodule Counter do\n" \
    "  use GenServer, restart: :transient, shutdown: 100\n" \
    "  def start_link(n), do: GenServer.start_link(__MODULE__, n, name: __MODULE__)\n" \
    "  def init(n), do: {:ok, n, {:continue, :begin}}\n" \
    "  def handle_continue(:begin, n), do: {:noreply, n * 10}\n" \
    "  def handle_call(:get, _from, n), do: {:reply, n, n}\n" \
    "  def handle_call(:stop, _from, n), do: {:stop, :normal, :bye, n}\n" \
    "  def handle_call({:later, x}, from, n) do\n" \
    "    send(self(), {:answer, from, x})\n" \
    "    {:noreply, n}\n" \
    "  end\n" \
    "  def handle_cast(:inc, n), do: {:noreply, n + " step "}\n" \
    "  def handle_info({:answer, from, x}, n) do\n" \
    "    GenServer.reply(from, {:late, x})\n" \
    "    {:noreply, n}\n" \
    "  end\n" \
    change \
    "end\n"

ZT_TEST (a_server_in_elixir_serves_and_goes_on_in_new_code)
{
    static const zt_row_t rows [] = {
        {COUNTER ("1", "") "|> elem(0)", ":module"},
        {"Counter.child_spec(7) == %{id: Counter, start: {Counter, :start_link, [7]}, "
         "restart: :transient, shutdown: 100}", "true"},
        {"{:ok, pid} = Counter.start_link(2); is_pid(pid)", "true"},
        {"GenServer.call(Counter, :get)", "20"},
        {"GenServer.cast(Counter, :inc)", ":ok"}, {"GenServer.call(Counter, :get)", "21"},
        {"GenServer.call(pid, {:later, 1})", "{:late, 1}"},
        {COUNTER ("5", "def code_change(1, n, extra), do: {:ok, {n, extra}}\n") "|> elem(0)", ":module"},
        {"GenServer.cast(Counter, :inc); GenServer.call(Counter, :get)", "26"},
        {"Process.alive?(pid)", "true"}};
    zt_session (rows);
    zc_term_t *old = zc_term_new ("1");
    zt_check_term (zc_gen_server_change_code ("Counter", ZT_LONG, "Counter", old, "more"), "ok");
    zc_term_destroy (&old);
    zt_is_value ("GenServer.call(Counter, :get)", "{26, :more}");
    zt_is_value ("GenServer.call(Counter, :stop)", ":bye");
}

//  A state made by the code before goes on as what the code after it wants.
ZT_TEST (code_change_of_a_server_is_called_by_name)
{
    static const zt_row_t rows [] = {
        {COUNTER ("1", "def code_change(_, n, _), do: {:ok, n}\n") "|> elem(0)", ":module"},
        {"{:ok, pid} = Counter.start_link(2); is_pid(pid)", "true"},
        {COUNTER ("5", "def code_change(1, n, extra), do: {:ok, {n, extra}}\n"
                  "def code_change(2, _, why), do: {:error, why}\n"
                  "def code_change(3, {n, :map}, _), do: {:ok, %{n: n}}\n") "|> elem(0)", ":module"},
        {"GenServer.call(Counter, :get)", "20"},
        {":sys.change_code(Counter, Counter, 1, :map)", ":ok"},
        {"GenServer.call(Counter, :get)", "{20, :map}"},
        {":sys.change_code(pid, Counter, 2, :no)", "{:error, :no}"},
        {"GenServer.call(Counter, :get)", "{20, :map}"},
        {":rpc.call(node(), :sys, :change_code, [{Counter, node()}, Counter, 3, nil, :infinity])", ":ok"},
        {"GenServer.call(Counter, :get)", "%{n: 20}"},
        {"GenServer.call(Counter, :stop)", ":bye"},
        {":sys.change_code(Counter, Counter, 1, 1)",
         "exit {:noproc, {GenServer, :call, [Counter, {:change_code, Counter, 1, 1}, 5000]}}"},
        {":sys.change_code(Counter, 1, 1, 1)", "** {:badarg, \"argument error: 1\"}"}};
    zt_session (rows);
}

ZT_TEST (a_server_goes_by_any_kind_of_name)
{
    static const zt_row_t rows [] = {
        {"defmodule Echo do\n use GenServer\n def init(x), do: {:ok, x}\n"
         " def handle_call(what, _from, x), do: {:reply, {what, x}, x}\nend\n:ok", ":ok"},
        {"{:ok, r} = Registry.start_link(keys: :unique, name: Names)\nis_pid(r)", "true"},
        {"{:ok, a} = GenServer.start_link(Echo, 1, name: {:via, Registry, {Names, :a}})\nis_pid(a)", "true"},
        {"GenServer.call({:via, Registry, {Names, :a}}, :hi)", "{:hi, 1}"},
        {"Registry.dispatch(Names, :a, fn [{pid, _}] -> send(self(), pid == a) end)\nreceive do x -> x end", "true"},
        {"{:ok, b} = GenServer.start_link(Echo, 2, name: {:global, :b})\nis_pid(b)", "true"},
        {"GenServer.call({:global, :b}, :hi)", "{:hi, 2}"},
        {"GenServer.start_link(Echo, 2, name: {:global, :b}) == {:error, {:already_started, b}}", "true"},
        {"{GenServer.stop(a), GenServer.stop(b)}", "{:ok, :ok}"},
        {"Supervisor.stop(r)", ":ok"}};
    zt_session (rows);
}

ZT_TEST (supervisors_take_modules_and_restart_them)
{
    s_do (COUNTER ("1", "def idle, do: {:ok, spawn_link(fn -> Process.sleep(:infinity) end)}\n"));
    s_do ("defmodule Family do\n"
          "  use Supervisor\n"
          "  def start_link(arg), do: Supervisor.start_link(__MODULE__, arg, name: __MODULE__)\n"
          "  def init(n) do\n"
          "    children = [{Counter, n}, {Task.Supervisor, name: Tasks},\n"
          "      {DynamicSupervisor, name: Rooms, strategy: :one_for_one},\n"
          "      %{id: Plain, start: {Counter, :idle, []}}]\n"
          "    Supervisor.init(children, strategy: :one_for_one)\n"
          "  end\n"
          "end");
    static const zt_row_t session [] = {
        {"Family.child_spec(3)", "%{id: Family, start: {Family, :start_link, [3]}, type: :supervisor}"},
        {"{:ok, sup} = Family.start_link(1)\nis_pid(sup)", "true"},
        {"Enum.map(Supervisor.which_children(Family), fn {id, _, type, modules} -> {id, type, modules} end)",
         "[{Counter, :worker, [Counter]}, {Tasks, :supervisor, [Task.Supervisor]}, "
         "{Rooms, :supervisor, [DynamicSupervisor]}, {Plain, :worker, [Counter]}]"},
        {"old = Process.whereis(Counter)\nref = Process.monitor(old)\nProcess.exit(old, :kill)\n"
         "receive do {:DOWN, ^ref, _, _, why} -> why end", ":killed"},
        {"Supervisor.count_children(Family)",
         "%{active: 4, specs: 4, supervisors: 2, workers: 2}"},
        {"{GenServer.call(Counter, :get), Process.whereis(Counter) != old}", "{10, true}"},
        {"{:ok, room} = DynamicSupervisor.start_child(Rooms, %{id: 1, start: {Counter, :idle, []}})\n"
         "is_pid(room)", "true"},
        {"DynamicSupervisor.count_children(Rooms).active", "1"},
        {"defmodule Halls do\n use DynamicSupervisor\n def init(n), do: "
         "DynamicSupervisor.init(strategy: :one_for_one, max_children: n)\nend\n"
         "{:ok, halls} = DynamicSupervisor.start_link(Halls, 1, name: Halls)\nis_pid(halls)", "true"},
        {"{:ok, _} = DynamicSupervisor.start_child(Halls, {Task, fn -> Process.sleep(:infinity) end})\n:ok", ":ok"},
        {"DynamicSupervisor.start_child(Halls, {Task, fn -> 1 end})", "{:error, :max_children}"},
        {"DynamicSupervisor.stop(Halls)", ":ok"},
        {"Task.await(Task.Supervisor.async(Tasks, fn -> 6 * 7 end))", "42"},
        {"Task.await(Task.Supervisor.async(Tasks, Kernel, :abs, [-1]))", "1"},
        {"Supervisor.stop(Family)", ":ok"}};
    zt_session (session);
}

//  ---- memory --------------------------------------------------------------

//  Servers are their own processes: what their calls leave behind is seen as blocks.
ZT_TEST (a_server_in_elixir_does_not_grow)
{
    s_do (COUNTER ("1", ""));
    s_do ("Counter.start_link(2)");
    const char *calls = "Enum.each(1..500, fn n -> GenServer.cast(Counter, :inc); "
                        "GenServer.call(Counter, {:later, n}) end)";
    s_do (calls);
    long before = zc_blocks_in_use ();
    s_do (calls);
    s_do ("GenServer.call(Counter, :get)");
    long after = zc_blocks_in_use ();
    zt_check (after - before < 100);
    s_do ("GenServer.stop(Counter)");
}

ZT_MAIN ("script", a_module_is_written_and_called,
         mistakes_in_modules_are_told_and_nothing_is_loaded,
         the_modules_of_a_file_are_loaded_all_or_none, an_object_holds_the_source_and_is_checked,
         a_process_stays_in_its_version_and_the_third_kills_it,
         a_loop_for_ever_is_killed_and_endless_recursion_an_error,
         a_server_in_elixir_serves_and_goes_on_in_new_code,
         code_change_of_a_server_is_called_by_name, a_server_goes_by_any_kind_of_name,
         supervisors_take_modules_and_restart_them, a_server_in_elixir_does_not_grow)
