//  test_cluster_kill.c - kill -9 of a node in the middle of each operation
//
//  Whatever is under way when a node dies ends, with what is documented for it; nothing
//  is left over, and what is asked next works. Where other files have it: names half
//  registered (test_global_names), nodes waiting in line (test_global_locks), modules
//  being spread (test_code_cluster), links, monitors and spawns (test_cluster_process).

#include "zt_cluster.h"
#include "zc_module.h"

#include <stdatomic.h>

#define A "a@localhost"
#define B "b@localhost"
#define C "c@localhost"

//  ---- what hangs on the node that is killed -------------------------------

static atomic_int s_inside;             //  how many hang here

//  Op:hang (_): never returns.
static zc_term_t *
s_hang (const zc_term_t *args)
{
    (void) args;
    s_inside++;
    zc_sleep (-1);
    return NULL;
}

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
    s_inside++;
    zc_receive (-1, "go");
    return zc_term_new ("{ok, ~p}", zc_spawn_link (s_child, NULL));
}

static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self, (void) from;
    return zc_term_match (request, "hang")? s_hang (NULL): zc_term_dup (request);
}

static const zc_gen_server_callbacks_t s_server = {.handle_call = s_handle_call};

//  ---- operations that are only there in C ---------------------------------

static void
s_with_lock (void *arg)
{
    if (arg)
        s_hang (NULL);
}

//  Op:trans (Resource, Hang)
static zc_term_t *
s_trans (const zc_term_t *args)
{
    bool hang;
    zc_term_t *resource;
    zc_term_match (args, "[~t, ~o]", &resource, &hang);
    return zc_term_new ("~o", zc_global_trans (s_with_lock, hang? &hang: NULL, NULL, -1,
                                               "{~t, ~p}", resource, zc_self ()));
}

//  Op:wait_lock (Resource)
static zc_term_t *
s_wait_lock (const zc_term_t *args)
{
    return zc_term_new ("~o", zc_global_wait_lock (NULL, -1, "{~t, ~p}",
                                                   zc_term_element (args, 0), zc_self ()));
}

//  Op:name (Name), Op:pg (Group): for the own process, as long as it lives.
static zc_term_t *
s_name (const zc_term_t *args)
{
    return zc_term_new ("~o", zc_global_register_name (zc_self (), "~t",
                                                       zc_term_element (args, 0)));
}

static zc_term_t *
s_pg (const zc_term_t *args)
{
    zc_pg_join (NULL, zc_self (), "~t", zc_term_element (args, 0));
    return zc_pg_members (NULL, "~t", zc_term_element (args, 0));
}

//  Op:pg2 (Group): make it, join and leave it, remove it.
static zc_term_t *
s_pg2 (const zc_term_t *args)
{
    zc_term_t *group = zc_term_element (args, 0);
    zc_pg2_create ("~t", group);
    bool joined = zc_pg2_join (zc_self (), "~t", group);
    bool left = zc_pg2_leave (zc_self (), "~t", group);
    zc_pg2_delete ("~t", group);
    return zc_term_new ("{~o, ~o, ~i}", joined, left, zc_term_length (zc_pg2_which_groups ()));
}

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

static zc_term_t *
s_ping (const zc_term_t *args)
{
    const char *node;
    zc_term_match (args, "[~a]", &node);
    return zc_term_new ("~o", zc_node_ping (node));
}

ZC_MODULE (Op, {"ping", 1, s_ping}, {"hang", 1, s_hang}, {"gate", 0, s_gate}, {"trans", 2, s_trans},
           {"wait_lock", 1, s_wait_lock}, {"name", 1, s_name}, {"pg", 1, s_pg}, {"pg2", 1, s_pg2},
           {"stream", 2, s_stream}, {"nolink", 1, s_nolink}, {"async_call", 1, s_async_call},
           {"run_sync", 1, s_run_sync}, {"run_sync_auto_detect", 1, s_auto_detect});

//  ---- commands of the nodes -----------------------------------------------

//  serve: what the operations need.
static void
s_do_serve (char *args, char *answer)
{
    (void) args;
    zc_supervisor_start_link (NULL, NULL, 0, "Sup");
    zc_supervisor_start_link (&(zc_supervisor_options_t) {.strategy = ZC_DYNAMIC}, NULL, 0, "Dyn");
    zc_task_supervisor_start_link ("Tasks");
    zc_gen_server_start_link (&s_server, NULL, "server");
    zc_pg_start (NULL);
    zc_pg2_start ();
    strcpy (answer, "ok");
}

static void
s_do_inside (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%d", atomic_load (&s_inside));
}

