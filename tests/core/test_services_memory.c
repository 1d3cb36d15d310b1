//  test_services_memory.c - services that live long do not grow
//
//  What a process has is released at its end, so the books of the other tests do
//  not see what it gathers while it lives. Here the same is done many times by
//  processes that live on, and the blocks in use are compared.

#include "zc_test.h"
#include "base/zc_check.h"
#include "zc_module.h"

enum { ROUNDS = 200 };

//  Do it often, and again: the second time is to need no more blocks than the
//  first. A tenth of a block a round is what counters and pools may vary by.
static void
s_check_steady (const char *what, void (*once) (void))
{
    for (int i = 0; i < ROUNDS; i++)
        once ();
    long before = zc_blocks_in_use ();
    for (int i = 0; i < ROUNDS; i++)
        once ();
    long grown = zc_blocks_in_use () - before;
    if (grown > ROUNDS / 10)
        zt_fail ("%s: %ld blocks more after %d rounds", what, grown, ROUNDS);
}

//  ---- mailbox -------------------------------------------------------------

//  A server that is behind, or passes over a message, never comes to the end of its mailbox.
static void
s_use_mailbox (void)
{
    for (int i = 0; i < 10; i++) {
        zc_send (zc_self (), "{next, 1}");
        zc_receive (0, "{next, 1}");
    }
}

ZT_TEST (messages_that_are_taken_leave_nothing_where_others_stay)
{
    zc_send (zc_self (), "stays");
    s_check_steady ("mailbox", s_use_mailbox);
    zt_check_int (zc_flush (false), 1);
}

//  ---- process groups ------------------------------------------------------

static void
s_use_groups (void)
{
    zc_ref_t group, scope;
    zc_pg_join (NULL, zc_self (), "{room, 1}");
    zc_term_t *now = zc_pg_monitor (NULL, &group, "{room, 1}");
    zc_term_destroy (&now);
    now = zc_pg_monitor_scope (NULL, &scope);
    zc_term_destroy (&now);
    zc_pg_leave (NULL, zc_self (), "{room, 1}");
    zc_pg_demonitor (NULL, group);
    zc_pg_demonitor (NULL, scope);
}

ZT_TEST (groups_that_are_watched_leave_nothing)
{
    zc_pid_t pid = zc_pg_start (NULL);
    s_check_steady ("pg", s_use_groups);
    zc_exit_process (pid, "kill");
}

static void
s_use_old_groups (void)
{
    zc_pg2_join (zc_self (), "{room, 1}");
    zc_term_t *members = zc_pg2_members ("{room, 1}");
    zc_term_destroy (&members);
    zc_pg2_leave (zc_self (), "{room, 1}");
}

ZT_TEST (old_groups_leave_nothing)
{
    zc_pg2_create ("{room, 1}");
    s_check_steady ("pg2", s_use_old_groups);
    zc_exit_process (zc_whereis ("pg2_groups"), "kill");
}

//  ---- remote calls --------------------------------------------------------

static void
s_use_missing (void)
{
    zc_term_t *result = zc_rpc_call (NULL, "Nowhere", "nothing", -1, "[1]");
    zc_term_destroy (&result);
}

ZT_TEST (calls_of_what_is_not_there_leave_nothing)
{
    s_check_steady ("undef", s_use_missing);
}

//  ---- gen_server ----------------------------------------------------------

static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self, (void) from;
    if (zc_term_match (request, "silence"))
        return NULL;
    return zc_term_dup (request);
}

static void
s_handle_other (zc_gen_server_t *self, const zc_term_t *message)
{
    (void) message;
    zc_gen_server_timeout (self, 60000);
    zc_gen_server_continue (self, "more");
}

static void
s_handle_continue (zc_gen_server_t *self, const zc_term_t *what)
{
    (void) self, (void) what;
}

static const zc_gen_server_callbacks_t s_echo = {
    .handle_call = s_handle_call, .handle_cast = s_handle_other, .handle_info = s_handle_other,
    .handle_continue = s_handle_continue};

static void
s_use_server (void)
{
    zc_term_t *answer = zc_gen_server_call ("echo", ZT_LONG, "{hi, [1, 2], \"text\"}");
    zc_term_destroy (&answer);
    zc_gen_server_cast ("echo", "{x, 1}");
    zc_send_name ("echo", NULL, "{info, \"text\"}");
    zc_gen_server_try_call ("echo", 0, &answer, "silence");
    zc_term_destroy (&answer);
    zc_gen_server_try_call ("nobody", 0, &answer, "x");
    zc_term_destroy (&answer);
    answer = zc_gen_server_multi_call (NULL, "echo", ZT_LONG, "{x, 1}");
    zc_term_destroy (&answer);
}

ZT_TEST (calls_and_casts_leave_nothing)
{
    zc_gen_server_start_link (&s_echo, NULL, "echo");
    s_check_steady ("gen_server", s_use_server);
    zc_gen_server_stop ("echo", ZT_LONG, "normal");
}

