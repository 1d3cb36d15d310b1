//  test_eval_cluster.c - functions that are sent to other nodes, and run there

#include "zt_eval.h"

//  ---- in the nodes --------------------------------------------------------

//  The names of a node's variables are those of its driver: nothing of them is left.
static void
s_do_forget (char *args, char *answer)
{
    (void) args;
    zc_term_destroy (&zt_binding);
    strcpy (answer, "ok");
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"eval", zt_do_eval}, {"forget", s_do_forget}, {NULL, NULL}};

//  ---- the tests -----------------------------------------------------------

static void
s_start_two (zt_node_t *a, zt_node_t *b)
{
    zt_start (a, "a@localhost", "");
    zt_start (b, "b@localhost", "");
    zt_is (a, "connect b@localhost", "true");
}

static void
s_stop_two (zt_node_t *a, zt_node_t *b)
{
    zt_is (a, "eval 1", "1");
    zt_do (a, "forget");
    zt_do (b, "forget");
    zt_stop (a);
    zt_stop (b);
}

#define s_is(node, text, result) zt_is (node, "eval " text, result)

START_TEST (a_function_runs_on_the_node_it_is_spawned_on)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&a, "caller = self(); is_pid(caller)", "true");
    s_is (&a, "pid = Node.spawn(:b@localhost, fn -> send(caller, {:from, node(), self()}) end); node(pid)",
          ":b@localhost");
    s_is (&a, "receive do {:from, n, ^pid} -> n end", ":b@localhost");
    s_is (&a, "Enum.each(1..10, fn n -> Node.spawn(:b@localhost, fn -> send(caller, {:response, 10 * n}) end) end)",
          ":ok");
    s_is (&a, "all = Enum.map(1..10, fn _ -> receive do {:response, n} -> n end end); Enum.sum(all)",
          "550");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_function_receives_on_the_other_node)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&a, "pid = Node.spawn_link :b@localhost, fn -> receive do {:hi, alex} -> send alex, :sup? end end; node(pid)",
          ":b@localhost");
    s_is (&a, "send(pid, {:hi, self()}); receive do x -> x end", ":sup?");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_function_carries_what_it_captured)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&a, "k = %{a: [1, 2.5, \"x\"]}; add = fn x -> x + 1 end; 1", "1");
    s_is (&a, ":rpc.call(:b@localhost, Kernel, :apply, [fn x -> {k.a, add.(x), node()} end, [41]])",
          "{[1, 2.5, \"x\"], 42, :b@localhost}");
    s_is (&a, "make = :rpc.call(:b@localhost, :erlang, :apply, [fn n -> me = self(); fn m -> {n + m, node(), node(me)} end end, [1]]); make.(2)",
          "{3, :a@localhost, :b@localhost}");
    s_is (&a, "f = &(&1 * &2); :erpc.call(:b@localhost, Kernel, :apply, [f, [6, 7]])", "42");
    s_is (&a, ":erpc.call(:b@localhost, Kernel, :apply, [&Kernel.node/0, []])", ":b@localhost");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_function_fails_there_as_it_would_here)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&a, "watch = fn f -> {_, r} = Node.spawn_monitor(:b@localhost, f); receive do {:DOWN, ^r, _, _, why} -> why end end; 1", "1");
    s_is (&a, "watch.(fn -> QuackingDuck.quack(1) end)", "{:undef, [{QuackingDuck, :quack, [1], []}]}");
    s_is (&a, "watch.(fn -> 1 = 2 end)", "{{:badmatch, 2}, []}");
    s_is (&a, "watch.(fn -> exit(:bye) end)", ":bye");
    s_is (&a, "watch.(fn -> f = fn f -> 1 + f.(f) end; f.(f) end)", "{:system_limit, []}");
    s_is (&b, "1 + 1", "2");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (services_are_used_by_name_across_nodes)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&a, ":erpc.multicall([:b@localhost, node()], fn -> node() end)",
          "[ok: :b@localhost, ok: :a@localhost]");
    s_is (&a, "run = fn n, all -> :erpc.send_request(n, fn -> node() end, {:on, n}, all) end; 1", "1");
    s_is (&a, "all = run.(:b@localhost, run.(node(), :erpc.reqids_new())); 1", "1");
    s_is (&a, "{x, {:on, x}, rest} = :erpc.receive_response(all, :infinity, true); 1", "1");
    s_is (&a, "{y, {:on, y}, none} = :erpc.receive_response(rest, :infinity, true); 1", "1");
    s_is (&a, "{Enum.sort([x, y]), :erpc.reqids_size(none)}", "{[:a@localhost, :b@localhost], 0}");
    s_is (&a, ":erpc.wait_response(run.(:nobody@localhost, none), :infinity, true)",
          "** {{{:erpc, :noconnection}, {:on, :nobody@localhost}, %{}}, []}");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_stream_runs_under_the_supervisor_of_another_node)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&b, "{:ok, tasks} = Task.Supervisor.start_link(name: Tasks); is_pid(tasks)", "true");
    s_is (&a, "where = fn :bad -> exit(:bad); x -> {x, node()} end; 1", "1");
    s_is (&a, "Task.Supervisor.async_stream({Tasks, :b@localhost}, 1..2, where)",
          "[ok: {1, :b@localhost}, ok: {2, :b@localhost}]");
    s_is (&a, "Task.Supervisor.async_stream_nolink({Tasks, :b@localhost}, [:bad, 2], where)",
          "[exit: :bad, ok: {2, :b@localhost}]");
    s_is (&b, "Supervisor.stop(tasks)", ":ok");
    s_stop_two (&a, &b);
}
END_TEST

