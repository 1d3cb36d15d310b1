//  test_cluster_kill.c - kill -9 of a node in the middle of each operation
//
//  Whatever is under way when a node dies ends, with what is documented for it; nothing
//  is left over, and what is asked next works. Where other files have it: what all nodes
//  agree on (test_cluster_kill_global), names half registered (test_global_names), nodes
//  waiting in line (test_global_locks), code (test_code_kill, test_code_cluster), hosts
//  (test_net_adm), links, monitors and spawns (test_cluster_process).

#include "zt_kill.h"

//  ---- what hangs on the node that is killed -------------------------------

//  Op:gate (): returns a child when it is let through.
static zc_pid_t s_gatekeeper;

static void
s_child (void *arg)
{
    (void) arg;
    zc_sleep (-1);
}

static zc_term_t *
s_gate (const zc_term_t *args)
{
    (void) args;
    s_gatekeeper = zc_self ();
    zt_inside++;
    zc_receive (-1, "go");
    return zc_term_new ("{ok, ~p}", zc_spawn_link (s_child, NULL));
}

static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self, (void) from;
    return zc_term_match (request, "hang")? zt_hang (NULL): zc_term_dup (request);
}

static zc_term_t *
s_code_change (zc_gen_server_t *self, const zc_term_t *old_version, const zc_term_t *extra)
{
    (void) self, (void) old_version;
    return zt_hang (extra);
}

static const zc_gen_server_callbacks_t s_server = {.handle_call = s_handle_call,
                                                   .code_change = s_code_change};

//  Op:stubborn (): returns a child that does not let itself be stopped.
static void
s_stubborn_child (void *arg)
{
    (void) arg;
    zc_trap_exit (true);
    zc_receive (-1, "{:EXIT, _, _}");
    zt_hang (NULL);
}

static zc_term_t *
s_stubborn (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("{ok, ~p}", zc_spawn_link (s_stubborn_child, NULL));
}

//  Op:once (): returns a child, and hangs when it is asked for a second one.
static zc_term_t *
s_once (const zc_term_t *args)
{
    static atomic_int count;
    return count++? zt_hang (args): zc_term_new ("{ok, ~p}", zc_spawn_link (s_child, NULL));
}

//  ---- operations that are only there in C ---------------------------------

//  Op:stream (Node, NoLink): two tasks that hang.
static zc_term_t *
s_stream (const zc_term_t *args)
{
    const char *node;
    bool nolink;
    zc_term_match (args, "[~a, ~o]", &node, &nolink);
    zc_term_t *inputs = zc_term_new ("[1, 2]");
    zc_task_stream_t options = {.max_concurrency = 2, .timeout_ms = ZC_INFINITY,
                                .options = nolink? ZC_TASK_NOLINK: 0};
    return zc_task_async_stream_apply (zc_server_on ("Tasks", node), inputs, &options, "Op",
                                       "hang", "[]");
}

//  Op:nolink (Node): a task without a link, and what yield says of it.
static zc_term_t *
s_nolink (const zc_term_t *args)
{
    const char *node;
    zc_term_match (args, "[~a]", &node);
    zc_task_t task = zc_task_supervisor_async_nolink_apply (zc_server_on ("Tasks", node), "Op",
                                                            "hang", "[1]");
    zc_term_t *result = NULL;
    zc_task_outcome_t outcome = zc_task_yield (task, ZC_INFINITY, &result);
    return zc_term_new ("{~i, ~t}", (int) outcome, result);
}

//  Op:async_call (Node): a promise, and its yield.
static zc_term_t *
s_async_call (const zc_term_t *args)
{
    zc_term_t *node = zc_term_element (args, 0);
    zc_term_t *call = zc_term_new ("[~t, Op, hang, [1]]", node);
    zc_term_t *key = zc_apply ("rpc", "async_call", call);
    zc_term_t *keys = zc_term_new ("[~t]", key);
    return zc_apply ("rpc", "yield", keys);
}

//  Op:run_sync (Node), Op:run_sync_auto_detect (Node)
static zc_term_t *
s_run_sync (const zc_term_t *args)
{
    zc_run_sync_t options = {.timeout_ms = ZC_INFINITY};
    zc_term_t *result;
    zc_term_match (args, "[~a]", &options.node);
    bool done = zc_run_sync (&options, "Op", "hang", &result, "[1]");
    return zc_term_new ("{~o, ~t}", done, result);
}

static zc_term_t *
s_auto_detect (const zc_term_t *args)
{
    const char *node;
    zc_term_match (args, "[~a]", &node);
    return zc_run_sync_auto_detect (node, "Op", "hang", "[1]");
}

//  Op:change_code (Node)
static zc_term_t *
s_change_code (const zc_term_t *args)
{
    const char *node;
    zc_term_match (args, "[~a]", &node);
    zc_term_t *old = zc_term_new ("1");
    return zc_gen_server_change_code (zc_server_on ("server", node), ZC_INFINITY, "Op", old, "[]");
}

static zc_term_t *
s_ping (const zc_term_t *args)
{
    const char *node;
    zc_term_match (args, "[~a]", &node);
    return zc_term_new ("~o", zc_node_ping (node));
}

