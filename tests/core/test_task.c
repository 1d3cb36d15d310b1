//  test_task.c - tasks, task supervisors and streams on one node

#include "zc_test.h"
#include "zc_module.h"

//  ---- what tasks run ------------------------------------------------------

static zc_term_t *
s_double (void *arg)
{
    return zc_term_new ("~i", 2 * *(int *) arg);
}

static zc_term_t *
s_nothing (void *arg)
{
    (void) arg;
    return NULL;
}

static zc_term_t *
s_crash (void *arg)
{
    (void) arg;
    zt_crash ();
    return NULL;
}

static zc_term_t *
s_exit (void *arg)
{
    zc_exit ("~a", (const char *) arg);
}

//  Tells `main` that it runs, and waits for go.
static zc_term_t *
s_wait (void *arg)
{
    (void) arg;
    zc_send_name ("main", NULL, "{running, ~p}", zc_self ());
    zc_term_t *with;
    zc_receive (-1, "{go, ~t}", &with);
    return with;
}

static zc_term_t *
s_stubborn (void *arg)
{
    zc_trap_exit (true);
    return s_wait (arg);
}

static zc_pid_t
s_running (void)
{
    zc_pid_t pid = {0};
    zt_check (zc_receive (ZT_LONG, "{running, ~p}", &pid));
    return pid;
}

static zc_term_t *
s_add (const zc_term_t *args)
{
    int a, b;
    if (!zc_term_match (args, "[~i, ~i]", &a, &b))
        zc_exit ("{badarg, ~t}", args);
    return zc_term_new ("~i", a + b);
}

ZC_MODULE (Sums, {"add", 2, s_add});

ZT_TEST (a_task_runs_aside_and_its_result_is_awaited)
{
    int number = 21;
    zc_task_t task = zc_task_async (s_double, &number);
    zt_check_term (zc_task_await (task, 5000), "42");
    zt_check_term (zc_task_await (zc_task_async_apply ("Sums", "add", "[~i, 3]", 4), 5000), "7");
    zt_check_term (zc_task_await (zc_task_async (s_nothing, NULL), 5000), "ok");
    zt_check_int (zc_flush (false), 0);
}

//  ---- await ---------------------------------------------------------------

typedef struct {
    zc_task_fn *function;
    void *arg;
    int timeout_ms;
} await_t;

static void
s_awaits (void *arg)
{
    await_t *await = arg;
    zc_task_t task = zc_task_async (await->function, await->arg);
    zc_unlink (task.pid);           //  its end is to reach us as DOWN alone
    zc_task_await (task, await->timeout_ms);
}

ZT_TEST (await_ends_the_caller_when_no_result_comes)
{
    zc_register ("main", zc_self ());
    zt_check_end (s_awaits, (&(await_t) {s_exit, "oops", 5000}), "{oops, {Task, await, [_, 5000]}}");
    zt_check_end (s_awaits, (&(await_t) {s_exit, "normal", -1}),
                  "{normal, {Task, await, [%{:\"__struct__\" => Task, pid: _, ref: _, owner: _},"
                  " infinity]}}");
    zt_check_end (s_awaits, (&(await_t) {s_wait, NULL, 1}), "{timeout, {Task, await, [_, 1]}}");
    zc_send (s_running (), "{go, too_late}");
}

static void
s_linked (void *arg)
{
    await_t *await = arg;
    zc_task_await (zc_task_async (await->function, await->arg), await->timeout_ms);
}

ZT_TEST (owner_and_task_end_with_each_other)
{
    zc_register ("main", zc_self ());
    zc_ref_t ref;
    zc_spawn_monitor (s_linked, &(await_t) {s_crash, NULL, 5000}, &ref);
    zt_check_down (ref, "{signal, segv, _}");
    zc_pid_t owner = zc_spawn (s_linked, &(await_t) {s_wait, NULL, -1}), task = s_running ();
    ref = zc_monitor (task);
    zc_exit_process (owner, "enough");
    zt_check_down (ref, "enough");
}

static void
s_asks_for_another_s (void *arg)
{
    zc_task_await (*(zc_task_t *) arg, 0);
}

ZT_TEST (only_the_owner_may_await)
{
    zc_register ("main", zc_self ());
    zc_task_t task = zc_task_async (s_wait, NULL);
    zt_check_end (s_asks_for_another_s, &task, "{badarg, _}");
    zc_send (s_running (), "{go, 1}");
    zt_check_term (zc_task_await (task, ZT_LONG), "1");
}