START_TEST (a_node_that_dies_is_told_to_who_watches)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&a, "me = self(); {_, r} = Node.spawn_monitor(:b@localhost, fn -> send(me, :runs); receive do :never -> 1 end end); receive do :runs -> 1 end",
          "1");
    zt_kill (&b);
    s_is (&a, "receive do {:DOWN, ^r, _, _, why} -> why end", ":noconnection");
    zt_do (&a, "forget");
    zt_stop (&a);
}
END_TEST

START_TEST (a_task_is_awaited_across_nodes)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    s_is (&a, "task = Task.async(fn -> receive do {:ok, r} -> r end end); is_pid(task.pid)", "true");
    s_is (&a, "Node.spawn(:b@localhost, fn -> Kernel.send(task.pid, {:ok, Kernel.apply(Kernel, :node, [])}) end); Task.await(task, :infinity)",
          ":b@localhost");
    s_is (&a, ":global.trans({:some_resource, self()}, fn -> :erpc.call(:b@localhost, :global, :set_lock, [{:some_resource, :other}, Node.list([:this, :visible]), 0]) end)",
          "false");
    s_is (&a, ":global.trans({:some_resource, self()}, fn -> throw(:ball) end)", "throw :ball");
    s_is (&a, ":erpc.call(:b@localhost, :global, :set_lock, [{:some_resource, :other}, [:b@localhost], 0])",
          "true");
    s_stop_two (&a, &b);
}
END_TEST

//  ---- clashes of global names ---------------------------------------------

typedef struct {
    const char *a, *b;              //  the resolve functions that are given there
    const char *kept;               //  whose process has the name in the end
    const char *got_a, *got_b;      //  what the two receive; NULL: nothing
} s_clash_t;

#define NOT_CALLED "fn n, p, _own -> send(me, {:called, n}); p end"

//  The node with the smaller name is a: only what was given there is called.
static const s_clash_t s_clashes [] = {
    {"fn n, p, own -> send(me, {n, node(p), node(own), node()}); p end", NOT_CALLED,
     ":b@localhost", "{:x, :b@localhost, :a@localhost, :a@localhost}", NULL},
    {"fn _n, p, own -> send(p, :sorry); own end", NOT_CALLED, ":a@localhost", NULL, ":sorry"},
    {"&:global.random_notify_name/3", NOT_CALLED, ":a@localhost", NULL,
     "{:global_name_conflict, :x}"},
    {"&:global.notify_all_name/3", NOT_CALLED, ":none", "{:x, :b@localhost}",
     "{:x, :a@localhost}"},
    {"\"global:notify_all_name\"", NOT_CALLED, ":none", "{:x, :b@localhost}",
     "{:x, :a@localhost}"},
    {"fn _n, p, _own -> send(me, :crashes); exit({:crashed, p}) end", NOT_CALLED, ":none",
     ":crashes", NULL},
    {"fn n, _p, _own -> n end", NOT_CALLED, ":none", NULL, NULL},
    {"&Missing.choose/3", NOT_CALLED, ":none", NULL, NULL}};

