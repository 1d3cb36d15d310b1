//  zc_task_start.c - how a task begins: alone, or as a child of a supervisor
//
//      owner                      task                        supervisor
//        │ spawn, monitored as an   │                             │
//        │ alias, with the call     │ {start_task, Shutdown}      │
//        ├─────────────────────────>├────────────────────────────>│ takes it in
//        │                          │<────────────────────────────┤ ok, or an error
//        │   link, {task_started, Ref, Task}                      │
//        │<─────────────────────────┤ runs the call               │
//        │   {Ref, Result}          │                             │
//        │<─────────────────────────┤                             │
//
//  In Elixir the supervisor makes the process, whose owner can watch it only then and
//  tells it what to do: two round trips. Here the owner makes it, watches it from its
//  first moment, so that no end is missed, and has to wait only until the supervisor,
//  on the task's own node, has taken it in; the result may come together with that.
//  To supervisor and owner it is the same child and the same task.

#include "zc_task_call.h"
#include "zc_function.h"
#include "zc_gen_server_loop.h"
#include "zc_module.h"
#include "zc_node.h"
#include "process/zc_hooks.h"

//  ---- in the task ---------------------------------------------------------

static void
s_run_and_answer (zc_ref_t ref, const zc_term_t *call)
{
    zc_term_t *result = zc_task_call_run (call);
    zc_send_alias (ref, "{~r, ~t}", ref, result);
}

//  The body of a task that is linked to its owner, who tells it what to run.
static void
s_linked_task (void *unused)
{
    (void) unused;
    zc_ref_t ref;
    zc_term_t *call;
    zc_receive (-1, "{~r, ~t}", &ref, &call);
    s_run_and_answer (ref, call);
}

//  The body of a task without an owner.
static void
s_lone_task (void *unused)
{
    (void) unused;
    zc_term_t *call;
    zc_receive (-1, "{call, ~t}", &call);
    zc_task_call_run (call);
}

//  Become a child of the supervisor, or end with {not_started, Why}: what its call failed
//  with, or {error, Reason} from itself.
static void
s_join (const zc_term_t *who, int shutdown_ms)
{
    zc_server_t supervisor;
    zc_term_t *answer, *reason;
    zc_server_from_term (who, &supervisor);
    bool answered = zc_gen_server_try_call (supervisor, ZC_INFINITY, &answer, "{start_task, ~i}",
                                            shutdown_ms);
    if (!answered && zc_term_match (answer, "{~t, _}", &reason))
        zc_exit ("{not_started, ~t}", reason);
    if (!zc_term_match (answer, "ok"))
        zc_exit ("{not_started, ~t}", answer);
    zc_term_destroy (&answer);
}

//  Task.Supervised:run (Supervisor, ShutdownMs, Owner, Links, Ref, Call)
static zc_term_t *
s_run (const zc_term_t *args)
{
    zc_term_t *who, *call;
    int shutdown_ms;
    zc_pid_t owner;
    bool links;
    zc_ref_t ref;
    if (!zc_term_match (args, "[~t, ~i, ~p, ~o, ~r, ~t]", &who, &shutdown_ms, &owner, &links, &ref,
                        &call))
        zc_exit ("{badarg, ~t}", args);
    s_join (who, shutdown_ms);
    if (links)
        zc_link (owner);
    zc_send (owner, "{task_started, ~r, ~p}", ref, zc_self ());
    if (owner.node)                 //  who may start others meanwhile, however long we compute
        zc_core_give_way ();
    s_run_and_answer (ref, call);
    return NULL;
}

//  Task.Supervised:start_link (Call): a child like others, which a supervisor starts.
static zc_term_t *
s_start_link (const zc_term_t *args)
{
    zc_pid_t pid = zc_spawn_link (s_lone_task, NULL);
    zc_term_t *call = zc_term_element (args, 0);
    zc_send (pid, "{call, ~t}", call);
    zc_term_destroy (&call);
    return zc_term_new ("{ok, ~p}", pid);
}

//  Task.Supervised:each (Input, Function): what a stream of a function value runs.
static zc_term_t *
s_each (const zc_term_t *args)
{
    zc_term_t *input, *function;
    if (!zc_term_match (args, "[~t, ~t]", &input, &function))
        zc_exit ("{badarg, ~t}", args);
    return zc_call_with (function, "[~t]", input);
}

ZC_MODULE_NAMED (task_supervised, "Task.Supervised", {"start_link", 1, s_start_link},
                 {"run", 6, s_run}, {"each", 2, s_each});

//  ---- in the owner --------------------------------------------------------

//  No task: the owner ends as one does whose call to the supervisor has failed, or with
//  {Reason, Supervisor} where that takes no more.
static _Noreturn void
s_exit (zc_server_t supervisor, const zc_term_t *why, int shutdown_ms)
{
    zc_term_t *who = zc_server_to_term (supervisor), *reason;
    if (zc_term_match (why, "{error, ~t}", &reason))
        zc_exit ("{~t, ~t}", reason, who);
    zc_exit ("{~t, {GenServer, call, [~t, {start_task, ~i}, infinity]}}", why, who, shutdown_ms);
}

//  Wait until the supervisor has the task. Its pid; {0}, and why not.
static zc_pid_t
s_wait (zc_ref_t ref, const char *node, zc_term_t **why)
{
    zc_pid_t pid = {0};
    zc_term_t *reason;
    int got = zc_receive_after (ref, -1, 3, (const zc_format_t [3]) {
                                ZC_CASE ("{task_started, ~r, ~p}", ref, &pid),
                                ZC_CASE ("{:DOWN, ~r, process, _, ~t}", ref, &reason),
                                ZC_CASE ("{spawn_reply, ~r, error, ~t}", ref, &reason)});
    if (got > 0 && !zc_term_match (reason, "{not_started, ~t}", why))
        *why = zc_server_reason (reason, node);
    return pid;
}

static void
s_start_supervised (zc_task_t *task, zc_server_t supervisor, bool links, int shutdown_ms,
                    const zc_term_t *call)
{
    zc_server_t found = supervisor;
    if (!zc_server_find (&found))
        s_exit (supervisor, zc_term_new ("noproc"), shutdown_ms);
    if (zc_pid_equal (found.pid, task->owner))
        s_exit (supervisor, zc_term_new ("calling_self"), shutdown_ms);
    const char *node = zc_server_node (found);
    found.node = NULL;              //  the task asks on its own node
    zc_term_t *who = zc_server_to_term (found), *why = NULL;
    zc_spawn_alias (task->ref, node, "Task.Supervised", "run", "[~t, ~i, ~p, ~o, ~r, ~t]", who,
                    shutdown_ms, task->owner, links, task->ref, call);
    zc_term_destroy (&who);
    task->pid = s_wait (task->ref, node, &why);
    if (zc_pid_is_null (task->pid))
        s_exit (supervisor, why, shutdown_ms);
}

zc_task_t
zc_task_start (zc_server_t supervisor, int options, int shutdown_ms, zc_term_t *call)
{
    bool alone = !supervisor.module && !supervisor.name && zc_pid_is_null (supervisor.pid);
    zc_task_t task = {.owner = zc_self ()};
    if (alone) {
        task.pid = zc_spawn_link (s_linked_task, NULL);
        task.ref = zc_monitor_alias (task.pid);
        zc_send (task.pid, "{~r, ~t}", task.ref, call);
    }
    else {
        task.ref = zc_make_ref ();
        s_start_supervised (&task, supervisor, !(options & ZC_TASK_NOLINK), shutdown_ms, call);
    }
    zc_term_destroy (&call);
    return task;
}
