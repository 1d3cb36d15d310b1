//  zc_global_lock_client.c - zc_global.h: locks, as a process sees them
//
//  Each node keeps its own locks; a lock on many nodes is made here.
//
//      set_lock    asks all nodes at once. One refuses: gives back what others
//                  granted, sleeps, asks again. So nobody waits while holding
//      wait_lock   asks one node after the other, the greatest name first, and waits at
//                  each in line. All ask in that order, so who waits for a node only holds
//                  nodes before it: no circle

#include "zc_global_server.h"
#include "zc_list.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { s_pause_ms = 125, s_pause_max_ms = 8000 };

//  One lock on its nodes.
typedef struct {
    zc_term_t *id, *resource, *requester;
    size_t count;
    char **nodes;                   //  the greatest name first; NULL: this node
    zc_ref_t *refs;                 //  of the questions under way
} s_lock_t;

//  ---- the lock and its nodes ----------------------------------------------

_Noreturn static void
s_wrong (const char *function, const zc_term_t *id)
{
    zc_error ("{function_clause, [{global, ~a, [~t], []}]}", function, id);
}

static int
s_greater_first (const void *a, const void *b)
{
    return strcmp (*(char *const *) b, *(char *const *) a);
}

//  Each node once, in the one order.
static void
s_add_nodes (s_lock_t *self, const zc_term_t *nodes, const char *function)
{
    if (nodes && zc_list_length (nodes) < 0)
        s_wrong (function, self->id);
    zc_term_t *all = nodes? zc_term_dup (nodes): zc_node_list (ZC_NODES_THIS | ZC_NODES_VISIBLE);
    self->nodes = zc_alloc ((zc_term_length (all) + 1) * sizeof *self->nodes);
    self->refs = zc_alloc ((zc_term_length (all) + 1) * sizeof *self->refs);
    size_t at = 0, count = 0;
    for (zc_term_t *node; (node = zc_term_next (all, &at)); zc_term_destroy (&node)) {
        const char *name;
        if (!zc_term_match (node, "~a", &name))
            s_wrong (function, self->id);
        self->nodes [count++] = zc_strdup (name);
    }
    zc_term_destroy (&all);
    qsort (self->nodes, count, sizeof *self->nodes, s_greater_first);
    for (size_t i = 0; i < count; i++)
        if (i > 0 && strcmp (self->nodes [i], self->nodes [self->count - 1]) == 0)
            zc_free (self->nodes [i]);
        else
            self->nodes [self->count++] = self->nodes [i];
}

static s_lock_t
s_lock_new (const zc_term_t *nodes, zc_format_t id, bool valid, const char *function)
{
    s_lock_t self = {.id = zc_term_build (id)};
    if (!valid || !zc_term_match (self.id, "{~t, ~t}", &self.resource, &self.requester))
        s_wrong (function, self.id);
    s_add_nodes (&self, nodes, function);
    return self;
}

static void
s_lock_free (s_lock_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        zc_free (self->nodes [i]);
    zc_free (self->nodes);
    zc_free (self->refs);
    zc_term_destroy (&self->requester);
    zc_term_destroy (&self->resource);
    zc_term_destroy (&self->id);
}

static const char *
s_node (const s_lock_t *self, size_t at)
{
    return strcmp (self->nodes [at], zc_node_self ()) == 0? NULL: self->nodes [at];
}

static void
s_ask_set (s_lock_t *self, size_t at, bool waits)
{
    self->refs [at] = zc_global_ask (s_node (self, at), "set_lock",
                                     ZC_FORMAT ("{~t, ~t, ~o}", self->resource, self->requester,
                                                waits));
}

//  Free it there, without an answer. Also where a node was gone, and does not count: if
//  the question has reached it all the same, by a new connection, so will this.
static void
s_forget (const s_lock_t *self, size_t at)
{
    zc_send_name_options (ZC_GLOBAL_SERVER, s_node (self, at), ZC_SEND_NOCONNECT,
                          ZC_FORMAT ("{del_lock, ~p, 0, {~t, ~t}}", zc_self (), self->resource,
                                     self->requester));
}

//  Give back what these nodes granted, or what we wait for there.
static void
s_release (s_lock_t *self, size_t count)
{
    for (size_t i = 0; i < count; i++)
        self->refs [i] = zc_global_ask (s_node (self, i), "del_lock",
                                        ZC_FORMAT ("{~t, ~t}", self->resource, self->requester));
    for (size_t i = 0; i < count; i++)
        zc_global_wait (self->refs [i]);
}

//  ---- try, sleep, try again -----------------------------------------------

//  Keep just the nodes that granted; the others need not be told.
static bool
s_try (s_lock_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        s_ask_set (self, i, false);
    bool refused = false;
    s_lock_t granted = *self;
    granted.count = 0;
    granted.nodes = zc_alloc ((self->count + 1) * sizeof *granted.nodes);
    for (size_t i = 0; i < self->count; i++) {
        const char *said = zc_global_wait (self->refs [i]);
        if (said && strcmp (said, "true") == 0)
            granted.nodes [granted.count++] = self->nodes [i];
        refused |= said && strcmp (said, "false") == 0;
        if (!said)
            s_forget (self, i);
    }
    if (refused)
        s_release (&granted, granted.count);
    zc_free (granted.nodes);
    return !refused;
}

