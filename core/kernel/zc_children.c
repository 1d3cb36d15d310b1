//  zc_children.c - see zc_children.h

#include "zc_children.h"
#include "zc_gen_server_loop.h"
#include "zc_module.h"
#include "zc_node.h"
#include "process/zc_hooks.h"

#include <string.h>

//  ---- the list ------------------------------------------------------------

static void
s_free (zc_supervised_t *child)
{
    zc_term_t *args = (zc_term_t *) (uintptr_t) child->spec.args;   //  ours; others only read it
    zc_term_destroy (&args);
    zc_term_destroy (&child->id);
    zc_term_destroy (&child->term);
    zc_free (child);
}

static void
s_append (zc_children_t *self, zc_supervised_t *child)
{
    child->number = ++self->numbers;
    child->prev = self->last;
    if (child->prev)
        child->prev->next = child;
    else
        self->first = child;
    self->last = child;
    self->count++;
}

zc_supervised_t *
zc_children_add (zc_children_t *self, const zc_term_t *spec)
{
    zc_supervised_t *child = zc_alloc (sizeof *child);
    child->term = zc_term_dup (spec);
    if (!zc_child_spec_from_term (child->term, &child->spec)) {
        s_free (child);
        return NULL;
    }
    zc_term_match (child->term, "%{id: ~t}", &child->id);
    s_append (self, child);
    return child;
}

void
zc_children_forget (zc_children_t *self, zc_supervised_t *child)
{
    if (child->prev)
        child->prev->next = child->next;
    else
        self->first = child->next;
    if (child->next)
        child->next->prev = child->prev;
    else
        self->last = child->prev;
    self->count--;
    s_free (child);
}

zc_supervised_t *
zc_children_by_id (const zc_children_t *self, const zc_term_t *id)
{
    for (zc_supervised_t *child = self->first; child; child = child->next)
        if (child->id && zc_term_equal (child->id, id))
            return child;
    return NULL;
}

zc_supervised_t *
zc_children_by_number (const zc_children_t *self, uint64_t number)
{
    for (zc_supervised_t *child = self->first; child; child = child->next)
        if (child->number == number)
            return child;
    return NULL;
}

//  ---- the buckets ---------------------------------------------------------

static zc_supervised_t **
s_bucket (const zc_children_t *self, zc_pid_t pid)
{
    return &self->buckets [pid.id & (self->bucket_count - 1)];
}

static void
s_put (zc_children_t *self, zc_supervised_t *child)
{
    zc_supervised_t **bucket = s_bucket (self, child->pid);
    child->bucket_next = *bucket;
    *bucket = child;
}

static void
s_grow (zc_children_t *self)
{
    self->bucket_count = self->bucket_count? 2 * self->bucket_count: 8;
    zc_free (self->buckets);
    self->buckets = zc_alloc (self->bucket_count * sizeof *self->buckets);
    for (zc_supervised_t *child = self->first; child; child = child->next)
        if (!zc_pid_is_null (child->pid))
            s_put (self, child);
}

static void
s_running (zc_children_t *self, zc_supervised_t *child, zc_pid_t pid)
{
    if (self->running >= self->bucket_count)
        s_grow (self);
    child->pid = pid;
    s_put (self, child);
    self->running++;
}

void
zc_children_adopt (zc_children_t *self, zc_pid_t pid, int shutdown_ms)
{
    zc_supervised_t *child = zc_alloc (sizeof *child);
    child->spec = (zc_child_spec_t) {.restart = ZC_TEMPORARY, .shutdown_ms = shutdown_ms};
    s_append (self, child);
    s_running (self, child, pid);
}

zc_supervised_t *
zc_children_by_pid (const zc_children_t *self, zc_pid_t pid)
{
    if (self->bucket_count == 0)
        return NULL;
    zc_supervised_t *child = *s_bucket (self, pid);
    while (child && !zc_pid_equal (child->pid, pid))
        child = child->bucket_next;
    return child;
}

void
zc_children_ended (zc_children_t *self, zc_supervised_t *child)
{
    zc_supervised_t **at = s_bucket (self, child->pid);
    while (*at != child)
        at = &(*at)->bucket_next;
    *at = child->bucket_next;
    child->pid = (zc_pid_t) {0};
    self->running--;
}

