//  zc_supervisor.c - a server whose state is its children
//
//      a child ends ──> EXIT ──> is it to be started again? ──> too often? ──> by strategy
//                                   no: forget it                yes: stop all, end
//
//  A child that does not start again is tried again, from a message to the
//  supervisor itself, so that it hears others meanwhile; each try counts. Next:
//  zc_children.c (the list, start and stop of one), zc_child_spec.c.

#include "zc_children.h"
#include "zc_gen_server_loop.h"
#include "zc_node.h"

#include <string.h>

typedef struct {
    zc_children_t children;
    zc_strategy_t strategy;
    size_t max_restarts, max_children;
    int64_t period_ms;
    int64_t *restarts;              //  when the last ones were, oldest first
    size_t restart_count;
} s_supervisor_t;

//  ---- stop ----------------------------------------------------------------

static bool
s_is_forgotten (const s_supervisor_t *self, const zc_supervised_t *child)
{
    return self->strategy == ZC_DYNAMIC || child->spec.restart == ZC_TEMPORARY;
}

//  The end of a child that will not be started again.
static void
s_forget (s_supervisor_t *self, zc_supervised_t *child)
{
    if (s_is_forgotten (self, child))
        zc_children_forget (&self->children, child);
}

//  Stop a child and those started after it, the last one first. Temporary ones
//  are forgotten.
static void
s_stop_from (s_supervisor_t *self, const zc_supervised_t *first)
{
    zc_supervised_t *child = self->children.last, *before;
    for (bool more = child && first; more; child = before) {
        before = child->prev;
        more = child != first && before;
        zc_children_stop (&self->children, child);
        s_forget (self, child);
    }
}

//  Dynamic ones do not depend on each other: all at once.
static void
s_stop_all (s_supervisor_t *self)
{
    if (self->strategy == ZC_DYNAMIC)
        zc_children_stop_at_once (&self->children);
    else
        s_stop_from (self, self->children.first);
}

static void
s_terminate (zc_gen_server_t *server, const zc_term_t *reason)
{
    (void) reason;
    s_stop_all (server->state);
}

//  ---- start again ---------------------------------------------------------

//  Count a restart. true: there were too many in the period.
static bool
s_too_often (s_supervisor_t *self)
{
    int64_t now = zc_monotonic_ms ();
    size_t old = 0;
    while (old < self->restart_count && self->restarts [old] <= now - self->period_ms)
        old++;
    self->restart_count -= old;
    for (size_t i = 0; i < self->restart_count; i++)
        self->restarts [i] = self->restarts [i + old];
    if (self->restart_count == self->max_restarts)
        return true;
    self->restarts = zc_realloc (self->restarts, (self->restart_count + 1)
                                                 * sizeof *self->restarts);
    self->restarts [self->restart_count++] = now;
    return false;
}

static void
s_log (const zc_supervised_t *child, const char *what, const zc_term_t *reason)
{
    char *name = zc_children_name (child), *text = zc_term_str (reason);
    zc_log (ZC_LOG_WARNING, "child %s %s: %s", name, what, text);
    zc_free (text);
    zc_free (name);
}

//  Start a child that ended, or come back to it.
static bool
s_start_again (s_supervisor_t *self, zc_supervised_t *child)
{
    zc_term_t *error = zc_children_start (&self->children, child);
    if (!error)
        return true;
    s_log (child, "does not start again", error);
    zc_term_destroy (&error);
    child->restarting = true;
    zc_send (zc_self (), "{:\"$gen_cast\", {try_again, ~i}}", child->number);
    return false;
}

//  A child is to be started again, and with it those the strategy says.
static void
s_restart (zc_gen_server_t *server, zc_supervised_t *child)
{
    s_supervisor_t *self = server->state;
    if (s_too_often (self)) {
        zc_log (ZC_LOG_ERROR, "a supervisor gives up: too many restarts");
        zc_gen_server_finish (server, "shutdown");
        return;
    }
    if (self->strategy == ZC_ONE_FOR_ONE || self->strategy == ZC_DYNAMIC) {
        s_start_again (self, child);
        return;
    }
    zc_supervised_t *first = self->strategy == ZC_ONE_FOR_ALL? self->children.first: child;
    zc_supervised_t *before = first->prev;      //  `first` may be a temporary one
    s_stop_from (self, first);
    child = before? before->next: self->children.first;
    while (child && s_start_again (self, child))
        child = child->next;
}

static bool
s_wants_restart (zc_restart_t restart, const zc_term_t *reason)
{
    bool in_order = zc_term_match (reason, "normal") || zc_term_match (reason, "shutdown")
                 || zc_term_match (reason, "{shutdown, _}");
    return restart == ZC_PERMANENT || (restart == ZC_TRANSIENT && !in_order);
}

