//  bench_zc.c - one node of the benchmarks, on zcluster
//
//      bench_zc curve|plain JOB ROW COUNT SIZE [NAME [SERVER SERVER_PID]]
//
//  JOB `server` serves until it is killed, joined to SERVER if there is one; the others print "ROW VALUE" lines
//  and end. Without NAME the node is not alive. bench.c starts these programs;
//  read bench_zc_jobs.c next: what is timed.

#include "bench_zc.h"
#include "zcluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LOOPS = 32, SPAWN_BATCH = 1000 };

//  ---- clocks and numbers of the operating system --------------------------

double
bench_now (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

//  CPU time of a process, from the 14th and 15th field of its stat file.
static double
s_cpu_of (const char *pid)
{
    char path [64], line [1024] = "";
    snprintf (path, sizeof path, "/proc/%s/stat", pid);
    FILE *file = fopen (path, "r");
    if (!file)
        return 0;
    if (!fgets (line, sizeof line, file))
        *line = 0;
    fclose (file);
    unsigned long user = 0, kernel = 0;
    char *name_end = strrchr (line, ')');
    if (name_end)
        sscanf (name_end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
    return (double) (user + kernel) * 1e9 / (double) sysconf (_SC_CLK_TCK);
}

double
bench_cpu (const bench_job_t *job)
{
    return s_cpu_of ("self") + (job->server_pid? s_cpu_of (job->server_pid): 0);
}

static double
s_resident_bytes (void)
{
    long pages = 0;
    FILE *file = fopen ("/proc/self/statm", "r");
    if (file) {
        if (fscanf (file, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose (file);
    }
    return (double) pages * (double) sysconf (_SC_PAGESIZE);
}

void
bench_print (const bench_job_t *job, const char *suffix, double value)
{
    printf ("%s%s %.1f\n", job->row, suffix, value);
    fflush (stdout);
}

static void
s_say (const char *text)
{
    puts (text);
    fflush (stdout);
}

//  ---- jobs about the node -------------------------------------------------

static void
s_server (const bench_job_t *job)
{
    if (job->server)
        zc_node_connect (job->server);
    s_say ("ready");
    zc_receive (-1, "stop");
}

static void
s_idle (void *arg)
{
    zc_pid_t boss = *(zc_pid_t *) arg;
    zc_send (boss, "up");
    zc_receive (-1, "stop");
}

//  Memory of a process that waits, all of it counted by the operating system.
static void
s_alive (const bench_job_t *job)
{
    zc_pid_t self = zc_self ();
    double before = s_resident_bytes ();
    for (long done = 0; done < job->count; done += SPAWN_BATCH) {
        for (int i = 0; i < SPAWN_BATCH; i++)
            zc_spawn (s_idle, &self);
        for (int i = 0; i < SPAWN_BATCH; i++)
            zc_receive (-1, "up");
    }
    long rounded = (job->count + SPAWN_BATCH - 1) / SPAWN_BATCH * SPAWN_BATCH;
    bench_print (job, "", (s_resident_bytes () - before) / (double) rounded);
}

static void
s_loop (void *arg)
{
    volatile unsigned long *counter = (volatile unsigned long *) arg;
    for (;;)
        ++*counter;
}

static double
s_worst_gap (double last, double end)
{
    double worst = 0;
    while (last < end) {
        zc_sleep (1);
        double now = bench_now ();
        if (now - last > worst)
            worst = now - last;
        last = now;
    }
    return worst;
}

//  The longest time between two ticks of a millisecond, beside endless loops;
//  and the same without the first half, while the node got to know them.
static void
s_ticker (const bench_job_t *job)
{
    static unsigned long counters [LOOPS * 16];     //  a cache line each
    for (int i = 0; i < LOOPS; i++)
        zc_spawn (s_loop, &counters [i * 16]);
    double start = bench_now (), half = (double) job->count * 1e6 / 2;
    double first = s_worst_gap (start, start + half);
    double second = s_worst_gap (bench_now (), start + 2 * half);
    bench_print (job, "", first > second? first: second);
    bench_print (job, ".settled", second);
}

static void
s_nodedown (const bench_job_t *job)
{
    zc_node_connect (job->server);
    zc_node_monitor (job->server, true);
    s_say ("watching");
    zc_receive (-1, "{nodedown, ~a}", job->server);
    s_say ("nodedown");
}

//  Join through the server, as soon as it is there; the others follow.
static void
s_mesh (const bench_job_t *job)
{
    zc_net_kernel_monitor_nodes (true, "[]");
    while (strcmp (job->server, zc_node_self ()) != 0
           && zc_node_connect (job->server) != ZC_CONNECTED)
        zc_sleep (20);
    for (;;) {
        zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE);
        if ((long) zc_term_length (nodes) + 1 >= job->count)
            break;
        zc_term_destroy (&nodes);
        zc_receive_any (-1, ZC_CASE ("{nodeup, _}"), ZC_CASE ("{nodedown, _}"));
    }
    s_say ("full");
    zc_receive (-1, "stop");
}

//  ---- the program ---------------------------------------------------------

static const struct {
    const char *name;
    void (*run) (const bench_job_t *job);
} s_jobs [] = {
    {"server", s_server}, {"alive", s_alive}, {"ticker", s_ticker}, {"nodedown", s_nodedown},
    {"mesh", s_mesh}, {"spawn", bench_spawn}, {"rtt", bench_rtt}, {"oneway", bench_oneway},
    {"fan", bench_fan}, {"rspawn", bench_rspawn}, {"echo", bench_echo}, {"behind", bench_behind},
    {"gname", bench_gname}, {"whereis", bench_whereis}, {"trans", bench_trans},
    {"handover", bench_handover},
    {"call", bench_call}, {"full_call", bench_full_call}, {"rpc", bench_rpc}, {"callers", bench_callers},
    {"task", bench_task}, {"group", bench_group}, {"spread", bench_spread}
};

typedef struct {
    bench_job_t job;
    void (*run) (const bench_job_t *job);
} task_t;

static void
s_main (void *arg)
{
    task_t *task = (task_t *) arg;
    task->run (&task->job);
    fflush (stdout);
    _exit (0);                      //  what still runs is not part of it
}

int
main (int argc, char **argv)
{
    if (argc < 6) {
        fputs ("usage: bench_zc curve|plain JOB ROW COUNT SIZE [NAME [SERVER SERVER_PID]]\n", stderr);
        return 2;
    }
    task_t task = {{argv [3], atol (argv [4]), strtoul (argv [5], NULL, 10), argc > 7? argv [7]: NULL,
                    argc > 8? argv [8]: NULL}, NULL};
    for (size_t i = 0; i < sizeof s_jobs / sizeof *s_jobs; i++)
        if (strcmp (s_jobs [i].name, argv [2]) == 0)
            task.run = s_jobs [i].run;
    zc_node_options_t options = {
        .name = argc > 6? argv [6]: NULL,
        .cookie = "duck",
        .security = strcmp (argv [1], "plain") == 0? ZC_SECURITY_PLAIN: ZC_SECURITY_CURVE
    };
    char *error = NULL;
    zc_node_t *node = task.run? zc_node_new (&options, &error): NULL;
    if (!node) {
        fprintf (stderr, "bench_zc: %s\n", error? error: "no such job");
        return 1;
    }
    return zc_run (node, s_main, &task);
}
