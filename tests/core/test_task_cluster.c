//  test_task_cluster.c - tasks under a supervisor of another node

#include "zt_cluster.h"
#include "zc_module.h"

//  ---- the chat of the course notes ----------------------------------------

static zc_term_t *
s_receive_message (const zc_term_t *args)
{
    const char *text;
    zc_term_match (args, "[~s]", &text);
    zc_io_puts (text);
    return zc_term_new ("ok");
}

static zc_term_t *
s_where (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~a", zc_node_self ());
}

static zc_term_t *
s_hang (const zc_term_t *args)
{
    (void) args;
    zc_sleep (-1);
    return NULL;
}

static zc_term_t *
s_fail (const zc_term_t *args)
{
    (void) args;
    zc_exit ("oops");
}

ZC_MODULE (Chat, {"receive_message", 1, s_receive_message}, {"where", 0, s_where},
           {"hang", 0, s_hang}, {"fail", 0, s_fail});

//  ---- commands of the nodes -----------------------------------------------

static void
s_do_supervise (char *args, char *answer)
{
    zt_answer_bool (answer, !zc_pid_is_null (zc_task_supervisor_start_link (args).pid));
}

//  The process that does what a command asks, and how it ended.
typedef struct {
    char *node, *function, *args;
    int timeout_ms;
} ask_t;

static void
s_await (void *arg)
{
    ask_t *ask = arg;
    zc_term_t *args = zc_term_parse (ask->args, NULL);
    zc_task_t task = zc_task_supervisor_async_apply (zc_server_on ("Tasks", ask->node), "Chat",
                                                     ask->function, "~t", args);
    zc_send_name ("driver", NULL, "begun");
    zc_exit ("{result, ~t}", zc_task_await (task, ask->timeout_ms));
}

//  await NODE FUNCTION ARGS MS: a process of its own does it; `down` waits for it.
static zc_ref_t s_awaiting;

static void
s_do_await (char *args, char *answer)
{
    if (zc_pid_is_null (zc_whereis ("driver")))
        zc_register ("driver", zc_self ());
    ask_t *ask = zc_alloc (sizeof *ask);
    ask->node = zc_strdup (zt_word (&args));
    ask->function = zc_strdup (zt_word (&args));
    ask->args = zc_strdup (zt_word (&args));
    ask->timeout_ms = atoi (args);
    zc_spawn_monitor (s_await, ask, &s_awaiting);
    strcpy (answer, "ok");
}

static void
s_do_down (char *args, char *answer)
{
    (void) args;
    zc_term_t *reason = zt_down (s_awaiting);
    if (reason)
        zt_answer_term (answer, reason);
    zc_term_destroy (&reason);
    zc_receive (0, "begun");
}

//  nolink NODE FUNCTION: no link; the outcome of yield.
static void
s_do_nolink (char *args, char *answer)
{
    char *node = zt_word (&args);
    zc_task_t task = zc_task_supervisor_async_nolink_apply (zc_server_on ("Tasks", node), "Chat",
                                                            args, "[]");
    zc_term_t *result = NULL;
    zc_task_outcome_t outcome = zc_task_yield (task, ZT_LONG, &result);
    strcpy (answer, outcome == ZC_TASK_OK? "ok ": outcome == ZC_TASK_EXIT? "exit ": "nil");
    if (result)
        zt_answer_term (answer + strlen (answer), result);
    zc_term_destroy (&result);
}

static void
s_do_start_child (char *args, char *answer)
{
    char *node = zt_word (&args);
    zc_start_t start = zc_task_supervisor_start_child_apply (
        zc_server_on ("Tasks", node), "Chat", "receive_message", "[~s]", (const char *) args);
    zt_answer_bool (answer, !zc_pid_is_null (start.pid));
}

static void
s_do_stream (char *args, char *answer)
{
    zc_term_t *inputs = zc_term_parse ("[-1, 2, -3]", NULL);
    zc_term_t *list = zc_task_async_stream_apply (zc_server_on ("Tasks", args), inputs, NULL,
                                                  "Kernel", "abs", "[]");
    zt_answer_term (answer, list);
    zc_term_destroy (&list);
    zc_term_destroy (&inputs);
}