static void
s_start_and_stop (void)
{
    zc_pid_t pid = zc_gen_server_start_link (&s_echo, NULL, NULL).pid;
    zc_gen_server_stop (pid, ZT_LONG, "normal");
}

ZT_TEST (starts_and_stops_leave_nothing)
{
    s_check_steady ("start and stop", s_start_and_stop);
}

static zc_term_t *
s_init (const zc_term_t *args)
{
    zc_term_t *state = zc_term_element (args, 0), *result = zc_term_new ("{ok, ~t}", state);
    zc_term_destroy (&state);
    return result;
}

static zc_term_t *
s_call (const zc_term_t *args)
{
    zc_term_t *state = zc_term_element (args, 2);
    zc_term_t *result = zc_term_new ("{reply, ~t, ~t}", state, state);
    zc_term_destroy (&state);
    return result;
}

static zc_term_t *
s_cast (const zc_term_t *args)
{
    zc_term_t *state = zc_term_element (args, 1);
    zc_term_t *result = zc_term_new ("{noreply, ~t, 60000}", state);
    zc_term_destroy (&state);
    return result;
}

ZC_MODULE (Steady, {"init", 1, s_init}, {"handle_call", 3, s_call}, {"handle_cast", 2, s_cast});

static void
s_use_module (void)
{
    zc_term_t *answer = zc_gen_server_call ("steady", ZT_LONG, "{hi, 1}");
    zc_term_destroy (&answer);
    zc_gen_server_cast ("steady", "{x, 1}");
}

ZT_TEST (call_backs_by_name_leave_nothing)
{
    zc_gen_server_start_link_module ("Steady", "steady", "{state, 1}");
    s_check_steady ("module", s_use_module);
    zc_gen_server_stop ("steady", ZT_LONG, "normal");
}

//  ---- supervisor ----------------------------------------------------------

static void
s_child (void *arg)
{
    (void) arg;
    zc_receive (-1, "end");
}

static void
s_use_supervisor (void)
{
    zc_child_spec_t spec = {.id = "child", .body = s_child, .restart = ZC_TEMPORARY};
    zc_supervisor_start_child ("family", &spec);
    zc_term_t *answer = zc_supervisor_which_children ("family");
    zc_term_destroy (&answer);
    answer = zc_supervisor_terminate_child ("family", "child");
    zc_term_destroy (&answer);
    zc_pid_t pid = zc_supervisor_start_child ("many", &spec).pid;
    zc_ref_t ref = zc_monitor (pid);
    zc_send (pid, "end");
    zc_receive (ZT_LONG, "{:DOWN, ~r, _, _, _}", ref);
    answer = zc_supervisor_count_children ("many");
    zc_term_destroy (&answer);
    //  One that is started again, in the end
    pid = zc_whereis ("again");
    zc_exit_process (pid, "kill");
    zt_until (!zc_pid_is_null (zc_whereis ("again")) && !zc_pid_equal (pid, zc_whereis ("again")));
}

static void
s_named_child (void *arg)
{
    zc_register ("again", zc_self ());
    s_child (arg);
}

ZT_TEST (children_that_come_and_go_leave_nothing)
{
    zc_supervisor_options_t often = {.max_restarts = 1000000}, dynamic = {.strategy = ZC_DYNAMIC};
    const zc_child_spec_t again = {.id = "again", .body = s_named_child};
    zc_supervisor_start_link (&often, &again, 1, "family");
    zc_supervisor_start_link (&dynamic, NULL, 0, "many");
    zt_until (!zc_pid_is_null (zc_whereis ("again")));
    s_check_steady ("supervisor", s_use_supervisor);
    zc_supervisor_stop ("family");
    zc_supervisor_stop ("many");
}

//  ---- task ----------------------------------------------------------------

static zc_term_t *
s_task (void *arg)
{
    (void) arg;
    return zc_term_new ("{result, 1}");
}

static zc_term_t *
s_task_of (const zc_term_t *input)
{
    return zc_term_dup (input);
}

static void
s_use_tasks (void)
{
    zc_term_t *result = zc_task_await (zc_task_async (s_task, NULL), ZT_LONG);
    zc_term_destroy (&result);
    result = zc_task_await (zc_task_supervisor_async ("tasks", s_task, NULL), ZT_LONG);
    zc_term_destroy (&result);
    result = zc_task_await (zc_task_supervisor_async_apply ("tasks", "Kernel", "abs", "[-1]"),
                            ZT_LONG);
    zc_term_destroy (&result);
    result = NULL;
    zc_task_shutdown (zc_task_async (s_task, NULL), ZT_LONG, &result);
    zc_term_destroy (&result);
    zc_term_t *inputs = zc_term_new ("[1, {2, 3}, 4]");
    result = zc_task_async_stream ("tasks", inputs, NULL, s_task_of);
    zc_term_destroy (&result);
    zc_term_destroy (&inputs);
}