//  ---- start ---------------------------------------------------------------

//  By name: a missing function is an error here, and not the supervisor's end.
static zc_start_t
s_start_by_name (const zc_child_spec_t *spec)
{
    if (!zc_function_exported (spec->module, spec->function,
                               (unsigned) zc_term_length (spec->args))) {
        zc_term_t *module = zc_module_atom (spec->module);
        zc_start_t failed = {.error = zc_term_new ("{undef, [{~t, ~a, ~t, []}]}", module,
                                                   spec->function, spec->args)};
        zc_term_destroy (&module);
        return failed;
    }
    zc_term_t *result = zc_apply (spec->module, spec->function, spec->args);
    zc_start_t start = zc_start_from_term (result);
    zc_term_destroy (&result);
    return start;
}

typedef struct {
    const zc_child_spec_t *spec;
    zc_start_t start;
} s_starting_t;

static void
s_call_start (void *arg)
{
    s_starting_t *self = arg;
    const zc_child_spec_t *spec = self->spec;
    if (spec->start)
        self->start = spec->start (spec->arg);
    else
    if (spec->body)
        self->start.pid = zc_spawn_link (spec->body, spec->arg);
    else
        self->start = s_start_by_name (spec);
}

//  A start that is left by exit, error or throw is one that failed, and not the
//  supervisor's end.                               Erlang  catch apply (M, F, A)
static zc_start_t
s_start (const zc_child_spec_t *spec)
{
    s_starting_t starting = {.spec = spec};
    zc_term_t *reason;
    zc_class_t class = zc_try (s_call_start, &starting, &reason);
    if (class == ZC_VALUE)
        return starting.start;
    if (class == ZC_THROW)
        return (zc_start_t) {.error = reason};
    zc_start_t failed = {.error = zc_term_new ("{:EXIT, ~t}", reason)};
    zc_term_destroy (&reason);
    return failed;
}

zc_term_t *
zc_children_start (zc_children_t *self, zc_supervised_t *child)
{
    zc_start_t start = s_start (&child->spec);
    child->restarting = false;
    if (!zc_pid_is_null (start.pid))
        s_running (self, child, start.pid);
    return start.error;
}

//  ---- stop ----------------------------------------------------------------

//  Ask a child to end, or kill it; its end comes as DOWN.
static void
s_ask_to_stop (zc_supervised_t *child)
{
    int ms = child->spec.shutdown_ms;
    child->ref = zc_monitor (child->pid);
    child->deadline = ms < 0? INT64_MAX: zc_monotonic_ms () + ms;
    if (ms == ZC_BRUTAL)
        zc_exit_process (child->pid, "kill");
    else
        zc_exit_process (child->pid, "shutdown");
}

static int
s_left_ms (int64_t deadline)
{
    int64_t left = deadline - zc_monotonic_ms ();
    return deadline == INT64_MAX? -1: left > 0? (int) left: 0;
}

//  Wait for DOWN. The reason; NULL: the time is over.
static zc_term_t *
s_down (zc_supervised_t *child, int timeout_ms)
{
    zc_term_t *reason = NULL;
    zc_receive_quietly (timeout_ms, 1, (const zc_format_t [1]) {
                        ZC_CASE ("{:DOWN, ~r, process, _, ~t}", child->ref, &reason)}, NULL);
    return reason;
}

//  A child that ended in another way than it was asked to.
static void
s_report (const zc_supervised_t *child, const zc_term_t *reason)
{
    if (zc_term_match (reason, "shutdown") || zc_term_match (reason, "normal")
    ||  zc_term_match (reason, "{shutdown, _}") || zc_term_match (reason, "noproc")
    ||  (child->spec.shutdown_ms == ZC_BRUTAL && zc_term_match (reason, "killed")))
        return;
    char *name = zc_children_name (child), *text = zc_term_str (reason);
    zc_log (ZC_LOG_WARNING, "child %s was stopped and ended with %s", name, text);
    zc_free (text);
    zc_free (name);
}