#define GOT "receive do {:global_name_conflict, n, p} -> {n, node(p)}; m -> m "
#define WHO "case :global.whereis_name(:x) do :undefined -> :none; p -> node(p) end"

static void
s_register (zt_node_t *node, const char *function, const char *resolve)
{
    char line [300];
    snprintf (line, sizeof line, "eval me = self(); :global.%s(:x, me, %s)", function, resolve);
    zt_is (node, line, ":yes");
}

static void
s_check_got (zt_node_t *node, const char *got)
{
    if (got)
        s_is (node, GOT "end", got);
    s_is (node, GOT "after 0 -> :nothing end", ":nothing");
}

static void
s_clash_once (zt_node_t *a, zt_node_t *b, const s_clash_t *clash, const char *function)
{
    zt_is (a, "leave", "b");
    zt_until_is (b, "nodes", "");
    s_register (a, function, clash->a);
    s_register (b, function, clash->b);
    zt_is (b, "connect a@localhost", "true");
    s_is (a, ":global.sync()", ":ok");
    s_is (b, ":global.sync()", ":ok");
    zt_until_is (a, "eval " WHO, clash->kept);
    zt_until_is (b, "eval " WHO, clash->kept);
    s_check_got (a, clash->got_a);
    s_check_got (b, clash->got_b);
    s_is (a, ":global.unregister_name(:x)", ":ok");
}

START_TEST (a_function_decides_who_keeps_a_global_name)
{
    zt_node_t a, b;
    s_start_two (&a, &b);
    for (size_t i = 0; i < sizeof s_clashes / sizeof *s_clashes; i++) {
        s_clash_once (&a, &b, &s_clashes [i], "register_name");
        s_clash_once (&a, &b, &s_clashes [i], "re_register_name");
    }
    s_stop_two (&a, &b);
}
END_TEST

//  Given at the prompt of b, for a process of a; and a meets c.
START_TEST (a_resolve_function_goes_to_the_node_of_the_process)
{
    zt_node_t a, b, c;
    s_start_two (&a, &b);
    zt_start (&c, "c@localhost", "");
    s_is (&b, "me = self(); there = Node.spawn(:a@localhost, fn -> receive do :never -> 1 end end); node(there)",
          ":a@localhost");
    s_is (&b, ":global.register_name(:x, there, fn n, p, own -> send(me, {n, own == there, node()}); p end)",
          ":yes");
    s_register (&c, "register_name", NOT_CALLED);
    zt_is (&c, "connect a@localhost", "true");
    s_is (&b, "receive do m -> m end", "{:x, true, :a@localhost}");
    zt_until_is (&a, "eval " WHO, ":c@localhost");
    zt_until_is (&b, "eval " WHO, ":c@localhost");
    zt_until_is (&c, "eval " WHO, ":c@localhost");
    s_check_got (&c, NULL);
    zt_do (&c, "forget");
    zt_stop (&c);
    s_stop_two (&a, &b);
}
END_TEST

ZT_CLUSTER_MAIN ("eval_cluster",
    a_function_runs_on_the_node_it_is_spawned_on,
    a_function_receives_on_the_other_node,
    a_function_carries_what_it_captured,
    a_function_fails_there_as_it_would_here,
    services_are_used_by_name_across_nodes,
    a_stream_runs_under_the_supervisor_of_another_node,
    a_node_that_dies_is_told_to_who_watches,
    a_task_is_awaited_across_nodes,
    a_function_decides_who_keeps_a_global_name,
    a_resolve_function_goes_to_the_node_of_the_process)
