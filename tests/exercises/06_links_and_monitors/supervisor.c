//  supervisor.c - exercise 6.2: what each function has to do stands in supervisor.h
//
//  On zc_process.h and zc_node.h: links, exit signals, monitors. Not on zc_supervisor.h, which
//  is what you build.

#include "supervisor.h"
#ifdef MUTANT_10
#include <stdlib.h>
#endif

#ifdef SOLUTION
typedef struct {
    const sup_child_t *spec;
    zc_pid_t pid;                   //  none: it has ended, and is not started again
    bool forgotten;
} child_t;

//  What a supervisor begins with.
typedef struct {
    const sup_spec_t *spec;
    zc_pid_t parent;
} start_t;

//  Its memory comes from zc_alloc: it goes when the supervisor does, whichever way.
typedef struct {
    const sup_spec_t *spec;
    zc_pid_t parent;
    child_t *children;              //  in the order of their start
    int64_t *restarts;              //  when the last max_restarts of them were, in a ring
    int restart_count;
} sup_t;

//  ---- one child -----------------------------------------------------------

//  The first of its nodes that answers. None does: the last, and the link tells.
static const char *
s_node (const child_t *child)
{
    const char *node = NULL;
    for (const char *const *next = child->spec->nodes; next && *next; next++) {
        node = *next;
#ifdef MUTANT_8     //  loses 6.2.9
        break;
#else
        if (zc_node_ping (node))
            break;
#endif
    }
    return node;
}

static void
s_start (child_t *child)
{
    const sup_child_t *spec = child->spec;
    child->pid = zc_node_spawn_link (s_node (child), spec->module, spec->function, "[~a]", spec->id);
}