ZC_MODULE (Op, {"ping", 1, s_ping}, {"hang", 1, zt_hang}, {"gate", 0, s_gate},
           {"stubborn", 0, s_stubborn}, {"once", 0, s_once}, {"change_code", 1, s_change_code},
           {"stream", 2, s_stream}, {"nolink", 1, s_nolink}, {"async_call", 1, s_async_call},
           {"run_sync", 1, s_run_sync}, {"run_sync_auto_detect", 1, s_auto_detect});

//  ---- commands of the nodes -----------------------------------------------

//  Two children: `old` cannot be stopped, `new` is stopped and cannot be started again.
static void
s_start_kept (void)
{
    zc_term_t *none = zc_term_new ("[]");
    zc_child_spec_t specs [] = {
        {.id = "old", .module = "Op", .function = "stubborn", .args = none,
         .shutdown_ms = ZC_INFINITY},
        {.id = "new", .module = "Op", .function = "once", .args = none}};
    zc_supervisor_start_link (NULL, specs, 2, "Kept");
    zc_supervisor_terminate_child ("Kept", "new");
}

//  serve: what the operations need.
static void
s_do_serve (char *args, char *answer)
{
    (void) args;
    zc_supervisor_start_link (NULL, NULL, 0, "Sup");
    zc_supervisor_start_link (&(zc_supervisor_options_t) {.strategy = ZC_DYNAMIC}, NULL, 0, "Dyn");
    zc_task_supervisor_start_link ("Tasks");
    zc_gen_server_start_link (&s_server, NULL, "server");
    s_start_kept ();
    strcpy (answer, "ok");
}

static void
s_do_open (char *args, char *answer)
{
    (void) args;
    zc_send (s_gatekeeper, "go");
    strcpy (answer, "ok");
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"serve", s_do_serve}, {"open", s_do_open}, ZT_KILL_COMMANDS};

#define NODEDOWN "exit {{:nodedown, :b@localhost}, {GenServer, :call, ["

//  ---- in the middle of what the node does for another ---------------------

static const zt_case_t s_calls [] = {
    {"Supervisor start_child [{Sup, :" B "}, %{id: :one, start: {Op, :hang, [1]}}]",
     NODEDOWN "{Sup, "},
    {"DynamicSupervisor start_child [{Dyn, :" B "}, %{id: :one, start: {Op, :hang, [1]}}]",
     NODEDOWN "{Dyn, "},
    {"Supervisor terminate_child [{Kept, :" B "}, :old]", NODEDOWN "{Kept, "},
    {"Supervisor restart_child [{Kept, :" B "}, :new]", NODEDOWN "{Kept, "},
    {"Op change_code [:" B "]", NODEDOWN "{:server, "},
    {"rpc call [:" B ", Op, :hang, [1]]", "{:badrpc, :nodedown}"},
    {"rpc block_call [:" B ", Op, :hang, [1]]", "{:badrpc, :nodedown}"},
    {"rpc multicall [[:" B "], Op, :hang, [1]]", "{[], [:b@localhost]}"},
    {"erpc call [:" B ", Op, :hang, [1]]", "error {{:erpc, :noconnection}, "},
    {"erpc multicall [[:" B "], Op, :hang, [1]]", "[error: {:erpc, :noconnection}]"},
    {"Op async_call [:" B "]", "{:badrpc, :nodedown}"},
    {"GenServer call [{:server, :" B "}, :hang, :infinity]", NODEDOWN "{:server, "},
    {"GenServer multi_call [[:" B "], :server, :hang, :infinity]", "{[], [:b@localhost]}"},
    {"Op nolink [:" B "]", "{2, {:nodedown, :b@localhost}}"},
    {"Op run_sync_auto_detect [:" B "]",
     "exit {{:erpc, :noconnection}, {Cluster, :run_sync_auto_detect, "},
    {"Op run_sync [:" B "]", "{false, {:erpc, :noconnection}}"}};

//  Two at once
static const zt_case_t s_streams [] = {
    {"Op stream [:" B ", true]",
     "[exit: {:nodedown, :b@localhost}, exit: {:nodedown, :b@localhost}]"},
    {"Op stream [:" B ", false]", "exit {:nodedown, :b@localhost}"}};

//  The node is killed when so many processes hang there, and what it told of them has
//  come: an answer is behind that.
static void
s_kill_inside (const zt_case_t *now, const char *inside, const char *processes)
{
    zt_is (&b, "inside", "0");
    zt_tell (&a, "aside %s", now->command);
    ck_assert_str_eq (zt_hear (&a), "ok");
    zt_case_until (&b, "inside", inside, now);
    zt_is (&b, "run rpc call [:" A ", Kernel, :abs, [1]]", "1");
    zt_kill (&b);
    zt_ends (now, processes);
    zt_start_b ();
}

