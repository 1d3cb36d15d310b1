//  bench_zc_jobs.c - the work that is timed, on zcluster
//
//  The job's own process is the receiver: it starts the clock, has a process
//  started on the other node (or on this one, where there is no other), and
//  stops the clock itself when the last message was matched. Each job is run
//  once with a tenth of the work before it counts; beside a bulk, with 100 pings.

#include "bench_zc.h"
#include "zcluster.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS = 100, SPAWN_BATCH = 1000, WINDOW = 64, INTERVAL_NS = 100 * 1000 };

static long
s_warm_up (long count)
{
    return count / 10 + 1;
}

//  ---- the other side: what the jobs start ---------------------------------

static zc_term_t *
s_nothing (const zc_term_t *args)
{
    (void) args;
    return NULL;
}

static zc_term_t *
s_echo (const zc_term_t *args)
{
    (void) args;
    zc_pid_t from;
    long number;
    const void *data;
    size_t size;
    while (zc_receive (-1, "{ping, ~p, ~i, ~b}", &from, &number, &data, &size))
        zc_send (from, "{pong, ~i, ~b}", number, data, size);
    return NULL;
}

static const void *
s_payload (size_t size)
{
    return memset (zc_alloc (size), 'x', size);
}

static void
s_send_all (zc_pid_t to, long count, const void *data, size_t size)
{
    for (long number = 0; number < count; number++)
        zc_send (to, "{data, ~i, ~b}", number, data, size);
}

static void
s_receive_all (long count)
{
    const void *data;
    size_t size;
    for (long number = 0; number < count; number++)
        zc_receive (-1, "{data, ~i, ~b}", number, &data, &size);
}

static zc_term_t *
s_sender (const zc_term_t *args)
{
    zc_pid_t to;
    long count;
    size_t size;
    if (zc_term_match (args, "[~p, ~i, ~i]", &to, &count, &size))
        s_send_all (to, count, s_payload (size), size);
    return NULL;
}

//  A sender that says when it begins.
static zc_term_t *
s_bulk (const zc_term_t *args)
{
    zc_pid_t boss, to;
    long count;
    size_t size;
    if (zc_term_match (args, "[~p, ~p, ~i, ~i]", &boss, &to, &count, &size)) {
        const void *data = s_payload (size);
        zc_send (boss, "started");
        s_send_all (to, count, data, size);
    }
    return NULL;
}

//  A sender that waits for its cue.
static zc_term_t *
s_sender_on_go (const zc_term_t *args)
{
    zc_receive (-1, "go");
    return s_sender (args);
}

//  Takes all, and says so at the end.
static zc_term_t *
s_receiver (const zc_term_t *args)
{
    zc_pid_t boss;
    long count;
    if (zc_term_match (args, "[~p, ~i]", &boss, &count)) {
        s_receive_all (count);
        zc_send (boss, "finished");
    }
    return NULL;
}

ZC_MODULE (Bench, {"nothing", 0, s_nothing}, {"echo", 0, s_echo}, {"sender", 3, s_sender},
           {"bulk", 4, s_bulk}, {"sender_on_go", 3, s_sender_on_go}, {"receiver", 2, s_receiver});

//  ---- spawn, monitor, exit ------------------------------------------------

static void
s_body (void *arg)
{
    (void) arg;
}

static void
s_spawn_times (long count)
{
    for (long i = 0; i < count; i++) {
        zc_ref_t ref;
        zc_pid_t pid = zc_spawn_monitor (s_body, NULL, &ref);
        zc_receive (-1, "{:DOWN, ~r, process, ~p, normal}", ref, pid);
    }
}

void
bench_spawn (const bench_job_t *job)
{
    s_spawn_times (s_warm_up (job->count));
    double start = bench_now ();
    s_spawn_times (job->count);
    bench_print (job, "", (bench_now () - start) / (double) job->count);
}

//  ---- there and back ------------------------------------------------------

static void
s_rtt_times (zc_pid_t echo, long count, const void *data, size_t size)
{
    for (long number = 0; number < count; number++) {
        zc_send (echo, "{ping, ~p, ~i, ~b}", zc_self (), number, data, size);
        const void *back;
        size_t back_size;
        zc_receive (-1, "{pong, ~i, ~b}", number, &back, &back_size);
    }
}

void
bench_rtt (const bench_job_t *job)
{
    const void *data = s_payload (job->size);
    zc_pid_t echo = zc_node_spawn (job->server, "Bench", "echo", "[]");
    s_rtt_times (echo, s_warm_up (job->count), data, job->size);
    double cpu = bench_cpu (job), start = bench_now ();
    s_rtt_times (echo, job->count, data, job->size);
    bench_print (job, "", (bench_now () - start) / (double) job->count);
    bench_print (job, ".cpu", (bench_cpu (job) - cpu) / (double) job->count);
}

//  A window of messages is under way at any time; the result is a rate.
static void
s_echo_times (zc_pid_t echo, long count, const void *data, size_t size)
{
    long sent = 0;
    for (long number = 0; number < count; number++) {
        for (; sent < count && sent < number + WINDOW; sent++)
            zc_send (echo, "{ping, ~p, ~i, ~b}", zc_self (), sent, data, size);
        const void *back;
        size_t back_size;
        zc_receive (-1, "{pong, ~i, ~b}", number, &back, &back_size);
    }
}

