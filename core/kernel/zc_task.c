//  zc_task.c - the owner's side: start a task, wait for its result, end it
//
//      owner                                     task
//        │ spawn with a link, monitor as an alias   │
//        │ {Ref, Call}                              │
//        ├─────────────────────────────────────────>│ runs the call
//        │ {Ref, Result}, or DOWN with Ref          │
//        │<─────────────────────────────────────────┤
//
//  Next: zc_task_start.c (the task, and one under a supervisor), zc_task_stream.c (many
//  of them).

#include "zc_task_call.h"
#include "zc_server.h"
#include "zc_node.h"
#include "base/zc_caller.h"
#include "process/zc_hooks.h"
#include "term/zc_codec.h"
#include "zc_list.h"

//  ---- start ---------------------------------------------------------------

zc_task_t
zc_task_async (zc_task_fn *function, void *arg)
{
    return zc_task_start ((zc_server_t) {.name = NULL}, 0, 0, zc_task_call_c (function, arg));
}

zc_task_t
zc_task_async_args (const char *module, const char *function, zc_format_t args)
{
    return zc_task_start ((zc_server_t) {.name = NULL}, 0, 0,
                          zc_task_call_build (module, function, args));
}

//  ---- results -------------------------------------------------------------

zc_term_t *
zc_task_to_term (zc_task_t task)
{
    return zc_term_new ("%{:\"__struct__\" => Task, owner: ~p, pid: ~p, ref: ~r}", task.owner,
                        task.pid, task.ref);
}

bool
zc_task_from_term (const zc_term_t *term, zc_task_t *task)
{
    zc_task_t found;
    bool well = zc_term_match (term, "%{:\"__struct__\" => Task, owner: ~p, pid: ~p, ref: ~r}",
                               &found.owner, &found.pid, &found.ref);
    if (well)
        *task = found;
    return well;
}

static void
s_check_owner (zc_task_t task)
{
    if (!zc_pid_equal (task.owner, zc_self ()))
        zc_caller_bug ("a task is asked by another process than its owner");
}

//  The result or the DOWN, if they come in this time. The one ends the other.
static zc_task_outcome_t
s_receive (zc_task_t task, int timeout_ms, zc_term_t **result)
{
    int got = zc_receive_after (task.ref, timeout_ms, 2, (const zc_format_t [2]) {
                                ZC_CASE ("{~r, ~t}", task.ref, result),
                                ZC_CASE ("{:DOWN, ~r, process, _, ~t}", task.ref, result)});
    if (got == 1)
        *result = zc_server_reason (*result, zc_node_of (task.pid));
    return got == 0? ZC_TASK_OK: got == 1? ZC_TASK_EXIT: ZC_TASK_NONE;
}

//  Nothing of this task is wanted any more; what had come is still handed out.
static zc_task_outcome_t
s_give_up (zc_task_t task, zc_term_t **result)
{
    if (zc_demonitor (task.ref, ZC_DEMONITOR_INFO))
        return ZC_TASK_NONE;
    return s_receive (task, 0, result);
}

static _Noreturn void
s_exit (const zc_term_t *reason, const char *function, const zc_term_t *what, int timeout_ms)
{
    zc_exit ("{~t, {Task, ~a, [~t, ~t]}}", reason, function, what, zc_server_time (timeout_ms));
}

zc_term_t *
zc_task_await (zc_task_t task, int timeout_ms)
{
    s_check_owner (task);
    zc_term_t *result;
    zc_task_outcome_t outcome = s_receive (task, timeout_ms, &result);
    if (outcome == ZC_TASK_NONE)
        outcome = s_give_up (task, &result);
    if (outcome == ZC_TASK_NONE)
        result = zc_term_new ("timeout");
    if (outcome != ZC_TASK_OK)
        s_exit (result, "await", zc_task_to_term (task), timeout_ms);
    return result;
}

