//  fan.c - exercise 5.1: what fan_out has to do stands in fan.h

#include "fan.h"

//  What runs on the other node; its arguments are a list, as they were given to the spawn.
static zc_term_t *
s_work (const zc_term_t *args)
{
    (void) args;
    //  your code: do the job (zc_apply), and send its result to who waits for it
    return NULL;
}
ZC_MODULE (Fan, {"work", 5, s_work});

zc_term_t *
fan_out (const zc_term_t *nodes, const zc_term_t *jobs, const char *module, const char *function,
         int timeout_ms)
{
    (void) nodes;
    (void) jobs;
    (void) module;
    (void) function;
    (void) timeout_ms;
    //  your code: start a worker for each job; then collect, one job after the other
    return NULL;
}