ZT_TEST (many_are_awaited_in_one_time)
{
    int numbers [] = {1, 2, 300};
    zc_task_t tasks [3];
    for (int i = 0; i < 3; i++)
        tasks [i] = zc_task_async (s_double, &numbers [i]);
    zt_check_term (zc_task_await_many (tasks, 3, 5000), "[2, 4, 600]");
    zt_check_term (zc_task_await_many (tasks, 0, 0), "[]");
}

typedef struct {
    zc_task_t tasks [2];
    size_t count;
    int timeout_ms;
} many_t;

static void
s_await_all (void *arg)
{
    many_t *many = arg;
    zc_task_await_many (many->tasks, many->count, many->timeout_ms);
}

//  The reason await_many ends its caller with.
static zc_term_t *
s_many_fail (many_t *many)
{
    zc_term_t *reason = NULL;
    zt_check_int (zc_try (s_await_all, many, &reason), ZC_EXIT);
    return reason;
}

ZT_TEST (the_first_of_many_that_fails_ends_the_wait_for_all)
{
    zc_register ("main", zc_self ());
    zc_task_supervisor_start_link ("tasks");
    many_t many = {.tasks = {zc_task_supervisor_async_nolink ("tasks", s_wait, NULL),
                             zc_task_supervisor_async_nolink ("tasks", s_exit, "oops")},
                   .count = 2, .timeout_ms = -1};
    zc_pid_t first = s_running ();
    zt_check_term (s_many_fail (&many), "{oops, {Task, await_many, [[_, _], infinity]}}");
    zc_ref_t ref = zc_monitor (first);
    zc_send (first, "{go, too_late}");
    zt_check_down (ref, "normal");
    zt_check_int (zc_flush (false), 0);         //  the other is not waited for any more

    int number = 4;
    many = (many_t) {.tasks = {zc_task_async (s_double, &number)}, .count = 2, .timeout_ms = 5000};
    many.tasks [1] = many.tasks [0];
    zt_check_term (zc_task_await_many (many.tasks, 2, 5000), "[8, 8]");

    many = (many_t) {.tasks = {zc_task_async (s_wait, NULL)}, .count = 1, .timeout_ms = 1};
    zt_check_term (s_many_fail (&many), "{timeout, {Task, await_many, [[_], 1]}}");
    zc_send (s_running (), "{go, too_late}");
    zc_supervisor_stop ("tasks");
}

ZT_TEST (a_result_can_be_received_as_a_message)
{
    int number = 4;
    zc_task_t task = zc_task_async (s_double, &number);
    zt_check (zc_receive (ZT_LONG, "{~r, 8}", task.ref));
    zt_check (!zc_demonitor (task.ref, ZC_DEMONITOR_INFO));     //  nothing else will come
}

//  ---- yield, shutdown, ignore ---------------------------------------------

ZT_TEST (yield_looks_and_does_not_give_up)
{
    zc_register ("main", zc_self ());
    zc_task_t task = zc_task_async (s_wait, NULL);
    zc_term_t *result = NULL;
    zt_check_int (zc_task_yield (task, 0, &result), ZC_TASK_NONE);
    zt_check_int (zc_task_yield (task, 1, &result), ZC_TASK_NONE);
    zc_send (s_running (), "{go, {well, 1}}");
    zt_check_int (zc_task_yield (task, ZT_LONG, &result), ZC_TASK_OK);
    zt_check_term (result, "{well, 1}");

    zc_trap_exit (true);
    task = zc_task_async (s_exit, "oops");
    zt_check_int (zc_task_yield (task, ZT_LONG, &result), ZC_TASK_EXIT);
    zt_check_term (result, "oops");
    zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, oops}", task.pid));
}

ZT_TEST (shutdown_ends_a_task_and_waits_for_its_end)
{
    zc_register ("main", zc_self ());
    zc_term_t *result = NULL;
    zc_task_t task = zc_task_async (s_wait, NULL);
    s_running ();
    zt_check_int (zc_task_shutdown (task, ZT_LONG, &result), ZC_TASK_NONE);
    zt_check (!result && !zc_process_alive (task.pid));

    task = zc_task_async (s_stubborn, NULL);
    s_running ();
    zt_check_int (zc_task_shutdown (task, 5, &result), ZC_TASK_EXIT);
    zt_check_term (result, "killed");

    task = zc_task_async (s_stubborn, NULL);
    s_running ();
    zt_check_int (zc_task_shutdown (task, ZC_BRUTAL, &result), ZC_TASK_NONE);

    int number = 1;
    task = zc_task_async (s_double, &number);
    zt_until (!zc_process_alive (task.pid));
    zt_check_int (zc_task_shutdown (task, ZT_LONG, &result), ZC_TASK_OK);
    zt_check_term (result, "2");

    zc_trap_exit (true);
    task = zc_task_async (s_exit, "oops");
    zt_until (!zc_process_alive (task.pid));
    zt_check_int (zc_task_shutdown (task, ZT_LONG, &result), ZC_TASK_EXIT);
    zt_check_term (result, "oops");
    zt_check (zc_receive (0, "{:EXIT, ~p, oops}", task.pid));
    zt_check_int (zc_flush (false), 0);
}

