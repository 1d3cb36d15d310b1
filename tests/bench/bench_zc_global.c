//  bench_zc_global.c - global names and locks, on zcluster
//
//  See bench_zc_jobs.c; the same in Erlang is in bench_otp.erl. Handing a lock
//  over in line is not there: Erlang's locks have no line.

#include "bench_zc.h"
#include "zcluster.h"

//  Connected, to `size` nodes where it says so, and names exchanged.
void
bench_meet (const bench_job_t *job)
{
    zc_node_ping (job->server);
    for (;;) {
        zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE);
        bool all = zc_term_length (nodes) + 1 >= job->size;
        zc_term_destroy (&nodes);
        if (all)
            break;
        zc_sleep (10);
    }
    zc_global_sync ();
}

//  ---- names ---------------------------------------------------------------

static void
s_name_times (long count)
{
    for (long number = 0; number < count; number++) {
        zc_global_register_name (zc_self (), "{bench, ~i}", number);
        zc_global_unregister_name ("{bench, ~i}", number);
    }
}

void
bench_gname (const bench_job_t *job)
{
    bench_meet (job);
    s_name_times (job->count / 10 + 1);
    double start = bench_now ();
    s_name_times (job->count);
    bench_print (job, "", (bench_now () - start) / (double) job->count);
}

void
bench_whereis (const bench_job_t *job)
{
    zc_global_register_name (zc_self (), "bench");
    double start = bench_now ();
    for (long number = 0; number < job->count; number++)
        zc_global_whereis_name ("bench");
    bench_print (job, "", (bench_now () - start) / (double) job->count);
}

//  ---- locks ---------------------------------------------------------------

static void
s_nothing (void *arg)
{
    (void) arg;
}

static void
s_trans_times (long count)
{
    for (long number = 0; number < count; number++)
        zc_global_trans (s_nothing, NULL, NULL, ZC_GLOBAL_INFINITY, "{bench, ~p}", zc_self ());
}

void
bench_trans (const bench_job_t *job)
{
    bench_meet (job);
    s_trans_times (job->count / 10 + 1);
    double start = bench_now ();
    s_trans_times (job->count);
    bench_print (job, "", (bench_now () - start) / (double) job->count);
}

//  Waits in line, takes the lock, says when, and gives it back; again.
static void
s_wait_in_line (void *arg)
{
    zc_pid_t *boss = arg;
    while (zc_receive (-1, "again")) {
        zc_send (*boss, "waits");
        zc_global_wait_lock (NULL, -1, "{bench, ~p}", zc_self ());
        zc_send (*boss, "{taken, ~f}", bench_now ());
        zc_global_del_lock (NULL, "{bench, ~p}", zc_self ());
        zc_send (*boss, "given_back");
    }
}

//  From the beginning of del_lock until the next in line has it.
void
bench_handover (const bench_job_t *job)
{
    zc_pid_t boss = zc_self ();
    double sum = 0, taken;
    bench_meet (job);
    zc_pid_t other = zc_spawn (s_wait_in_line, &boss);
    for (long number = 0; number < job->count; number++) {
        zc_global_wait_lock (NULL, -1, "{bench, ~p}", boss);
        zc_send (other, "again");
        zc_receive (-1, "waits");
        zc_sleep (2);               //  it is in line now
        double start = bench_now ();
        zc_global_del_lock (NULL, "{bench, ~p}", boss);
        zc_receive (-1, "{taken, ~f}", &taken);
        zc_receive (-1, "given_back");
        sum += taken - start;
    }
    zc_exit_process (other, "kill");
    bench_print (job, "", sum / (double) job->count);
}