zc_task_outcome_t
zc_task_yield (zc_task_t task, int timeout_ms, zc_term_t **result)
{
    s_check_owner (task);
    return s_receive (task, timeout_ms, result);
}

zc_task_outcome_t
zc_task_ignore (zc_task_t task, zc_term_t **result)
{
    s_check_owner (task);
    zc_unlink (task.pid);
    return s_give_up (task, result);
}

//  ---- many of them --------------------------------------------------------

//  Whatever comes first is taken, so that the end of one is not seen only after the
//  results of those before it.
typedef struct {
    const zc_task_t *tasks;
    size_t count, missing;
    zc_term_t **results;            //  NULL: not yet
    zc_term_t *message;             //  that was taken last
} s_many_t;

static bool
s_is_awaited (const s_many_t *self, zc_ref_t ref)
{
    size_t i = 0;
    while (i < self->count && (self->results [i] || !zc_ref_equal (self->tasks [i].ref, ref)))
        i++;
    return i < self->count;
}

//  Is it a result or the end of one that is awaited?
static bool
s_is_of_one (void *arg, const uint8_t *data, size_t size)
{
    s_many_t *self = arg;
    zc_ref_t ref;
    const char *error;
    const zc_format_t kinds [2] = {ZC_CASE ("{~r, _}", &ref),
                                   ZC_CASE ("{:DOWN, ~r, process, _, _}", &ref)};
    for (int i = 0; i < 2; i++)
        if (zc_take (data, size, &kinds [i], zc_caller (), NULL, &error)
        &&  s_is_awaited (self, ref)) {
            self->message = zc_term_copy (data, size);
            return true;
        }
    return false;
}

//  One may be among them several times.
static void
s_keep (s_many_t *self, zc_ref_t ref, const zc_term_t *result)
{
    for (size_t i = 0; i < self->count; i++)
        if (!self->results [i] && zc_ref_equal (self->tasks [i].ref, ref)) {
            self->results [i] = zc_term_dup (result);
            self->missing--;
        }
}

//  One more has its result; else why there is none, a new term.
static zc_term_t *
s_take_one (s_many_t *self, int timeout_ms)
{
    zc_ref_t ref;
    zc_pid_t pid;
    zc_term_t *term, *failure = NULL;
    if (!zc_receive_where (timeout_ms, s_is_of_one, self))
        return zc_term_new ("timeout");
    if (zc_term_match (self->message, "{~r, ~t}", &ref, &term)) {
        s_keep (self, ref, term);
        zc_term_destroy (&term);
    }
    else {
        zc_term_match (self->message, "{_, _, _, ~p, ~t}", &pid, &term);
        failure = zc_server_reason (term, zc_node_of (pid));
    }
    zc_term_destroy (&self->message);
    return failure;
}

static _Noreturn void
s_fail (const s_many_t *self, const zc_term_t *reason, int timeout_ms)
{
    zc_terms_t list = {0};
    for (size_t i = 0; i < self->count; i++) {
        zc_term_t *unwanted = NULL;
        if (!self->results [i])
            s_give_up (self->tasks [i], &unwanted);
        zc_term_destroy (&unwanted);
        zc_terms_add (&list, zc_task_to_term (self->tasks [i]));
    }
    s_exit (reason, "await_many", zc_terms_list (&list), timeout_ms);
}

zc_term_t *
zc_task_await_many (const zc_task_t *tasks, size_t count, int timeout_ms)
{
    int64_t deadline = zc_monotonic_ms () + timeout_ms;
    s_many_t many = {tasks, count, count, zc_alloc ((count + 1) * sizeof *many.results), NULL};
    for (size_t i = 0; i < count; i++)
        s_check_owner (tasks [i]);
    while (many.missing > 0) {
        int64_t left = deadline - zc_monotonic_ms ();
        zc_term_t *failure = s_take_one (&many, timeout_ms < 0? -1: left > 0? (int) left: 0);
        if (failure)
            s_fail (&many, failure, timeout_ms);
    }
    zc_term_t *list = zc_term_list (many.results, count);
    zc_free (many.results);
    return list;
}