ZT_TEST (an_ignored_task_runs_on_and_its_result_never_arrives)
{
    zc_register ("main", zc_self ());
    zc_term_t *result = NULL;
    zc_task_t task = zc_task_async (s_wait, NULL);
    zc_ref_t ref = zc_monitor (task.pid);
    zt_check_int (zc_task_ignore (task, &result), ZC_TASK_NONE);
    zc_send (s_running (), "{go, 1}");
    zt_check_down (ref, "normal");
    zt_check_int (zc_flush (false), 0);
}

//  ---- task supervisors ----------------------------------------------------

ZT_TEST (a_task_supervisor_runs_tasks_as_its_children)
{
    zc_register ("main", zc_self ());
    zc_task_supervisor_start_link ("tasks");
    int number = 8;
    zt_check_term (zc_task_await (zc_task_supervisor_async ("tasks", s_double, &number), 5000), "16");
    zc_task_t task = zc_task_supervisor_async_apply ("tasks", "Sums", "add", "[~i, 1]", 2);
    zt_check_term (zc_task_await (task, 5000), "3");
    task = zc_task_supervisor_async ("tasks", s_wait, NULL);
    zt_check_term (zc_supervisor_count_children ("tasks"),
                   "%{specs: 1, active: 1, supervisors: 0, workers: 1}");
    zt_check (zc_pid_equal (s_running (), task.pid));
    zc_send (task.pid, "{go, on}");
    zt_check_term (zc_task_await (task, ZT_LONG), "on");
    zt_until (zc_term_match (zc_supervisor_count_children ("tasks"), "%{specs: 0}"));
    zc_supervisor_stop ("tasks");
}

ZT_TEST (a_task_without_a_link_leaves_its_owner_alone)
{
    zc_task_supervisor_start_link ("tasks");
    zc_task_t task = zc_task_supervisor_async_nolink ("tasks", s_crash, NULL);
    zt_check_down (task.ref, "{signal, segv, _}");
    task = zc_task_supervisor_async_nolink_apply ("tasks", "Sums", "add", "[a, b]");
    zc_term_t *result;
    zt_check_int (zc_task_yield (task, ZT_LONG, &result), ZC_TASK_EXIT);
    zt_check_term (result, "{badarg, [a, b]}");
    task = zc_task_supervisor_async_nolink_apply ("tasks", "Nowhere", "run", "[]");
    zt_check_int (zc_task_yield (task, ZT_LONG, &result), ZC_TASK_EXIT);
    zt_check_term (result, "{undef, _}");
    zc_supervisor_stop ("tasks");
}

static zc_term_t *
s_tell (void *arg)
{
    zc_send_name ("main", NULL, "{told, ~a}", (const char *) arg);
    return NULL;
}

ZT_TEST (a_task_nobody_waits_for_just_runs)
{
    zc_register ("main", zc_self ());
    zc_task_supervisor_start_link ("tasks");
    zt_check (!zc_pid_is_null (zc_task_supervisor_start_child ("tasks", s_tell, "hello").pid));
    zt_check (zc_receive (ZT_LONG, "{told, hello}"));
    zc_task_supervisor_start_child_apply ("tasks", "Sums", "add", "[1, 2]");
    zc_start_t child = zc_task_supervisor_start_child_of (zc_server_name ("tasks"), ZC_TRANSIENT, 0,
                                                          s_wait, NULL);
    zc_pid_t first = s_running ();
    zt_check (zc_pid_equal (first, child.pid));
    zc_exit_process (first, "crash");           //  comes again
    zc_send (s_running (), "{go, 1}");
    zc_supervisor_stop ("tasks");
}

static void
s_async (void *arg)
{
    zc_task_supervisor_async (*(zc_server_t *) arg, s_nothing, NULL);
}