ZT_TEST (tasks_leave_nothing)
{
    zc_task_supervisor_start_link ("tasks");
    s_check_steady ("task", s_use_tasks);
    zc_supervisor_stop ("tasks");
}

//  ---- registry ------------------------------------------------------------

static void
s_registered (void *arg)
{
    (void) arg;
    zc_term_t *key = zc_term_new ("other"), *value = zc_term_new ("1");
    zc_registry_register ("Names", key, value);
}

static void
s_use_registry (void)
{
    zc_term_t *key = zc_term_new ("{key, 1}"), *value = zc_term_new ("{value, 1}");
    zc_registry_register ("Names", key, value);
    zc_term_t *error = zc_registry_register ("Names", key, value);
    zc_term_destroy (&error);
    zc_term_t *found = zc_registry_lookup ("Names", key);
    zc_term_destroy (&found);
    found = zc_registry_values ("Names", key, zc_self ());
    zc_term_destroy (&found);
    found = zc_registry_keys ("Names", zc_self ());
    zc_term_destroy (&found);
    zc_registry_unregister ("Names", key);
    zc_term_destroy (&key);
    zc_term_destroy (&value);
    zc_ref_t ref;
    zc_spawn_monitor (s_registered, NULL, &ref);
    zc_receive (ZT_LONG, "{:DOWN, ~r, _, _, _}", ref);
}

static void
s_use_via (void)
{
    zc_term_t *key = zc_term_new ("{Names, {echo, 1}}");
    zc_server_t server = zc_server_via ("Registry", key);
    zc_gen_server_start (&s_echo, NULL, server);
    zc_term_t *answer = zc_gen_server_call (server, ZT_LONG, "{x, 1}");
    zc_term_destroy (&answer);
    zc_gen_server_stop (server, ZT_LONG, "normal");
    zc_term_destroy (&key);
}

ZT_TEST (registered_keys_leave_nothing)
{
    zc_registry_start_link (ZC_UNIQUE, "Names");
    s_check_steady ("registry", s_use_registry);
    s_check_steady ("via", s_use_via);
    zc_gen_server_stop ("Names", ZT_LONG, "normal");
}

//  ---- cluster -------------------------------------------------------------

static void
s_use_run_sync (void)
{
    zc_run_sync_t how = {.balance = ZC_LEAST_LOADED, .retries = 2};
    zc_term_t *result;
    zt_check (zc_run_sync (&how, "Kernel", "abs", &result, "[~i]", -1));
    zc_term_destroy (&result);
    zt_check (!zc_run_sync (&how, "Nowhere", "nothing", &result, "[]"));
    zc_term_destroy (&result);
    result = zc_run_sync_auto_detect (NULL, "Kernel", "abs", "[~i]", -1);
    zc_term_destroy (&result);
    result = zc_run_sync_naive (NULL, "Kernel", "abs", "[~i]", -1);
    zc_term_destroy (&result);
    zc_pid_t subprocess = zc_subprocess_start (NULL, zc_self (), "Kernel", "abs", "[~i]", -1);
    zt_check (zc_subprocess_await (subprocess, ZT_LONG, &result));
    zc_term_destroy (&result);
    result = zc_load_balancer_loads ();
    zc_term_destroy (&result);
}

static void
s_use_variables (void)
{
    zc_term_t *key = zc_term_new ("{key, ~i}", 1);
    zc_variable_put (key, "{value, \"text\"}");
    zc_term_t *value = zc_variable_get (key), *all = zc_variable_all ();
    zc_variable_delete (key);
    zc_send_name ("Cluster.Variable", NULL, "{merge, [{other, {1, 2, a}, {value, \"text\"}}, x]}");
    zc_send_name ("Cluster.Variable", NULL, "{hello, nobody@localhost}");
    zc_send_name ("Cluster.Variable", NULL, "{merge, [{dead, {1, 2, a}, deleted}]}");
    zc_send_name ("NodeCluster", NULL, "{nodeup, nobody@localhost}");
    zc_term_t *status = zc_node_cluster_status ();
    zc_term_destroy (&key);
    zc_term_destroy (&value);
    zc_term_destroy (&all);
    zc_term_destroy (&status);
}

ZT_TEST (services_of_a_cluster_leave_nothing)
{
    zc_cluster_start_link (NULL);
    s_check_steady ("run_sync", s_use_run_sync);
    s_check_steady ("variables", s_use_variables);
    zc_supervisor_stop ("Cluster.Supervisor");
}

ZT_MAIN ("services_memory",
    messages_that_are_taken_leave_nothing_where_others_stay,
    groups_that_are_watched_leave_nothing,
    old_groups_leave_nothing,
    calls_of_what_is_not_there_leave_nothing,
    calls_and_casts_leave_nothing,
    starts_and_stops_leave_nothing,
    call_backs_by_name_leave_nothing,
    children_that_come_and_go_leave_nothing,
    tasks_leave_nothing,
    registered_keys_leave_nothing,
    services_of_a_cluster_leave_nothing)
