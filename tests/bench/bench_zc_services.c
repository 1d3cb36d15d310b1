//  bench_zc_services.c - calls, tasks, groups and code, on zcluster
//
//  See bench_zc_jobs.c; the same in Erlang, function by function, is in
//  bench_otp_services.erl. Tasks are not there: Erlang's are Elixir's.

#include "bench_zc.h"
#include "zcluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CALLERS = 100, WAIT_MS = 60000 };

//  What is done `count` times, here or with a process of the other node.
typedef struct {
    const bench_job_t *job;
    zc_pid_t server;
    long count;
} work_t;

//  A tenth of it does not count.
static void
s_measure (void (*times) (const work_t *work), work_t work)
{
    long count = work.job->count;
    work.count = count / 10 + 1;
    times (&work);
    work.count = count;
    double start = bench_now ();
    times (&work);
    bench_print (work.job, "", (bench_now () - start) / (double) count);
}

//  What Erlang's match does. It ends the program, since whoever waits for this
//  process waits for a normal end.
static void
s_expect (bool is_expected, const bench_job_t *job, const zc_term_t *answer)
{
    if (is_expected)
        return;
    fprintf (stderr, "bench_zc: %s: not the expected answer: %s\n", job->row, zc_term_str (answer));
    _exit (1);
}

//  ---- the other side: what the jobs start ---------------------------------

static void
s_init (zc_gen_server_t *self, void *arg)
{
    (void) self, (void) arg;
}

static zc_term_t *
s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
{
    (void) self, (void) from;
    long number;
    if (zc_term_match (request, "{next, ~i}", &number))
        return zc_term_new ("~i", number + 1);
    zc_exit ("{bad_call, ~t}", request);
}

static void
s_handle_info (zc_gen_server_t *self, const zc_term_t *message)
{
    (void) self, (void) message;
}

//  Start a server, a supervisor of tasks, groups: they live as long as this does.
static zc_term_t *
s_services (const zc_term_t *args)
{
    static const zc_gen_server_callbacks_t counter = {
        .init = s_init, .handle_call = s_handle_call, .handle_info = s_handle_info};
    zc_pid_t boss;
    if (zc_term_match (args, "[~p]", &boss)) {
        zc_pg_start (NULL);
        zc_task_supervisor_start_link ("bench_tasks");
        zc_start_t started = zc_gen_server_start_link (&counter, NULL, NULL);
        zc_send (boss, "{started, ~p}", started.pid);
        zc_receive (-1, "stop");
    }
    return NULL;
}

static zc_term_t *
s_task (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("done");
}

ZC_MODULE (Services, {"services", 1, s_services}, {"task", 0, s_task});

//  Start them on a node; NULL: here. Its server.
static zc_pid_t
s_start_services (const char *node)
{
    zc_pid_t server;
    zc_node_spawn (node, "Services", "services", "[~p]", zc_self ());
    zc_receive (-1, "{started, ~p}", &server);
    return server;
}

//  ---- servers -------------------------------------------------------------

static void
s_call_times (const work_t *work)
{
    for (long number = 0; number < work->count; number++) {
        zc_term_t *next = zc_gen_server_call (work->server, WAIT_MS, "{next, ~i}", number);
        s_expect (zc_term_match (next, "~i", number + 1), work->job, next);
        zc_term_destroy (&next);
    }
}

void
bench_call (const bench_job_t *job)
{
    s_measure (s_call_times, (work_t) {.job = job, .server = s_start_services (job->server)});
}

//  Beside `size` messages that the caller has left in its mailbox.
void
bench_full_call (const bench_job_t *job)
{
    zc_pid_t server = s_start_services (job->server);
    for (size_t i = 0; i < job->size; i++)
        zc_send (zc_self (), "{left, ~i}", i);
    s_measure (s_call_times, (work_t) {.job = job, .server = server});
}

//  ---- remote calls --------------------------------------------------------