ZT_TEST (a_supervisor_that_is_missing_or_full_ends_the_caller)
{
    zc_register ("main", zc_self ());
    zc_server_t server = zc_server_name ("nobody");
    zt_check_end (s_async, &server,
                  "{noproc, {GenServer, call, [nobody, {start_task, _}, infinity]}}");
    zc_pid_t pid = zc_task_supervisor_start_as (zc_server_name ("tasks"), 1).pid;
    zc_task_t task = zc_task_supervisor_async (pid, s_wait, NULL);
    server = zc_server_pid (pid);
    zt_check_end (s_async, &server, "{max_children, _}");
    zt_check_term (zc_task_supervisor_start_child (pid, s_nothing, NULL).error, "max_children");
    zc_send (s_running (), "{go, 1}");
    zt_check_term (zc_task_await (task, ZT_LONG), "1");
    zc_supervisor_stop (pid);
}

//  An owner that ended while the supervisor took the task in.
ZT_TEST (a_task_whose_owner_is_gone_ends)
{
    zc_task_supervisor_start_link ("tasks");
    zc_ref_t ref, task;
    zc_pid_t owner = zc_spawn_monitor (zt_nothing, NULL, &ref);
    zt_check_down (ref, "normal");
    zc_node_spawn_monitor (NULL, "Task.Supervised", "run", &task,
                           "[tasks, 5000, ~p, true, ~r, {Sums, add, [1, 2]}]", owner, ref);
    zt_check_down (task, "noproc");
    zt_until (zc_term_match (zc_supervisor_count_children ("tasks"), "%{specs: 0}"));
    zc_supervisor_stop ("tasks");
}

static void
s_ask_itself (void *arg)
{
    zc_register ("self", zc_self ());
    s_async (arg);
}

ZT_TEST (a_supervisor_that_asks_itself_for_a_task_ends)
{
    zc_server_t server = zc_server_name ("self");
    zt_check_end (s_ask_itself, &server, "{calling_self, {GenServer, call, _}}");
}

ZT_TEST (tasks_are_stopped_as_their_shutdown_says)
{
    zc_register ("main", zc_self ());
    zc_trap_exit (true);
    zc_pid_t pid = zc_task_supervisor_start_link ("tasks").pid;
    zc_task_t patient = zc_task_supervisor_async_of (zc_server_pid (pid), ZC_TASK_NOLINK, 5,
                                                     s_stubborn, NULL);
    zc_task_t brutal = zc_task_supervisor_async_of (zc_server_pid (pid), ZC_TASK_NOLINK, ZC_BRUTAL,
                                                    s_stubborn, NULL);
    zc_task_t obedient = zc_task_supervisor_async_nolink (pid, s_wait, NULL);
    s_running (), s_running (), s_running ();
    zc_supervisor_stop (pid);
    zt_check_down (patient.ref, "killed");
    zt_check_down (brutal.ref, "killed");
    zt_check_down (obedient.ref, "shutdown");
    zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, normal}", pid));
}

//  ---- streams -------------------------------------------------------------

static atomic_int s_at_once, s_most;

//  {Value, Ms}: the value after that time. Counts how many run at once.
static zc_term_t *
s_each (const zc_term_t *input)
{
    int ms;
    zc_term_t *value;
    int now = atomic_fetch_add (&s_at_once, 1) + 1;
    if (now > atomic_load (&s_most))
        atomic_store (&s_most, now);
    zc_term_match (input, "{~t, ~i}", &value, &ms);
    zc_sleep (ms);
    atomic_fetch_sub (&s_at_once, 1);
    if (zc_term_match (value, "exit"))
        zc_exit ("asked_to");
    return value;
}

static zc_term_t *
s_inputs (const char *text)
{
    return zc_term_parse (text, NULL);
}

ZT_TEST (a_stream_keeps_the_order_and_a_limit)
{
    zc_task_stream_t two = {.max_concurrency = 2};
    zc_term_t *inputs = s_inputs ("[{1, 30}, {2, 0}, {3, 10}, {4, 0}, {5, 0}]");
    zt_check_term (zc_task_async_stream (NULL, inputs, &two, s_each),
                   "[{ok, 1}, {ok, 2}, {ok, 3}, {ok, 4}, {ok, 5}]");
    zt_check_int (atomic_load (&s_most), 2);
    zt_check_term (zc_task_async_stream (NULL, s_inputs ("[]"), NULL, s_each), "[]");
    zt_check_term (zc_task_async_stream_apply (NULL, s_inputs ("[1, 2]"), NULL, "Sums", "add",
                                               "[~i]", 10),
                   "[{ok, 11}, {ok, 12}]");
    zt_check_int (zc_flush (false), 0);
}