//  EXIT of a child. Those of others (a start that failed) mean nothing.
static void
s_handle_info (zc_gen_server_t *server, const zc_term_t *message)
{
    s_supervisor_t *self = server->state;
    zc_pid_t pid;
    zc_term_t *reason;
    if (!zc_term_match (message, "{:EXIT, ~p, ~t}", &pid, &reason))
        return;
    zc_supervised_t *child = zc_children_by_pid (&self->children, pid);
    if (child) {
        zc_children_ended (&self->children, child);
        if (s_wants_restart (child->spec.restart, reason)) {
            s_log (child, "ended", reason);
            s_restart (server, child);
        }
        else
            s_forget (self, child);
    }
    zc_term_destroy (&reason);
}

static void
s_handle_cast (zc_gen_server_t *server, const zc_term_t *request)
{
    s_supervisor_t *self = server->state;
    uint64_t number;
    if (!zc_term_match (request, "{try_again, ~i}", &number))
        return;
    zc_supervised_t *child = zc_children_by_number (&self->children, number);
    if (child && child->restarting)
        s_restart (server, child);
}

//  ---- start ---------------------------------------------------------------

//  One of the children a supervisor begins with: without it there is none.
static void
s_start_first (s_supervisor_t *self, const zc_term_t *spec)
{
    zc_supervised_t *child = zc_children_add (&self->children, spec);
    if (!child)
        zc_exit ("{start_spec, {invalid_child_spec, ~t}}", spec);
    if (!child->id)
        zc_exit ("{start_spec, missing_id}");
    if (zc_children_by_id (&self->children, child->id) != child)
        zc_exit ("{start_spec, {duplicate_child_name, ~t}}", child->id);
    zc_term_t *error = zc_children_start (&self->children, child);
    if (error) {
        zc_term_t *reason = zc_term_new ("{failed_to_start_child, ~t, ~t}", child->id, error);
        s_stop_all (self);
        zc_exit ("{shutdown, ~t}", reason);
    }
}

//  arg: {Strategy, MaxRestarts, PeriodMs, MaxChildren, Specs}
static void
s_init (zc_gen_server_t *server, void *arg)
{
    zc_trap_exit (true);
    s_supervisor_t *self = server->state = zc_alloc (sizeof *self);
    int strategy;
    zc_term_t *specs;
    zc_term_match (arg, "{~i, ~i, ~i, ~i, ~t}", &strategy, &self->max_restarts, &self->period_ms,
                   &self->max_children, &specs);
    self->strategy = (zc_strategy_t) strategy;
    size_t at = 0;
    for (zc_term_t *spec; (spec = zc_term_next (specs, &at)); zc_term_destroy (&spec))
        s_start_first (self, spec);
    zc_term_destroy (&specs);
}

//  ---- requests ------------------------------------------------------------

static zc_term_t *
s_error (const char *reason)
{
    return zc_term_new ("{error, ~a}", reason);
}

//  Why a child that was just added cannot stay; NULL: it can.
static zc_term_t *
s_refuse (const s_supervisor_t *self, const zc_supervised_t *child, zc_from_t from)
{
    if (!child->spec.module && from.pid.node)   //  a C function of another program
        return zc_term_new ("{error, {invalid_child_spec, ~t}}", child->term);
    if (self->strategy == ZC_DYNAMIC)
        return self->max_children && self->children.count > self->max_children
             ? s_error ("max_children"): NULL;
    if (!child->id)
        return s_error ("missing_id");
    const zc_supervised_t *other = zc_children_by_id (&self->children, child->id);
    if (!zc_pid_is_null (other->pid))
        return zc_term_new ("{error, {already_started, ~p}}", other->pid);
    return other != child? s_error ("already_present"): NULL;
}

//  A child that ignores its start is a success to a supervisor that keeps its spec.
static zc_term_t *
s_started (const s_supervisor_t *self, zc_start_t start)
{
    if (self->strategy != ZC_DYNAMIC && zc_pid_is_null (start.pid) && !start.error)
        return zc_term_new ("{ok, undefined}");
    return zc_start_to_term (start);
}

static zc_term_t *
s_start_child (s_supervisor_t *self, const zc_term_t *spec, zc_from_t from)
{
    zc_supervised_t *child = zc_children_add (&self->children, spec);
    if (!child)
        return zc_term_new ("{error, {invalid_child_spec, ~t}}", spec);
    if (self->strategy == ZC_DYNAMIC)
        zc_term_destroy (&child->id);           //  as in Elixir: known by their pids alone
    zc_term_t *refused = s_refuse (self, child, from);
    zc_start_t start = {.error = refused? NULL: zc_children_start (&self->children, child)};
    start.pid = child->pid;
    if (refused || start.error || (zc_pid_is_null (start.pid) && s_is_forgotten (self, child)))
        zc_children_forget (&self->children, child);
    return refused? refused: s_started (self, start);
}

//  A task that was started by its owner becomes our child: the caller (zc_task_start.c).
static zc_term_t *
s_start_task (s_supervisor_t *self, const zc_term_t *shutdown, zc_from_t from)
{
    int ms;
    if (self->strategy != ZC_DYNAMIC || from.pid.node || !zc_term_match (shutdown, "~i", &ms))
        return s_error ("badarg");
    if (self->max_children && self->children.count >= self->max_children)
        return s_error ("max_children");
    zc_link (from.pid);
    zc_set_group_leader (zc_group_leader (), from.pid);
    zc_children_adopt (&self->children, from.pid, ms? ms: 5000);
    return zc_term_new ("ok");
}