static void
s_body (void *arg)
{
    (void) arg;
}

//  child NODE module|body: a child of the supervisor over there.
static void
s_do_child (char *args, char *answer)
{
    char *node = zt_word (&args);
    zc_term_t *list = zc_term_new ("[{Chat, hang, []}]");
    zc_child_spec_t by_name = {.module = "Task.Supervised", .function = "start_link", .args = list};
    zc_child_spec_t in_c = {.body = s_body};
    zc_start_t start = zc_supervisor_start_child (zc_server_on ("Tasks", node),
                                                  *args == 'm'? &by_name: &in_c);
    zc_term_t *term = zc_start_to_term (start);
    zt_answer_term (answer, term);
    zc_term_destroy (&term);
    zc_term_destroy (&list);
}

//  How many tasks a supervisor of this node has.
static void
s_do_tasks (char *args, char *answer)
{
    zc_term_t *counts = zc_supervisor_count_children ((const char *) args);
    int active = -1;
    zc_term_match (counts, "%{active: ~i}", &active);
    sprintf (answer, "%d", active);
    zc_term_destroy (&counts);
}

static zc_term_t *
s_c_task (void *arg)
{
    (void) arg;
    return NULL;
}

static void
s_c_task_there (void *arg)
{
    zc_task_supervisor_async (zc_server_on ("Tasks", arg), s_c_task, NULL);
}

//  A C function on another node: what becomes of who tries.
static void
s_do_c_task (char *args, char *answer)
{
    zc_ref_t ref;
    zc_spawn_monitor (s_c_task_there, args, &ref);
    zc_term_t *reason = zt_down (ref);
    zt_answer_term (answer, reason);
    zc_term_destroy (&reason);
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"supervise", s_do_supervise}, {"await", s_do_await}, {"down", s_do_down},
    {"nolink", s_do_nolink}, {"start_child", s_do_start_child}, {"stream", s_do_stream},
    {"tasks", s_do_tasks}, {"c_task", s_do_c_task}, {"child", s_do_child}};

//  ---- tests ---------------------------------------------------------------

static zt_node_t alex, kate;

static void
s_start_both (const char *options)
{
    zt_start (&alex, "alex@localhost", options);
    zt_start (&kate, "kate@localhost", "");
    zt_is (&kate, "supervise Tasks", "true");
}

START_TEST (a_task_on_another_node_prints_there)
{
    s_start_both ("");
    zt_is (&alex, "await kate@localhost receive_message [\"hi\"] 5000", "ok");
    ck_assert_str_eq (zt_hear (&kate), "hi");
    zt_is (&alex, "down", "{:result, :ok}");
    zt_is (&alex, "start_child kate@localhost hello, Kate", "true");
    ck_assert_str_eq (zt_hear (&kate), "hello, Kate");
    zt_is (&alex, "await kate@localhost where [] 5000", "ok");
    zt_is (&alex, "down", "{:result, :kate@localhost}");
    zt_until_is (&kate, "tasks Tasks", "0");
    zt_is (&alex, "left", "0");
    zt_stop (&alex);
    zt_stop (&kate);
}
END_TEST

START_TEST (a_supervisor_that_cannot_be_reached_ends_the_caller)
{
    s_start_both ("");
    zt_is (&alex, "await nowhere@localhost where [] 5000", "ok");
    ck_assert (strstr (zt_do (&alex, "down"), "{{:nodedown, :nowhere@localhost}, {GenServer, :call, "));
    zt_is (&alex, "await alex@localhost where [] 5000", "ok");
    ck_assert (strstr (zt_do (&alex, "down"), "{:noproc, {GenServer, :call, "));
    zt_is (&alex, "left", "0");
    zt_stop (&alex);
    zt_stop (&kate);
}
END_TEST