//  Up to 250, 500, 1000 … milliseconds.
static void
s_sleep (int tries)
{
    uint32_t random;
    zc_core_t *core = zc_core_enter ();
    zc_core_random (core, &random, sizeof random);
    zc_core_leave ();
    int longest = tries > 6? s_pause_max_ms: s_pause_ms << tries;
    if (longest > s_pause_max_ms)
        longest = s_pause_max_ms;
    zc_sleep (1 + (int) (random % (uint32_t) longest));
}

static bool
s_set (s_lock_t *self, int retries)
{
    bool done;
    for (int tries = 1; !(done = s_try (self)); tries += tries < INT_MAX) {
        if (retries >= 0 && retries-- == 0)
            break;
        s_sleep (tries);
    }
    return done;
}

bool
zc_global_set_lock_format (const zc_term_t *nodes, int retries, zc_format_t id)
{
    s_lock_t lock = s_lock_new (nodes, id, retries >= ZC_GLOBAL_INFINITY, "set_lock");
    bool done = s_set (&lock, retries);
    s_lock_free (&lock);
    return done;
}

void
zc_global_del_lock_format (const zc_term_t *nodes, zc_format_t id)
{
    s_lock_t lock = s_lock_new (nodes, id, true, "del_lock");
    s_release (&lock, lock.count);
    s_lock_free (&lock);
}

//  ---- wait in line --------------------------------------------------------

typedef enum { S_GRANTED, S_GONE, S_LATE } s_outcome_t;

static s_outcome_t
s_wait (zc_ref_t ref, zc_ref_t alarm)
{
    zc_term_t *message = NULL;
    int what = zc_receive_quietly (-1, 3, (const zc_format_t [3]) {
        ZC_CASE ("{answer, _, ~r, _}", ref), ZC_CASE ("{:DOWN, ~r, process, _, _}", ref),
        ZC_CASE ("{lock_alarm, ~r}", alarm)}, &message);
    zc_term_destroy (&message);
    zc_demonitor (ref, ZC_DEMONITOR_FLUSH);
    return what == 0? S_GRANTED: what == 1? S_GONE: S_LATE;
}

//  The answer may have been on its way when the time was over; what has asked to
//  be let out of the line is answered after it.
static void
s_give_up (s_lock_t *self, size_t asked)
{
    zc_ref_t last = self->refs [asked - 1];
    s_release (self, asked);
    zc_receive_quietly (0, 1, (const zc_format_t [1]) {ZC_CASE ("{answer, _, ~r, _}", last)},
                        NULL);
}

static bool
s_wait_in_line (s_lock_t *self, int timeout_ms)
{
    zc_ref_t name = zc_make_ref (), alarm = name;
    if (timeout_ms >= 0)
        alarm = zc_send_after (timeout_ms, zc_self (), "{lock_alarm, ~r}", name);
    bool done = true;
    for (size_t i = 0; i < self->count && done; i++) {
        s_ask_set (self, i, true);
        s_outcome_t outcome = s_wait (self->refs [i], name);
        done = outcome != S_LATE;
        if (outcome == S_GONE)
            s_forget (self, i);
        if (!done)
            s_give_up (self, i + 1);
    }
    if (timeout_ms >= 0 && done && zc_cancel_timer (alarm) < 0)
        zc_receive_quietly (0, 1, (const zc_format_t [1]) {ZC_CASE ("{lock_alarm, ~r}", name)},
                            NULL);
    return done;
}

bool
zc_global_wait_lock_format (const zc_term_t *nodes, int timeout_ms, zc_format_t id)
{
    s_lock_t lock = s_lock_new (nodes, id, timeout_ms >= -1, "wait_lock");
    bool done = s_wait_in_line (&lock, timeout_ms);
    s_lock_free (&lock);
    return done;
}

//  ---- trans ---------------------------------------------------------------

//  Somebody further out may catch what `fun` is left by, and the process lives on: so it is
//  caught here first. The nodes are told to free the lock, and who asks them later, asks
//  after that. Only where a signal or a crash ends the process they hear of its end instead.
static bool
s_trans (s_lock_t *lock, bool done, zc_body_t *fun, void *arg)
{
    zc_term_t *reason = NULL;
    zc_class_t how = done? zc_try (fun, arg, &reason): ZC_VALUE;
    for (size_t i = 0; done && i < lock->count; i++)
        s_forget (lock, i);
    s_lock_free (lock);
    if (how != ZC_VALUE)
        zc_raise (how, &reason);
    return done;
}

bool
zc_global_trans_format (zc_body_t *fun, void *arg, const zc_term_t *nodes, int retries,
                        zc_format_t id)
{
    s_lock_t lock = s_lock_new (nodes, id, retries >= ZC_GLOBAL_INFINITY, "trans");
    return s_trans (&lock, s_set (&lock, retries), fun, arg);
}

bool
zc_global_wait_trans_format (zc_body_t *fun, void *arg, const zc_term_t *nodes, int timeout_ms,
                             zc_format_t id)
{
    s_lock_t lock = s_lock_new (nodes, id, timeout_ms >= -1, "wait_trans");
    return s_trans (&lock, s_wait_in_line (&lock, timeout_ms), fun, arg);
}