//  ---- shutdown ------------------------------------------------------------

//  Wait for the end that the second monitor tells. NULL: the time is over.
static zc_term_t *
s_end (zc_ref_t monitor, int timeout_ms)
{
    zc_term_t *reason = NULL;
    zc_receive_quietly (timeout_ms, 1, (const zc_format_t [1]) {
                        ZC_CASE ("{:DOWN, ~r, process, _, ~t}", monitor, &reason)}, NULL);
    return reason;
}

zc_task_outcome_t
zc_task_shutdown (zc_task_t task, int timeout_ms, zc_term_t **result)
{
    s_check_owner (task);
    const char *way = timeout_ms == ZC_BRUTAL? "kill": "shutdown";
    zc_ref_t monitor = zc_monitor (task.pid);
    zc_unlink (task.pid);
    zc_exit_process (task.pid, "~a", way);
    zc_term_t *reason = s_end (monitor, timeout_ms == ZC_BRUTAL? -1: timeout_ms);
    if (!reason) {
        zc_exit_process (task.pid, "kill");
        reason = s_end (monitor, -1);
    }
    //  A result that came first, or the reason of an end before this one
    zc_task_outcome_t outcome = s_give_up (task, result);
    if (outcome == ZC_TASK_NONE) {
        *result = zc_server_reason (reason, zc_node_of (task.pid));
        outcome = ZC_TASK_EXIT;
    }
    else
        zc_term_destroy (&reason);
    bool as_asked = outcome == ZC_TASK_EXIT
                 && zc_term_match (*result, timeout_ms == ZC_BRUTAL? "killed": "shutdown");
    if (!as_asked)
        return outcome;
    zc_term_destroy (result);
    return ZC_TASK_NONE;
}

//  ---- supervisors ---------------------------------------------------------

zc_start_t
zc_task_supervisor_start_as (zc_server_t name, size_t max_children)
{
    zc_supervisor_options_t options = {.strategy = ZC_DYNAMIC, .max_children = max_children};
    return zc_supervisor_start_as (&options, NULL, 0, name);
}

zc_task_t
zc_task_supervisor_async_of (zc_server_t supervisor, int options, int shutdown_ms,
                             zc_task_fn *function, void *arg)
{
    zc_task_check_near (supervisor);
    return zc_task_start (supervisor, options, shutdown_ms, zc_task_call_c (function, arg));
}

zc_task_t
zc_task_supervisor_async_args (zc_server_t supervisor, int options, int shutdown_ms,
                               const char *module, const char *function, zc_format_t args)
{
    return zc_task_start (supervisor, options, shutdown_ms,
                          zc_task_call_build (module, function, args));
}

static zc_start_t
s_start_child (zc_server_t supervisor, zc_restart_t restart, int shutdown_ms, zc_term_t *call)
{
    zc_term_t *args = zc_term_new ("[~t]", call);
    zc_child_spec_t spec = {.module = "Task.Supervised", .function = "start_link", .args = args,
                            .restart = restart, .shutdown_ms = shutdown_ms};
    zc_start_t start = zc_supervisor_start_child_of (supervisor, &spec);
    zc_term_destroy (&args);
    zc_term_destroy (&call);
    return start;
}

zc_start_t
zc_task_supervisor_start_child_of (zc_server_t supervisor, zc_restart_t restart, int shutdown_ms,
                                   zc_task_fn *function, void *arg)
{
    zc_task_check_near (supervisor);
    return s_start_child (supervisor, restart, shutdown_ms, zc_task_call_c (function, arg));
}

zc_start_t
zc_task_supervisor_start_child_args (zc_server_t supervisor, zc_restart_t restart,
                                     int shutdown_ms, const char *module, const char *function,
                                     zc_format_t args)
{
    return s_start_child (supervisor, restart, shutdown_ms,
                          zc_task_call_build (module, function, args));
}
