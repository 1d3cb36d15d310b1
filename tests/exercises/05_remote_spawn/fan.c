//  fan.c - exercise 5.1: what fan_out has to do stands in fan.h

#include "fan.h"
#ifdef MUTANT_8
#include <string.h>
#endif

#ifdef SOLUTION
//  ---- what runs on the other node -----------------------------------------

//  Do one job, and send {Alias, Index, Result} through the caller's alias. In whichever other
//  way this process ends, its monitor tells.
static zc_term_t *
s_work (const zc_term_t *args)
{
    zc_ref_t alias;
    int index;
    const char *module, *function;
    zc_term_t *job;
#ifdef MUTANT_6     //  loses 5.1.8
    zc_pid_t caller;
    if (!zc_term_match (args, "[{~r, ~p}, ~i, ~a, ~a, ~t]", &alias, &caller, &index, &module, &function, &job))
#else
    if (!zc_term_match (args, "[~r, ~i, ~a, ~a, ~t]", &alias, &index, &module, &function, &job))
#endif
        zc_exit ("badarg");
    zc_term_t *call = zc_term_new ("[~t]", job);
#ifdef MUTANT_8     //  loses 5.1.10
    char *name = strdup (function);
    (void) name;
#endif
    zc_term_t *result = zc_apply (module, function, call);
#ifdef MUTANT_6
    zc_send (caller, "{~r, ~i, ~t}", alias, index, result);
#else
    zc_send_alias (alias, "{~r, ~i, ~t}", alias, index, result);
#endif
    return NULL;                    //  the terms go with the process
}
ZC_MODULE (Fan, {"work", 5, s_work});

//  ---- the caller ----------------------------------------------------------

typedef struct {
    zc_ref_t alias;                 //  where answers come in, as long as we want them
    int64_t deadline;               //  of all jobs; -1: none
} fan_t;

//  Ask for a worker, and do not wait for it: so the next is asked for at once, and a node that
//  hangs holds up nobody.
static zc_ref_t
s_start (const fan_t *self, const char *node, int index, const char *module, const char *function,
         const zc_term_t *job)
{
#ifdef MUTANT_2     //  loses 5.1.7 5.1.8
    zc_ref_t monitor;
    zc_node_spawn_monitor (node, "Fan", "work", &monitor, "[~r, ~i, ~a, ~a, ~t]", self->alias,
                           index, module, function, job);
    return monitor;
#else
#ifdef MUTANT_6
    return zc_spawn_request (node, "Fan", "work", ZC_SPAWN_MONITOR | ZC_SPAWN_REPLY_ERROR,
                             "[{~r, ~p}, ~i, ~a, ~a, ~t]", self->alias, zc_self (), index, module, function, job);
#else
    return zc_spawn_request (node, "Fan", "work", ZC_SPAWN_MONITOR | ZC_SPAWN_REPLY_ERROR,
                             "[~r, ~i, ~a, ~a, ~t]", self->alias, index, module, function, job);
#endif
#endif
}

static int
s_time_left (const fan_t *self)
{
    if (self->deadline < 0)
        return -1;
    int64_t left = self->deadline - zc_monotonic_ms ();
    return left > 0? (int) left: 0;
}

//  No more news of a worker: no DOWN and no reply, also none that is here already.
static void
s_forget (zc_ref_t request)
{
#ifdef MUTANT_7     //  loses 5.1.8 5.1.9
    (void) request;
#else
    if (!zc_spawn_request_abandon (request))
        zc_demonitor (request, ZC_DEMONITOR_FLUSH);
    zc_receive (0, "{spawn_reply, ~r, error, _}", request);
#endif
}

//  What has become of a job. A worker's answer and its DOWN come in this order, so a DOWN is
//  news only of one that has not answered.
static zc_term_t *
s_outcome (const fan_t *self, int index, zc_ref_t request)
{
    zc_term_t *told = NULL;
#ifdef MUTANT_1     //  loses 5.1.4 5.1.5 5.1.6 5.1.9
    int which = zc_receive (s_time_left (self), "{~r, ~i, ~t}", self->alias, index, &told)? 0: -1;
#else
    int which = zc_receive_any (s_time_left (self),
#ifdef MUTANT_4     //  loses 5.1.3 5.1.6 5.1.7
                                ZC_CASE ("{~r, ~i, ~t}", self->alias, &index, &told),
#else
#ifdef MUTANT_9     //  loses 5.1.9
                                ZC_CASE ("{_, ~i, ~t}", index, &told),
#else
                                ZC_CASE ("{~r, ~i, ~t}", self->alias, index, &told),
#endif
#endif
                                ZC_CASE ("{:DOWN, ~r, process, _, ~t}", request, &told),
                                ZC_CASE ("{spawn_reply, ~r, error, ~t}", request, &told));
#endif
    s_forget (request);
#ifdef MUTANT_10    //  loses 5.1.4
    if (which == 1 && zc_term_match (told, "normal"))
        which = 0;
#endif
    zc_term_t *outcome = which == 0? zc_term_new ("{ok, ~t}", told):
                         which == -1? zc_term_new ("{error, timeout}"):
                         zc_term_new ("{error, ~t}", told);
    zc_term_destroy (&told);
    return outcome;
}

zc_term_t *
fan_out (const zc_term_t *nodes, const zc_term_t *jobs, const char *module, const char *function,
         int timeout_ms)
{
    fan_t self = {zc_alias (false), timeout_ms < 0? -1: zc_monotonic_ms () + timeout_ms};
    size_t count = zc_term_length (jobs);
    zc_ref_t *requests = zc_alloc (count * sizeof *requests);
    zc_terms_t outcomes = {0};
    for (size_t i = 0; i < count; i++) {
        const char *name = "";
        zc_term_t *node = zc_term_element (nodes, i % zc_term_length (nodes));
        zc_term_t *job = zc_term_element (jobs, i);
        zc_term_match (node, "~a", &name);
        requests [i] = s_start (&self, name, (int) i, module, function, job);
        zc_term_destroy (&job);
        zc_term_destroy (&node);
#ifdef MUTANT_5     //  loses 5.1.2 5.1.3 5.1.6 5.1.7
        zc_terms_add (&outcomes, s_outcome (&self, (int) i, requests [i]));
    }
#else
    }
#ifdef MUTANT_3     //  loses 5.1.7
    for (size_t i = 0; i < count; self.deadline = zc_monotonic_ms () + timeout_ms, i++)
#else
    for (size_t i = 0; i < count; i++)      //  all of them run now: the order does not matter
#endif
        zc_terms_add (&outcomes, s_outcome (&self, (int) i, requests [i]));
#endif
    zc_unalias (self.alias);                //  what comes later is dropped …
    while (zc_receive (0, "{~r, _, _}", self.alias))
        ;                                   //  … and this came just before
    zc_free (requests);
    return zc_terms_list (&outcomes);
}
#else
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
#endif