static void
s_rpc_times (const work_t *work)
{
    for (long number = 0; number < work->count; number++) {
        zc_term_t *one = zc_rpc_call (work->job->server, "Kernel", "abs", WAIT_MS, "[~i]", -1);
        s_expect (zc_term_match (one, "1"), work->job, one);
        zc_term_destroy (&one);
    }
}

void
bench_rpc (const bench_job_t *job)
{
    zc_node_ping (job->server);
    s_measure (s_rpc_times, (work_t) {.job = job});
}

static void
s_caller (void *arg)
{
    const work_t *work = arg;
    s_rpc_times (&(work_t) {.job = work->job, .count = work->count / CALLERS + 1});
}

//  The same from many processes at once.
static void
s_callers_times (const work_t *work)
{
    zc_ref_t callers [CALLERS];
    for (int i = 0; i < CALLERS; i++)
        zc_spawn_monitor (s_caller, (void *) (uintptr_t) work, &callers [i]);
    for (int i = 0; i < CALLERS; i++)
        zc_receive (-1, "{:DOWN, ~r, process, _, normal}", callers [i]);
}

void
bench_callers (const bench_job_t *job)
{
    zc_node_ping (job->server);
    s_measure (s_callers_times, (work_t) {.job = job});
}

//  ---- tasks ---------------------------------------------------------------

static void
s_task_times (const work_t *work)
{
    zc_server_t supervisor = zc_server_on ("bench_tasks", work->job->server);
    for (long number = 0; number < work->count; number++) {
        zc_task_t task = zc_task_supervisor_async_apply (supervisor, "Services", "task", "[]");
        zc_term_t *done = zc_task_await (task, WAIT_MS);
        s_expect (zc_term_match (done, "done"), work->job, done);
        zc_term_destroy (&done);
    }
}

void
bench_task (const bench_job_t *job)
{
    s_start_services (job->server);
    s_measure (s_task_times, (work_t) {.job = job});
}

//  ---- groups --------------------------------------------------------------

static void
s_group_times (const work_t *work)
{
    for (long number = 0; number < work->count; number++) {
        zc_pg_join (NULL, zc_self (), "{bench, ~i}", number);
        zc_pg_leave (NULL, zc_self (), "{bench, ~i}", number);
    }
}

//  With another node: its scope is told of each change.
void
bench_group (const bench_job_t *job)
{
    zc_pg_start (NULL);
    if (job->server)
        s_start_services (job->server);
    s_measure (s_group_times, (work_t) {.job = job});
}

//  ---- code ----------------------------------------------------------------

//  A module of one function, compiled in the folder of the run.
static void
s_compile (void)
{
    static const char source [] =
        "#include \"zcluster.h\"\n"
        "static zc_term_t *s_quack (const zc_term_t *args) { return zc_term_dup (args); }\n"
        "ZC_MODULE (BenchDuck, {\"quack\", 1, s_quack});\n";
    char path [512];
    snprintf (path, sizeof path, "%s/bench_duck.c", getenv ("HOME"));
    FILE *file = fopen (path, "w");
    if (file) {
        fputs (source, file);
        fclose (file);
    }
    zc_term_t *result = zc_code_compile (path, getenv ("HOME")), *module;
    if (!zc_term_match (result, "{ok, [~t], _}", &module))
        zc_exit ("~t", result);
    zc_term_destroy (&module);
    zc_term_destroy (&result);
}

static void
s_spread_times (const work_t *work)
{
    for (long number = 0; number < work->count; number++) {
        zc_term_t *result = zc_code_spread ("BenchDuck", NULL), *nodes = NULL;
        s_expect (zc_term_match (result, "{ok, ~t}", &nodes), work->job, result);
        if ((long) zc_term_length (nodes) + 1 < (long) work->job->size)
            zc_exit ("{not_everywhere, ~t}", result);
        zc_term_destroy (&nodes);
        zc_term_destroy (&result);
    }
}

void
bench_spread (const bench_job_t *job)
{
    bench_meet (job);
    s_compile ();
    s_measure (s_spread_times, (work_t) {.job = job});
}