void
bench_echo (const bench_job_t *job)
{
    const void *data = s_payload (job->size);
    zc_pid_t echo = zc_node_spawn (job->server, "Bench", "echo", "[]");
    s_echo_times (echo, s_warm_up (job->count), data, job->size);
    double start = bench_now ();
    s_echo_times (echo, job->count, data, job->size);
    bench_print (job, "", (double) job->count * 1e9 / (bench_now () - start));
}

//  ---- one way -------------------------------------------------------------

static void
s_oneway_times (const bench_job_t *job, long count)
{
    zc_node_spawn (job->server, "Bench", "sender", "[~p, ~i, ~i]", zc_self (), count, job->size);
    s_receive_all (count);
}

void
bench_oneway (const bench_job_t *job)
{
    s_oneway_times (job, s_warm_up (job->count));
    double cpu = bench_cpu (job), start = bench_now ();
    s_oneway_times (job, job->count);
    bench_print (job, "", (bench_now () - start) / (double) job->count);
    bench_print (job, ".cpu", (bench_cpu (job) - cpu) / (double) job->count);
}

static double
s_fan_times (const bench_job_t *job, long each)
{
    zc_pid_t senders [PAIRS];
    for (int i = 0; i < PAIRS; i++) {
        zc_pid_t receiver = zc_node_spawn (NULL, "Bench", "receiver", "[~p, ~i]", zc_self (), each);
        senders [i] = zc_node_spawn (job->server, "Bench", "sender_on_go", "[~p, ~i, ~i]", receiver,
                                     each, job->size);
    }
    double start = bench_now ();
    for (int i = 0; i < PAIRS; i++)
        zc_send (senders [i], "go");
    for (int i = 0; i < PAIRS; i++)
        zc_receive (-1, "finished");
    return bench_now () - start;
}

void
bench_fan (const bench_job_t *job)
{
    long each = job->count / PAIRS + 1;
    s_fan_times (job, s_warm_up (each));
    bench_print (job, "", s_fan_times (job, each) / (double) (each * PAIRS));
}

//  ---- remote spawns, without waiting for each -----------------------------

static void
s_spawn_requests (const char *node, long count)
{
    for (long done = 0; done < count; done += SPAWN_BATCH) {
        zc_ref_t requests [SPAWN_BATCH];
        for (int i = 0; i < SPAWN_BATCH; i++)
            requests [i] = zc_spawn_request (node, "Bench", "nothing", 0, "[]");
        zc_pid_t pid;
        for (int i = 0; i < SPAWN_BATCH; i++)
            zc_receive (-1, "{spawn_reply, ~r, ok, ~p}", requests [i], &pid);
    }
}

void
bench_rspawn (const bench_job_t *job)
{
    long batches = job->count / SPAWN_BATCH + 1;
    s_spawn_requests (job->server, s_warm_up (batches) * SPAWN_BATCH);
    double start = bench_now ();
    s_spawn_requests (job->server, batches * SPAWN_BATCH);
    bench_print (job, "", (bench_now () - start) / (double) (batches * SPAWN_BATCH));
}

//  ---- small messages beside big ones --------------------------------------

typedef struct {
    double *samples;
    size_t count, room;
} samples_t;

static void
s_sample_one (samples_t *self, double value)
{
    if (self->count == self->room) {
        self->room = self->room? 2 * self->room: 1024;
        self->samples = (double *) zc_realloc (self->samples, self->room * sizeof (double));
    }
    self->samples [self->count++] = value;
}

//  While a ping is late no other is sent: what those would have seen counts as
//  well, as if one had been sent every INTERVAL_NS.
static void
s_sample (samples_t *self, double value)
{
    do
        s_sample_one (self, value);
    while ((value -= INTERVAL_NS) > 0);
}

static int
s_compare (const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

//  Wait for the answer to a ping. true: meanwhile the bulk has arrived.
static bool
s_await_pong (long number)
{
    bool finished = false;
    const void *data;
    size_t size;
    while (zc_receive_any (-1, ZC_CASE ("{pong, ~i, ~b}", number, &data, &size),
                           ZC_CASE ("finished")) == 1)
        finished = true;
    return finished;
}

//  The bulk and the pings go to the same node, the pings one after the other
//  until the bulk has arrived there; a ping that is under way then counts too.
void
bench_behind (const bench_job_t *job)
{
    static const char small [16] = "";
    zc_pid_t echo = zc_node_spawn (job->server, "Bench", "echo", "[]");
    s_rtt_times (echo, 100, small, sizeof small);
    zc_pid_t sink = zc_node_spawn (job->server, "Bench", "receiver", "[~p, ~i]", zc_self (),
                                   job->count);
    zc_node_spawn (NULL, "Bench", "bulk", "[~p, ~p, ~i, ~i]", zc_self (), sink, job->count,
                   job->size);
    zc_receive (-1, "started");
    samples_t all = {0};
    bool finished = false;
    for (long number = 0; !finished; number++) {
        double start = bench_now ();
        zc_send (echo, "{ping, ~p, ~i, ~b}", zc_self (), number, (const void *) small,
                 sizeof small);
        finished = s_await_pong (number);
        s_sample (&all, bench_now () - start);
    }
    qsort (all.samples, all.count, sizeof (double), s_compare);
    bench_print (job, "", all.samples [all.count * 99 / 100]);
    bench_print (job, ".median", all.samples [all.count / 2]);
    bench_print (job, ".worst", all.samples [all.count - 1]);
}
