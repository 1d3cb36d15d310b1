//  test_script_cluster.c - modules in Elixir on several nodes: spread, changed, lost

#include "zt_code.h"
#include "zt_eval.h"

//  ---- in the nodes --------------------------------------------------------

//  The names of a node's variables are those of its driver: nothing of them is left.
static void
s_do_forget (char *args, char *answer)
{
    (void) args;
    zc_term_destroy (&zt_binding);
    zt_code_clean ();
    strcpy (answer, "ok");
}

//  A worker that tells which version it is in: its own function's, and by full name.
#define WORKER \
    "  def work do\n" \
    "    receive do\n" \
    "      {:local, from} -> send(from, {:version, version()}); work()\n" \
    "      {:by_name, from} -> send(from, {:version, Worker.version()}); work()\n" \
    "      :move -> Worker.work()\n" \
    "    end\n" \
    "  end\n" \
    "end\n"

//  compile N: Worker, version N, from a file.
static void
s_do_compile (char *args, char *answer)
{
    char head [100];
    snprintf (head, sizeof head, "defmodule Worker do\n  def version, do: %s\n", args);
    zc_term_t *result = zc_code_compile (zt_write ("worker.ex", head, WORKER), zt_code_folder ());
    zt_answer_bool (answer, zc_term_match (result, "{ok, [Worker], _}"));
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"eval", zt_do_eval}, {"forget", s_do_forget}, {"compile", s_do_compile}};

//  ---- the tests -----------------------------------------------------------

#define s_is(node, text, result) zt_is (node, "eval " text, result)

static void
s_start_two (zt_node_t *a, zt_node_t *b)
{
    zt_start (a, "a@localhost", "");
    zt_start (b, "b@localhost", "");
    zt_is (a, "connect b@localhost", "true");
    zt_is (a, "compile 1", "true");
}

static void
s_stop (zt_node_t *node)
{
    zt_do (node, "forget");
    zt_stop (node);
}

#define LOADED_B "{:ok, [{:b@localhost, :loaded, Worker}]}"
#define NL "IEx.Helpers.nl(Worker)"
#define ASK(how) "send(pid, {:" how ", self()}); receive do {:version, v} -> v end"

START_TEST (a_module_runs_where_it_was_spread)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&b, "Worker.version", "** {:undef, [{Worker, :version, [], []}]}");
    s_is (&a, ":rpc.call(:b@localhost, Worker, :version, [])",
          "{:badrpc, {:EXIT, {:undef, [{Worker, :version, [], []}]}}}");
    s_is (&a, NL, LOADED_B);
    s_is (&b, "Worker.version", "1");
    s_is (&a, ":rpc.call(:b@localhost, Worker, :version, [])", "1");
    s_stop (&a);
    s_is (&b, "Worker.version", "1");
    s_stop (&b);
}
END_TEST

START_TEST (a_module_of_a_prompt_is_spread_like_that_of_a_file)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&a, "elem(defmodule(Only, do: (def here, do: node())), 3)", "{:here, 0}");
    s_is (&a, "IEx.Helpers.nl(Only)", "{:ok, [{:b@localhost, :loaded, Only}]}");
    s_is (&a, ":rpc.call(:b@localhost, Only, :here, [])", ":b@localhost");
    s_is (&a, "IEx.Helpers.nl(Nobody)", "{:error, :nofile}");
    s_stop (&a);
    s_stop (&b);
}
END_TEST

START_TEST (what_runs_elsewhere_changes_when_it_is_spread_and_the_third_version_kills)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&a, NL, LOADED_B);
    s_is (&a, "pid = Node.spawn(:b@localhost, Worker, :work, []); ref = Process.monitor(pid); " ASK ("local"), "1");
    zt_is (&a, "compile 2", "true");
    s_is (&a, ASK ("by_name"), "1");
    s_is (&a, NL, LOADED_B);
    s_is (&a, ASK ("local"), "1");
    s_is (&a, ASK ("by_name"), "2");
    s_is (&a, "send(pid, :move); " ASK ("local"), "2");
    zt_is (&a, "compile 3", "true");
    s_is (&a, NL, LOADED_B);
    s_is (&a, ASK ("by_name"), "3");
    zt_is (&a, "compile 4", "true");
    s_is (&a, NL, LOADED_B);
    s_is (&a, "receive do {:DOWN, ^ref, _, _, why} -> why end", ":killed");
    s_is (&b, "Worker.version", "4");
    s_stop (&a);
    s_stop (&b);
}
END_TEST

START_TEST (a_node_that_dies_while_it_is_spread_to_is_down)
{
    zt_node_t a, b, c;
    s_start_two (&a, &b);
    zt_start (&c, "c@localhost", "");
    zt_is (&a, "connect c@localhost", "true");
    zt_until_is (&c, "nodes", "a b");
    zt_freeze (&b);
    zt_tell (&a, "eval IEx.Helpers.nl([:b@localhost, :c@localhost], Worker)");
    zt_until_is (&c, "eval function_exported?(Worker, :version, 0)", "true");   //  c does not wait
    zt_kill (&b);
    ck_assert_str_eq (zt_hear (&a), "{:ok, [{:b@localhost, :badrpc, :nodedown}, "
                                    "{:c@localhost, :loaded, Worker}]}");
    s_is (&c, "Worker.version", "1");
    s_stop (&a);
    s_stop (&c);
}
END_TEST

START_TEST (a_server_in_elixir_serves_another_node_until_its_own_dies)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&b, "elem(defmodule(Echo, do: (use GenServer; def init(x), do: {:ok, x}; "
              "def handle_call(q, _, x), do: {:reply, {q, x}, x})), 3)", "{:handle_call, 3}");
    s_is (&b, "{:ok, _} = GenServer.start(Echo, 7, name: {:global, :echo}); :ok", ":ok");
    s_is (&a, "GenServer.call({:global, :echo}, :hi)", "{:hi, 7}");
    s_is (&a, "{:ok, sup} = Task.Supervisor.start_link(name: Tasks); is_pid(sup)", "true");
    s_is (&b, "Task.await(Task.Supervisor.async({Tasks, :a@localhost}, Kernel, :node, []))", ":a@localhost");
    s_is (&b, "Task.await(Task.Supervisor.async({Tasks, :a@localhost}, fn -> node() end))", ":a@localhost");
    s_is (&a, "ref = Process.monitor(:global.whereis_name(:echo)); is_reference(ref)", "true");
    zt_kill (&b);
    s_is (&a, "receive do {:DOWN, ^ref, _, _, why} -> why end", ":noconnection");
    s_stop (&a);
}
END_TEST

ZT_CLUSTER_MAIN ("script_cluster", a_module_runs_where_it_was_spread,
                 a_module_of_a_prompt_is_spread_like_that_of_a_file,
                 what_runs_elsewhere_changes_when_it_is_spread_and_the_third_version_kills,
                 a_node_that_dies_while_it_is_spread_to_is_down,
                 a_server_in_elixir_serves_another_node_until_its_own_dies)