START_TEST (who_waits_for_a_node_that_is_killed_is_told_so)
{
    zt_start_abc ();
    char processes [20];
    strcpy (processes, zt_do (&a, "processes"));
    for (size_t i = 0; i < sizeof s_calls / sizeof *s_calls; i++)
        s_kill_inside (&s_calls [i], "1", processes);
    for (size_t i = 0; i < sizeof s_streams / sizeof *s_streams; i++)
        s_kill_inside (&s_streams [i], "2", processes);
    zt_stop_abc ();
}
END_TEST

//  ---- asked, and not heard yet --------------------------------------------

//  The node is frozen, so it has been asked and has not answered.
static const zt_case_t s_unheard [] = {
    {"GenServer call [{:server, :" B "}, 1, :infinity]", NODEDOWN},
    {"Supervisor which_children [{Sup, :" B "}]", NODEDOWN},
    {"Supervisor terminate_child [{Kept, :" B "}, :old]", NODEDOWN "{Kept, "},
    {"Supervisor restart_child [{Kept, :" B "}, :new]", NODEDOWN "{Kept, "},
    {"Supervisor delete_child [{Kept, :" B "}, :new]", NODEDOWN "{Kept, "},
    {"Op change_code [:" B "]", NODEDOWN "{:server, "},
    {"Task.Supervisor start_child [{Tasks, :" B "}, Kernel, :abs, [1]]", NODEDOWN "{Tasks, "},
    {"Task.Supervisor async [{Tasks, :" B "}, Kernel, :abs, [1]]", NODEDOWN "{Tasks, "},
    {"Task.Supervisor async_nolink [{Tasks, :" B "}, Kernel, :abs, [1]]", NODEDOWN "{Tasks, "},
    {"Op stream [:" B ", true]", NODEDOWN "{:Tasks, "},
    {"Op stream [:" B ", false]", NODEDOWN "{:Tasks, "},
    {"GenServer stop [{:server, :" B "}]", "exit "},
    {"rpc call [:" B ", Kernel, :abs, [1]]", "{:badrpc, :nodedown}"},
    {"rpc sbcast [[:" A ", :" B "], :server, 1]", "{[:a@localhost], [:b@localhost]}"},
    {"rpc server_call [:" B ", :server, :reply, 1]", "{:error, :nodedown}"},
    {"Op ping [:" B "]", "false"}};

START_TEST (who_asks_a_node_that_is_killed_before_it_answers_is_told_so)
{
    zt_start_abc ();
    char processes [20];
    strcpy (processes, zt_do (&a, "processes"));
    for (size_t i = 0; i < sizeof s_unheard / sizeof *s_unheard; i++) {
        zt_freeze_and_kill_b (&s_unheard [i], processes);
        zt_start_b ();
    }
    zt_stop_abc ();
}
END_TEST

//  ---- in the middle of what it asked others for ---------------------------

START_TEST (a_child_asked_for_by_a_killed_node_is_there_and_the_supervisor_too)
{
    zt_start_abc ();
    zt_is (&b, "aside Supervisor start_child [{Sup, :" A "}, %{id: :one, start: {Op, :gate, []}}]",
           "ok");
    zt_until_is (&a, "inside", "1");
    zt_kill (&b);
    zt_until_is (&a, "nodes", "c");
    zt_is (&a, "open", "ok");
    zt_until_is (&a, "run Supervisor count_children [Sup]",
                 "%{active: 1, specs: 1, supervisors: 0, workers: 1}");
    zt_is (&a, "run Supervisor terminate_child [Sup, :one]", ":ok");
    zt_stop (&a);
    zt_stop (&c);
}
END_TEST

START_TEST (what_a_killed_node_had_others_do_leaves_nothing)
{
    zt_start_abc ();
    char processes [20];
    strcpy (processes, zt_do (&a, "processes"));
    zt_is (&b, "aside Op stream [:" A ", false]", "ok");
    zt_until_is (&a, "inside", "2");
    zt_kill (&b);
    zt_until_is (&a, "processes", processes);
    zt_is (&a, "run Supervisor count_children [Tasks]",
           "%{active: 0, specs: 0, supervisors: 0, workers: 0}");
    zt_is (&a, "run GenServer call [:server, 1]", "1");
    zt_stop (&a);
    zt_stop (&c);
}
END_TEST

//  ---- in the middle of joining --------------------------------------------

START_TEST (a_dial_of_a_node_that_is_killed_fails)
{
    zt_start (&a, A, "");
    zt_start (&b, B, "");
    zt_freeze (&b);
    zt_is (&a, "aside Op ping [:" B "]", "ok");
    zt_until_is (&a, "waits", "true");
    zt_kill (&b);
    zt_is (&a, "result", "false");
    zt_is (&a, "left", "0");
    zt_start (&b, B, "");
    zt_is (&a, "connect " B, "true");
    zt_stop (&a);
    zt_stop (&b);
}
END_TEST

ZT_CLUSTER_MAIN ("cluster_kill",
    who_waits_for_a_node_that_is_killed_is_told_so,
    who_asks_a_node_that_is_killed_before_it_answers_is_told_so,
    a_child_asked_for_by_a_killed_node_is_there_and_the_supervisor_too,
    what_a_killed_node_had_others_do_leaves_nothing,
    a_dial_of_a_node_that_is_killed_fails)
