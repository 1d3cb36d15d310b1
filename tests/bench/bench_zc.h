//  bench_zc.h - what one run of our side measures
//
//  bench_zc.c is the program: it starts a node and calls the job that was asked
//  for; bench_zc_jobs.c, bench_zc_global.c and bench_zc_services.c have the jobs.
//  bench_otp*.erl is the same in Erlang, and keeps the same names, so the two can be
//  read side by side.

#ifndef BENCH_ZC_H_INCLUDED
#define BENCH_ZC_H_INCLUDED

#include <stddef.h>

typedef struct {
    const char *row;                //  what to call the result
    long count;
    size_t size;                    //  bytes of payload
    const char *server;             //  the other node; NULL: all in this one
    const char *server_pid;         //  its process, for its CPU time
} bench_job_t;

//  Each runs as a process of the node and prints "ROW VALUE" lines.
void bench_spawn (const bench_job_t *job);
void bench_rtt (const bench_job_t *job);
void bench_oneway (const bench_job_t *job);
void bench_fan (const bench_job_t *job);
void bench_rspawn (const bench_job_t *job);
void bench_echo (const bench_job_t *job);
void bench_behind (const bench_job_t *job);
void bench_gname (const bench_job_t *job);
void bench_whereis (const bench_job_t *job);
void bench_trans (const bench_job_t *job);
void bench_handover (const bench_job_t *job);
void bench_call (const bench_job_t *job);
void bench_full_call (const bench_job_t *job);
void bench_rpc (const bench_job_t *job);
void bench_callers (const bench_job_t *job);
void bench_task (const bench_job_t *job);
void bench_group (const bench_job_t *job);
void bench_spread (const bench_job_t *job);

//  Wait until we are connected to the job's server, and to all its nodes.
void bench_meet (const bench_job_t *job);

//  One result; `suffix` "" or ".cpu" for a by-product.
void bench_print (const bench_job_t *job, const char *suffix, double value);

//  Nanoseconds on a clock that only goes forward; of CPU that this process and
//  the server have used together.
double bench_now (void);
double bench_cpu (const bench_job_t *job);

#endif