ZT_TEST (a_stream_may_tell_as_results_come)
{
    zc_task_stream_t options = {.max_concurrency = 2, .unordered = true, .timeout_ms = zt_ms (5000)};
    zc_term_t *inputs = zc_term_new ("[{slow, ~i}, {quick, 0}]", zt_ms (100));
    zt_check_term (zc_task_async_stream (NULL, inputs, &options, s_each),
                   "[{ok, quick}, {ok, slow}]");
}

static void
s_streams (void *arg)
{
    zc_task_stream_t *options = arg;
    zc_term_t *inputs = s_inputs ("[{:exit, 0}, {1, 60000}]");
    zc_task_async_stream (NULL, inputs, options, s_each);
}

ZT_TEST (a_bad_end_in_a_stream_is_a_result_or_the_end)
{
    zc_task_supervisor_start_link ("tasks");
    zc_task_stream_t options = {.max_concurrency = 2, .options = ZC_TASK_NOLINK};
    zt_check_term (zc_task_async_stream ("tasks", s_inputs ("[{:exit, 0}, {1, 0}]"), &options,
                                         s_each),
                   "[{exit, asked_to}, {ok, 1}]");
    zc_supervisor_stop ("tasks");
    zt_check_end (s_streams, (&(zc_task_stream_t) {.max_concurrency = 2}), "asked_to");
}

ZT_TEST (late_tasks_of_a_stream_are_killed_or_end_it)
{
    zc_task_stream_t options = {.max_concurrency = 2, .timeout_ms = zt_ms (500),
                                .kill_on_timeout = true};
    zt_check_term (zc_task_async_stream (NULL, s_inputs ("[{1, 60000}, {2, 0}]"), &options, s_each),
                   "[{exit, timeout}, {ok, 2}]");
    zt_check_end (s_streams, (&(zc_task_stream_t) {.max_concurrency = 2, .timeout_ms = 1,
                                                   .options = ZC_TASK_NOLINK}),
                  "{timeout, {Task.Supervised, stream, [1]}}");
}

static void
s_streams_and_ends (void *arg)
{
    (void) arg;
    zc_task_stream_t options = {.max_concurrency = 2};
    zc_task_async_stream (NULL, s_inputs ("[{1, 60000}, {2, 60000}]"), &options, s_each);
}

static void
s_streams_under_tasks (void *arg)
{
    (void) arg;
    zc_task_stream_t options = {.max_concurrency = 3, .options = ZC_TASK_NOLINK};
    zc_task_async_stream ("tasks", s_inputs ("[{1, 60000}, {2, 60000}, {3, 0}]"), &options, s_each);
}

ZT_TEST (a_stream_whose_supervisor_is_full_ends_its_tasks)
{
    zc_task_supervisor_start_as (zc_server_name ("tasks"), 2);
    zt_check_end (s_streams_under_tasks, NULL, "{max_children, tasks}");
    zt_until (zc_term_match (zc_supervisor_count_children ("tasks"), "%{specs: 0}"));
    zc_supervisor_stop ("tasks");
}

ZT_TEST (the_tasks_of_a_stream_end_with_its_caller)
{
    int64_t before = zt_info ("processes");
    zc_pid_t pid = zc_spawn (s_streams_and_ends, NULL);
    zt_until (zt_info ("processes") == before + 4);     //  caller, stream, two tasks
    zc_exit_process (pid, "kill");
    zt_until (zt_info ("processes") == before);
}

ZT_MAIN ("task",
    a_task_runs_aside_and_its_result_is_awaited,
    await_ends_the_caller_when_no_result_comes,
    owner_and_task_end_with_each_other,
    only_the_owner_may_await,
    many_are_awaited_in_one_time,
    the_first_of_many_that_fails_ends_the_wait_for_all,
    a_result_can_be_received_as_a_message,
    yield_looks_and_does_not_give_up,
    shutdown_ends_a_task_and_waits_for_its_end,
    an_ignored_task_runs_on_and_its_result_never_arrives,
    a_task_supervisor_runs_tasks_as_its_children,
    a_task_without_a_link_leaves_its_owner_alone,
    a_task_nobody_waits_for_just_runs,
    a_supervisor_that_is_missing_or_full_ends_the_caller,
    a_task_whose_owner_is_gone_ends,
    a_supervisor_that_asks_itself_for_a_task_ends,
    tasks_are_stopped_as_their_shutdown_says,
    a_stream_keeps_the_order_and_a_limit,
    a_stream_may_tell_as_results_come,
    a_bad_end_in_a_stream_is_a_result_or_the_end,
    late_tasks_of_a_stream_are_killed_or_end_it,
    a_stream_whose_supervisor_is_full_ends_its_tasks,
    the_tasks_of_a_stream_end_with_its_caller)