//  Its link answers, also when it has ended long ago, or its node has.
static void
s_stop (child_t *child)
{
    if (zc_pid_is_null (child->pid))
        return;
#ifdef MUTANT_5     //  loses 6.2.6
    zc_exit_process (child->pid, "shutdown");
    if (!zc_receive (-1, "{:EXIT, ~p, _}", child->pid)) {
#else
    zc_exit_process (child->pid, "shutdown");
    if (!zc_receive (child->spec->shutdown_ms, "{:EXIT, ~p, _}", child->pid)) {
#endif
        zc_exit_process (child->pid, "kill");
        zc_receive (-1, "{:EXIT, ~p, _}", child->pid);
    }
}

static bool
s_wants_restart (const child_t *child, const zc_term_t *reason)
{
#ifdef MUTANT_1     //  loses 6.2.3
    bool in_order = zc_term_match (reason, "normal");
#else
    bool in_order = zc_term_match (reason, "normal") || zc_term_match (reason, "shutdown")
                 || zc_term_match (reason, "{shutdown, _}");
#endif
    return child->spec->restart == SUP_PERMANENT || (child->spec->restart == SUP_TRANSIENT && !in_order);
}

//  ---- all of them ---------------------------------------------------------

static void
s_stop_all (sup_t *self)
{
#ifdef MUTANT_3     //  loses 6.2.5 6.2.6 6.2.7 6.2.8 6.2.10 6.2.11
    for (size_t i = 0; i < self->spec->count; i++)
        s_stop (&self->children [i]);
#else
#ifdef MUTANT_4     //  loses 6.2.5 6.2.6 6.2.7 6.2.8 6.2.10 6.2.11
    for (size_t i = self->spec->count; i > 0; i--)
        if (!zc_pid_is_null (self->children [i - 1].pid))
            zc_exit_process (self->children [i - 1].pid, "shutdown");
#endif
    for (size_t i = self->spec->count; i > 0; i--)
        s_stop (&self->children [i - 1]);
#endif
}

//  Count a restart. true: the one that was max_restarts before it is not long enough ago.
static bool
s_too_often (sup_t *self)
{
    int max = self->spec->max_restarts;
    if (max == 0)
        return true;
    int64_t now = zc_monotonic_ms (), *oldest = &self->restarts [self->restart_count % max];
#ifdef MUTANT_16    //  loses 6.2.8
    if (self->restart_count > 0 && now - self->restarts [(self->restart_count - 1) % max] >= self->spec->max_ms)
        self->restart_count = 0;
    if (self->restart_count >= max)
        return true;
    oldest = &self->restarts [self->restart_count % max];
#endif
#ifdef MUTANT_6     //  loses 6.2.8
    if (self->restart_count >= max)
        return true;
#else
#ifdef MUTANT_7     //  loses 6.2.7 6.2.8 6.2.10
    if (self->restart_count >= max && now - *oldest < 0)
        return true;
#else
    if (self->restart_count >= max && now - *oldest < self->spec->max_ms)
        return true;
#endif
#endif
    *oldest = now;
    self->restart_count++;
    return false;
}

static void
s_child_ended (sup_t *self, child_t *child, const zc_term_t *reason)
{
    child->pid = ZC_PID_NONE;
    if (!s_wants_restart (child, reason)) {
#ifdef MUTANT_2     //  loses 6.2.4
#else
        child->forgotten = child->spec->restart == SUP_TEMPORARY;
#endif
        return;
    }
    if (s_too_often (self)) {
#ifdef MUTANT_9     //  loses 6.2.7 6.2.8 6.2.10
#else
        s_stop_all (self);
#endif
        zc_exit ("shutdown");
    }
    s_start (child);
}

//  An exit signal: of the parent, of a child, or of somebody who means nothing to us.
static void
s_exit (sup_t *self, zc_pid_t from, const zc_term_t *reason)
{
#ifdef MUTANT_12    //  loses 6.2.2
    bool child = false;
    for (size_t i = 0; i < self->spec->count; i++)
        child = child || zc_pid_equal (from, self->children [i].pid);
    if (!child) {
#else
    if (zc_pid_equal (from, self->parent)) {
#endif
        s_stop_all (self);
#ifdef MUTANT_15    //  loses 6.2.5
        zc_exit ("shutdown");
#else
        zc_exit ("~t", reason);
#endif
    }
    for (size_t i = 0; i < self->spec->count; i++)
        if (zc_pid_equal (from, self->children [i].pid)) {
            s_child_ended (self, &self->children [i], reason);
            return;
        }
}

static zc_term_t *
s_list (const sup_t *self)
{
    zc_terms_t list = {0};
    for (size_t i = 0; i < self->spec->count; i++) {
        const child_t *child = &self->children [i];
        if (child->forgotten)
            continue;
        zc_terms_add (&list, zc_pid_is_null (child->pid)
                             ? zc_term_new ("{~a, undefined}", child->spec->id)
                             : zc_term_new ("{~a, ~p}", child->spec->id, child->pid));
    }
    return zc_terms_list (&list);
}

//  ---- the process ---------------------------------------------------------

static void
s_serve (sup_t *self)
{
    zc_pid_t from;
    zc_ref_t ref;
    zc_term_t *term;
    switch (zc_receive_any (-1, ZC_CASE ("{:EXIT, ~p, ~t}", &from, &term),
                            ZC_CASE ("{which_children, ~r, ~p}", &ref, &from),
#ifdef MUTANT_14    //  loses 6.2.2
                            ZC_CASE ("nothing_else"))) {
#else
                            ZC_CASE ("_"))) {
#endif
        case 0:
            s_exit (self, from, term);
            break;
        case 1:
            term = s_list (self);
            zc_send (from, "{~r, ~t}", ref, term);
            break;
        default:                                //  not for a supervisor
            return;
    }
    zc_term_destroy (&term);
}

static void
s_supervise (void *arg)
{
    const start_t *start = arg;
    sup_t self = {.spec = start->spec, .parent = start->parent};
    zc_trap_exit (true);                        //  before there is a child that could end
#ifdef MUTANT_10    //  loses 6.2.12
    self.children = calloc (self.spec->count, sizeof *self.children);
#else
    self.children = zc_alloc (self.spec->count * sizeof *self.children);
#endif
    self.restarts = zc_alloc ((size_t) self.spec->max_restarts * sizeof *self.restarts);
#ifdef MUTANT_13    //  loses 6.2.1
    for (size_t i = self.spec->count; i-- > 0;) {
#else
    for (size_t i = 0; i < self.spec->count; i++) {
#endif
        self.children [i].spec = &self.spec->children [i];
        s_start (&self.children [i]);
    }
#ifdef MUTANT_17    //  loses 6.2.1
#else
    zc_send (self.parent, "{started, ~p}", zc_self ());
#endif
    while (true)
        s_serve (&self);
}

zc_pid_t
sup_start_link (const sup_spec_t *spec)
{
#ifdef MUTANT_17
    static start_t start;
    start = (start_t) {.spec = spec, .parent = zc_self ()};
#else
    start_t start = {.spec = spec, .parent = zc_self ()};
#endif
    zc_pid_t supervisor = zc_spawn_link (s_supervise, &start);
#ifdef MUTANT_17
#else
    zc_receive (-1, "{started, ~p}", supervisor);
#endif
    return supervisor;
}

//  The answer or the DOWN: one of them comes.
zc_term_t *
sup_which_children (zc_pid_t supervisor)
{
    zc_term_t *list = NULL;
    zc_ref_t monitor = zc_monitor (supervisor);
    zc_send (supervisor, "{which_children, ~r, ~p}", monitor, zc_self ());
#ifdef MUTANT_11    //  loses 6.2.11
    zc_receive (-1, "{~r, ~t}", monitor, &list);
#else
    zc_receive_any (-1, ZC_CASE ("{~r, ~t}", monitor, &list), ZC_CASE ("{:DOWN, ~r, _, _, _}", monitor));
#endif
#ifdef MUTANT_18    //  loses 6.2.11
#else
    zc_demonitor (monitor, ZC_DEMONITOR_FLUSH);
#endif
    return list;
}
#else
//  your code: what a supervisor knows of each child, and the body of its process, which traps
//  exits, starts the children, and then takes one message after the other

zc_pid_t
sup_start_link (const sup_spec_t *spec)
{
    (void) spec;
    //  your code: spawn it with a link, and wait until it has started its children
    return ZC_PID_NONE;
}

zc_term_t *
sup_which_children (zc_pid_t supervisor)
{
    (void) supervisor;
    //  your code: ask, and wait for the answer or for the end of the supervisor
    return NULL;
}
#endif