START_TEST (ends_of_a_task_on_another_node_reach_its_owner)
{
    s_start_both ("");
    zt_is (&alex, "await kate@localhost fail [] 5000", "ok");
    zt_is (&alex, "down", ":oops");
    zt_is (&alex, "nolink kate@localhost fail", "exit :oops");
    zt_is (&alex, "nolink kate@localhost where", "ok :kate@localhost");
    zt_is (&alex, "nolink kate@localhost missing",
           "exit {:undef, [{Chat, :missing, [], []}]}");
    zt_is (&alex, "c_task kate@localhost",
           "{:badarg, \"a task on another node: name a module and a function\"}");
    zt_is (&alex, "left", "0");
    zt_stop (&alex);
    zt_stop (&kate);
}
END_TEST

START_TEST (a_stream_runs_under_a_supervisor_of_another_node)
{
    s_start_both ("");
    zt_is (&alex, "stream kate@localhost", "[ok: 1, ok: 2, ok: 3]");
    zt_stop (&alex);
    zt_stop (&kate);
}
END_TEST

START_TEST (a_supervisor_of_another_node_starts_children_by_module_only)
{
    s_start_both ("");
    ck_assert (strncmp (zt_do (&alex, "child kate@localhost module"), "{:ok, #PID<", 11) == 0);
    zt_is (&kate, "tasks Tasks", "1");
    ck_assert (strncmp (zt_do (&alex, "child kate@localhost body"),
                        "{:error, {:invalid_child_spec, ", 31) == 0);
    zt_is (&kate, "tasks Tasks", "1");
    zt_kill (&alex);                            //  it is kate's child, and not alex's
    zt_is (&kate, "tasks Tasks", "1");
    zt_stop (&kate);
}
END_TEST

START_TEST (a_killed_node_ends_the_owners_of_its_tasks)
{
    s_start_both ("");
    zt_is (&alex, "await kate@localhost hang [] -1", "ok");
    zt_is (&alex, "next 10000 begun", ":begun");
    zt_kill (&kate);
    zt_is (&alex, "down", ":noconnection");     //  by the link, which every task has
    zt_start (&kate, "kate@localhost", "");
    zt_is (&kate, "supervise Tasks", "true");
    zt_tell (&alex, "nolink kate@localhost hang");
    zt_until_is (&kate, "tasks Tasks", "1");
    //  What kate told of the task has come: an answer is behind that
    zt_is (&kate, "run rpc call [:alex@localhost, Kernel, :abs, [1]]", "1");
    zt_kill (&kate);
    ck_assert_str_eq (zt_hear (&alex), "exit {:nodedown, :kate@localhost}");
    zt_is (&alex, "left", "0");
    zt_stop (&alex);
}
END_TEST

START_TEST (tasks_of_a_killed_node_end_with_their_owners)
{
    s_start_both ("");
    zt_is (&alex, "await kate@localhost hang [] -1", "ok");
    zt_is (&alex, "next 10000 begun", ":begun");
    zt_until_is (&kate, "tasks Tasks", "1");
    zt_kill (&alex);
    zt_until_is (&kate, "tasks Tasks", "0");
    zt_stop (&kate);
}
END_TEST

START_TEST (await_ends_in_its_time_and_the_task_with_its_owner)
{
    s_start_both ("");
    zt_is (&alex, "await kate@localhost hang [] 20", "ok");
    ck_assert (strstr (zt_do (&alex, "down"), "{:timeout, {Task, :await, [%"));
    zt_until_is (&kate, "tasks Tasks", "0");
    zt_is (&alex, "left", "0");
    zt_stop (&alex);
    zt_stop (&kate);
}
END_TEST

ZT_CLUSTER_MAIN ("task_cluster",
    a_task_on_another_node_prints_there,
    a_supervisor_that_cannot_be_reached_ends_the_caller,
    ends_of_a_task_on_another_node_reach_its_owner,
    a_stream_runs_under_a_supervisor_of_another_node,
    a_supervisor_of_another_node_starts_children_by_module_only,
    a_killed_node_ends_the_owners_of_its_tasks,
    tasks_of_a_killed_node_end_with_their_owners,
    await_ends_in_its_time_and_the_task_with_its_owner)
