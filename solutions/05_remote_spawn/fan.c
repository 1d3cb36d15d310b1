//  fan.c - exercise 5.1: what fan_out has to do stands in fan.h

#include "fan.h"

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
    if (!zc_term_match (args, "[~r, ~i, ~a, ~a, ~t]", &alias, &index, &module, &function, &job))
        zc_exit ("badarg");
    zc_term_t *call = zc_term_new ("[~t]", job);
    zc_term_t *result = zc_apply (module, function, call);
    zc_send_alias (alias, "{~r, ~i, ~t}", alias, index, result);
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
    return zc_spawn_request (node, "Fan", "work", ZC_SPAWN_MONITOR | ZC_SPAWN_REPLY_ERROR,
                             "[~r, ~i, ~a, ~a, ~t]", self->alias, index, module, function, job);
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
    if (!zc_spawn_request_abandon (request))
        zc_demonitor (request, ZC_DEMONITOR_FLUSH);
    zc_receive (0, "{spawn_reply, ~r, error, _}", request);
}

//  What has become of a job. A worker's answer and its DOWN come in this order, so a DOWN is
//  news only of one that has not answered.
static zc_term_t *
s_outcome (const fan_t *self, int index, zc_ref_t request)
{
    zc_term_t *told = NULL;
    int which = zc_receive_any (s_time_left (self),
                                ZC_CASE ("{~r, ~i, ~t}", self->alias, index, &told),
                                ZC_CASE ("{:DOWN, ~r, process, _, ~t}", request, &told),
                                ZC_CASE ("{spawn_reply, ~r, error, ~t}", request, &told));
    s_forget (request);
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
    }
    for (size_t i = 0; i < count; i++)      //  all of them run now: the order does not matter
        zc_terms_add (&outcomes, s_outcome (&self, (int) i, requests [i]));
    zc_unalias (self.alias);                //  what comes later is dropped …
    while (zc_receive (0, "{~r, _, _}", self.alias))
        ;                                   //  … and this came just before
    zc_free (requests);
    return zc_terms_list (&outcomes);
}