static void
s_do_open (char *args, char *answer)
{
    (void) args;
    zc_send (s_gatekeeper, "go");
    strcpy (answer, "ok");
}

static void
s_do_processes (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%lld", (long long) zt_info ("processes"));
}

//  aside MODULE FUNCTION ARGS: in a process of its own; `result` waits for its end.
static zc_pid_t s_driver, s_aside;

static void
s_run_aside (void *arg)
{
    char *answer = zc_alloc (ZT_LINE);
    *answer = 0;
    zt_do_run (arg, answer);
    zc_send (s_driver, "{aside, ~s}", (const char *) answer);
}

static void
s_do_aside (char *args, char *answer)
{
    char *text = zc_alloc (strlen (args) + 1);
    strcpy (text, args);
    s_driver = zc_self ();
    s_aside = zc_spawn (s_run_aside, text);
    strcpy (answer, "ok");
}

//  Does it wait for something, or has it ended?
static void
s_do_waits (char *args, char *answer)
{
    (void) args;
    zc_term_t *info = zc_process_info (s_aside);
    zt_answer_bool (answer, !info || zc_term_match (info, "[_, {current, waiting} | _]"));
    zc_term_destroy (&info);
}

static void
s_do_result (char *args, char *answer)
{
    (void) args;
    const char *text = "nothing";
    zc_receive (ZT_LONG, "{aside, ~s}", &text);
    snprintf (answer, ZT_LINE, "%s", text);
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"serve", s_do_serve}, {"inside", s_do_inside}, {"processes", s_do_processes},
    {"aside", s_do_aside}, {"waits", s_do_waits}, {"result", s_do_result},
    {"open", s_do_open}};

//  ---- a mesh of three, one of which dies ----------------------------------

static zt_node_t a, b, c;

static void
s_start_b (void)
{
    zt_start (&b, B, "");
    zt_is (&b, "serve", "ok");
    zt_is (&b, "connect " A, "true");
    zt_until_is (&a, "nodes", "b c");
    zt_until_is (&b, "nodes", "a c");
    zt_until_is (&c, "nodes", "a b");
}

static void
s_start_all (void)
{
    zt_start (&a, A, "");
    zt_start (&c, C, "");
    zt_is (&a, "serve", "ok");
    zt_is (&c, "serve", "ok");
    zt_is (&a, "connect " C, "true");
    s_start_b ();
}

typedef struct {
    const char *command, *ended;
} case_t;

//  As zt_until_is; in a case.
static void
s_until_is (zt_node_t *node, const char *what, const char *answer, const case_t *now)
{
    int64_t end = zt_now_ms () + ZT_LONG;
    const char *got;
    while (strcmp (got = zt_do (node, "%s", what), answer) != 0 && zt_now_ms () < end)
        zt_sleep_in_c (5);
    ck_assert_msg (strcmp (got, answer) == 0, "%s: %s %s", now->command, got, what);
}

//  How it ended, and nothing is left of it at a.
static void
s_ends (const case_t *now, const char *processes)
{
    char *result = zt_do (&a, "result");
    ck_assert_msg (strncmp (result, now->ended, strlen (now->ended)) == 0, "%s: %s", now->command,
                   result);
    zt_is (&a, "left", "0");
    s_until_is (&a, "processes", processes, now);
    zt_until_is (&a, "nodes", "c");
    zt_until_is (&c, "nodes", "a");
}

#define NODEDOWN "exit {{:nodedown, :b@localhost}, {GenServer, :call, ["

//  ---- in the middle of what the node does for another ---------------------

static const case_t s_calls [] = {
    {"Supervisor start_child [{Sup, :" B "}, %{id: :one, start: {Op, :hang, [1]}}]", NODEDOWN "{Sup, "},
    {"DynamicSupervisor start_child [{Dyn, :" B "}, %{id: :one, start: {Op, :hang, [1]}}]",
     NODEDOWN "{Dyn, "},
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
static const case_t s_streams [] = {
    {"Op stream [:" B ", true]",
     "[exit: {:nodedown, :b@localhost}, exit: {:nodedown, :b@localhost}]"},
    {"Op stream [:" B ", false]", "exit {:nodedown, :b@localhost}"}};

//  The node is killed when so many processes hang there, and what it told of them has
//  come: an answer is behind that.
static void
s_kill_inside (const case_t *now, const char *inside, const char *processes)
{
    zt_is (&b, "inside", "0");
    zt_tell (&a, "aside %s", now->command);
    ck_assert_str_eq (zt_hear (&a), "ok");
    s_until_is (&b, "inside", inside, now);
    zt_is (&b, "run rpc call [:" A ", Kernel, :abs, [1]]", "1");
    zt_kill (&b);
    s_ends (now, processes);
    s_start_b ();
}

START_TEST (who_waits_for_a_node_that_is_killed_is_told_so)
{
    s_start_all ();
    char processes [20];
    strcpy (processes, zt_do (&a, "processes"));
    for (size_t i = 0; i < sizeof s_calls / sizeof *s_calls; i++)
        s_kill_inside (&s_calls [i], "1", processes);
    for (size_t i = 0; i < sizeof s_streams / sizeof *s_streams; i++)
        s_kill_inside (&s_streams [i], "2", processes);
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&c);
}
END_TEST