void
zc_children_stop (zc_children_t *self, zc_supervised_t *child)
{
    child->restarting = false;
    if (zc_pid_is_null (child->pid))
        return;
    s_ask_to_stop (child);
    zc_start_forget (child->pid);           //  DOWN is enough, EXIT is not to come, too
    zc_term_t *reason = s_down (child, s_left_ms (child->deadline));
    if (!reason) {
        zc_exit_process (child->pid, "kill");
        reason = s_down (child, -1);
    }
    s_report (child, reason);
    zc_term_destroy (&reason);
    zc_children_ended (self, child);
}

//  Kill whose time is over. When the next one's will be.
static int64_t
s_kill_late (zc_children_t *self)
{
    int64_t now = zc_monotonic_ms (), next = INT64_MAX;
    for (zc_supervised_t *child = self->first; child; child = child->next) {
        if (!zc_pid_is_null (child->pid) && child->deadline <= now) {
            zc_exit_process (child->pid, "kill");
            child->deadline = INT64_MAX;
        }
        if (!zc_pid_is_null (child->pid) && child->deadline < next)
            next = child->deadline;
    }
    return next;
}

//  Their ends are taken as they come, so that many take no longer than few.
void
zc_children_stop_at_once (zc_children_t *self)
{
    for (zc_supervised_t *child = self->first; child; child = child->next)
        if (!zc_pid_is_null (child->pid))
            s_ask_to_stop (child);
    int64_t next = s_kill_late (self);
    while (self->running > 0) {
        zc_pid_t pid;
        zc_term_t *reason;
        int got = zc_receive_quietly (s_left_ms (next), 2, (const zc_format_t [2]) {
                                      ZC_CASE ("{:DOWN, _, process, ~p, ~t}", &pid, &reason),
                                      ZC_CASE ("{:EXIT, _, _}")}, NULL);
        zc_supervised_t *child = got == 0? zc_children_by_pid (self, pid): NULL;
        if (child) {
            s_report (child, reason);
            zc_children_ended (self, child);
        }
        if (got == 0)
            zc_term_destroy (&reason);
        if (got < 0)
            next = s_kill_late (self);
    }
}

//  ---- told ----------------------------------------------------------------

char *
zc_children_name (const zc_supervised_t *child)
{
    zc_term_t *id = child->id? zc_term_dup (child->id): zc_term_new ("undefined");
    const char *text;               //  lives as long as the term: not the child's own
    char *name = zc_term_match (id, "~a", &text)? zc_strdup (text): zc_term_str (id);
    zc_term_destroy (&id);
    return name;
}

//  {Id, Pid, Type, [Module]}
static zc_term_t *
s_describe (const zc_supervised_t *child)
{
    const zc_child_spec_t *spec = &child->spec;
    zc_term_t *pid = !zc_pid_is_null (child->pid)? zc_term_new ("~p", child->pid):
                     zc_term_new (child->restarting? "restarting": "undefined");
    zc_term_t *module = spec->module? zc_module_atom (spec->module): NULL;
    zc_term_t *modules = module? zc_term_new ("[~t]", module): zc_term_new ("[]");
    zc_term_t *id = child->id? zc_term_dup (child->id): zc_term_new ("undefined");
    zc_term_t *term = zc_term_new ("{~t, ~t, ~a, ~t}", id, pid,
                                   spec->supervisor? "supervisor": "worker", modules);
    zc_term_destroy (&id);
    zc_term_destroy (&pid);
    zc_term_destroy (&module);
    zc_term_destroy (&modules);
    return term;
}

zc_term_t *
zc_children_list (const zc_children_t *self)
{
    zc_term_t **items = zc_alloc ((self->count + 1) * sizeof *items);
    size_t count = 0;
    for (const zc_supervised_t *child = self->first; child; child = child->next)
        items [count++] = s_describe (child);
    zc_term_t *list = zc_term_list (items, count);
    zc_free (items);
    return list;
}

zc_term_t *
zc_children_count (const zc_children_t *self)
{
    size_t supervisors = 0;
    for (const zc_supervised_t *child = self->first; child; child = child->next)
        supervisors += child->spec.supervisor;
    return zc_term_new ("%{specs: ~i, active: ~i, supervisors: ~i, workers: ~i}", self->count,
                        self->running, supervisors, self->count - supervisors);
}