//  The child that a request names, by its id or its pid.
static zc_supervised_t *
s_which (const s_supervisor_t *self, const zc_term_t *which)
{
    zc_pid_t pid;
    if (zc_term_match (which, "~p", &pid))
        return zc_children_by_pid (&self->children, pid);
    return zc_children_by_id (&self->children, which);
}

static zc_term_t *
s_terminate_child (s_supervisor_t *self, zc_supervised_t *child)
{
    if (!child)
        return s_error ("not_found");
    zc_children_stop (&self->children, child);
    s_forget (self, child);
    return zc_term_new ("ok");
}

//  Is the child one that does not run, nor will? NULL, or the error.
static zc_term_t *
s_idle (const zc_supervised_t *child)
{
    return !child? s_error ("not_found"): !zc_pid_is_null (child->pid)? s_error ("running"):
           child->restarting? s_error ("restarting"): NULL;
}

static zc_term_t *
s_restart_child (s_supervisor_t *self, zc_supervised_t *child)
{
    zc_term_t *refused = s_idle (child);
    if (refused)
        return refused;
    zc_start_t start = {.error = zc_children_start (&self->children, child)};
    start.pid = child->pid;
    return s_started (self, start);
}

static zc_term_t *
s_delete_child (s_supervisor_t *self, zc_supervised_t *child)
{
    zc_term_t *refused = s_idle (child);
    if (refused)
        return refused;
    zc_children_forget (&self->children, child);
    return zc_term_new ("ok");
}

static zc_term_t *
s_handle_call (zc_gen_server_t *server, const zc_term_t *request, zc_from_t from)
{
    s_supervisor_t *self = server->state;
    const char *what;
    zc_term_t *which = NULL, *answer;
    if (!zc_term_match (request, "{~a, ~t}", &what, &which))
        what = "";
    answer = strcmp (what, "start_child") == 0? s_start_child (self, which, from):
             strcmp (what, "start_task") == 0? s_start_task (self, which, from):
             strcmp (what, "terminate_child") == 0? s_terminate_child (self, s_which (self, which)):
             strcmp (what, "restart_child") == 0? s_restart_child (self, s_which (self, which)):
             strcmp (what, "delete_child") == 0? s_delete_child (self, s_which (self, which)):
             strcmp (what, "which_children") == 0? zc_children_list (&self->children):
             strcmp (what, "count_children") == 0? zc_children_count (&self->children):
             s_error ("badarg");
    zc_term_destroy (&which);
    return answer;
}

static const zc_gen_server_callbacks_t s_callbacks = {
    .init = s_init, .handle_call = s_handle_call, .handle_cast = s_handle_cast,
    .handle_info = s_handle_info, .terminate = s_terminate};

//  ---- from outside --------------------------------------------------------

zc_start_t
zc_supervisor_start_terms (const zc_supervisor_options_t *options, const zc_term_t *specs,
                           zc_server_t name)
{
    static const zc_supervisor_options_t defaults = {.max_restarts = 0};
    if (!options)
        options = &defaults;
    int max_restarts = options->max_restarts == 0? 3: options->max_restarts;
    zc_term_t *arg = zc_term_new ("{~i, ~i, ~i, ~i, ~t}", (int) options->strategy,
                                  max_restarts < 0? 0: max_restarts,
                                  INT64_C (1000) * (options->max_seconds? options->max_seconds: 5),
                                  options->max_children, specs);
    zc_start_t start = zc_gen_server_start_term (&s_callbacks, arg, name, true, ZC_INFINITY);
    zc_term_destroy (&arg);
    return start;
}

zc_start_t
zc_supervisor_start_as (const zc_supervisor_options_t *options, const zc_child_spec_t *children,
                        size_t count, zc_server_t name)
{
    zc_term_t **items = zc_alloc ((count + 1) * sizeof *items);
    for (size_t i = 0; i < count; i++)
        items [i] = zc_child_spec_to_term (&children [i]);
    zc_term_t *specs = zc_term_list (items, count);
    zc_free (items);
    zc_start_t start = zc_supervisor_start_terms (options, specs, name);
    zc_term_destroy (&specs);
    return start;
}

zc_start_t
zc_supervisor_start_child_of (zc_server_t supervisor, const zc_child_spec_t *spec)
{
    zc_term_t *term = zc_child_spec_to_term (spec);
    zc_term_t *answer = zc_supervisor_ask (supervisor, "start_child", ZC_FORMAT ("~t", term));
    zc_start_t start = zc_start_from_term (answer);
    zc_term_destroy (&answer);
    zc_term_destroy (&term);
    return start;
}

zc_term_t *
zc_supervisor_ask (zc_server_t supervisor, const char *what, zc_format_t which)
{
    zc_term_t *term = zc_term_build (which);
    zc_term_t *answer = zc_gen_server_call (supervisor, ZC_INFINITY, "{~a, ~t}", what, term);
    zc_term_destroy (&term);
    return answer;
}