//  ---- in the middle of what the nodes agree on ----------------------------

//  The node is frozen, so it has been asked and has not answered.
static const case_t s_agreements [] = {
    {"global set_lock [{:r, 1}]", "true"},
    {"global set_lock [{:r, 1}, [:" B "]]", "true"},
    {"Op trans [:r, false]", "true"},
    {"Op wait_lock [:r]", "true"},
    {"Op name [:n]", "true"},
    {"global unregister_name [:n]", ":ok"},
    {"global sync []", ":ok"},
    {"Op pg [:g]", "[#PID<"},
    {"Op pg2 [:g]", "{true, true, 0}"},
    {"GenServer call [{:server, :" B "}, 1, :infinity]", NODEDOWN},
    {"Supervisor which_children [{Sup, :" B "}]", NODEDOWN},
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

START_TEST (who_agrees_with_others_goes_on_without_the_killed)
{
    s_start_all ();
    char processes [20];
    strcpy (processes, zt_do (&a, "processes"));
    for (size_t i = 0; i < sizeof s_agreements / sizeof *s_agreements; i++) {
        zt_freeze (&b);
        zt_tell (&a, "aside %s", s_agreements [i].command);
        ck_assert_str_eq (zt_hear (&a), "ok");
        zt_until_is (&a, "waits", "true");
        zt_kill (&b);
        s_ends (&s_agreements [i], processes);
        zt_until_is (&c, "run global set_lock [{:r, :c}, [:" A ", :" C "], 0]", "true");
        zt_is (&c, "run global del_lock [{:r, :c}, [:" A ", :" C "]]", "true");
        zt_until_is (&c, "run global registered_names []", "[]");
        zt_until_is (&c, "run pg get_members [:g]", "[]");
        s_start_b ();
    }
    zt_stop (&a);
    zt_stop (&b);
    zt_stop (&c);
}
END_TEST

//  ---- in the middle of what it asked others for ---------------------------

START_TEST (a_child_asked_for_by_a_killed_node_is_there_and_the_supervisor_too)
{
    s_start_all ();
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
    s_start_all ();
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

START_TEST (a_lock_held_by_a_killed_node_is_given_on)
{
    s_start_all ();
    zt_is (&b, "aside Op trans [:r, true]", "ok");
    zt_until_is (&b, "inside", "1");
    zt_is (&a, "aside Op wait_lock [:r]", "ok");
    zt_until_is (&a, "waits", "true");
    zt_is (&c, "run global set_lock [{:r, :c}, [:" C "], 0]", "false");
    zt_kill (&b);
    zt_is (&a, "result", "true");
    zt_until_is (&c, "run global set_lock [{:r, :c}, [:" C "], 0]", "true");
    zt_stop (&a);
    zt_stop (&c);
}
END_TEST

//  ---- in the middle of joining --------------------------------------------

START_TEST (a_node_that_joins_a_mesh_goes_on_without_the_killed)
{
    zt_node_t d;
    s_start_all ();
    zt_start (&d, "d@localhost", "");
    zt_freeze (&b);
    zt_is (&d, "connect " A, "true");
    zt_until_is (&c, "nodes", "a b d");
    zt_kill (&b);
    zt_until_is (&a, "nodes", "c d");
    zt_until_is (&c, "nodes", "a d");
    zt_until_is (&d, "nodes", "a c");
    zt_is (&d, "run global set_lock [{:r, 1}]", "true");
    zt_stop (&a);
    zt_stop (&c);
    zt_stop (&d);
}
END_TEST

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
    who_agrees_with_others_goes_on_without_the_killed,
    a_child_asked_for_by_a_killed_node_is_there_and_the_supervisor_too,
    what_a_killed_node_had_others_do_leaves_nothing,
    a_lock_held_by_a_killed_node_is_given_on,
    a_node_that_joins_a_mesh_goes_on_without_the_killed,
    a_dial_of_a_node_that_is_killed_fails)
