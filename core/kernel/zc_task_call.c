//  zc_task_call.c - the task's side: told what to run, it runs it and answers

#include "zc_task_call.h"
#include "zc_module.h"
#include "zc_server.h"
#include "base/zc_caller.h"
#include "process/zc_hooks.h"

//  ---- calls ---------------------------------------------------------------

zc_term_t *
zc_task_call_c (zc_task_fn *function, void *arg)
{
    return zc_term_new ("{c, ~i, ~i}", (uintptr_t) function, (uintptr_t) arg);
}

zc_term_t *
zc_task_call_each (zc_task_each_fn *function, const zc_term_t *input)
{
    return zc_term_new ("{c_each, ~i, ~t}", (uintptr_t) function, input);
}

zc_term_t *
zc_task_call_named (const char *module, const char *function, const zc_term_t *args)
{
    zc_term_t *name = zc_module_atom (module);
    zc_term_t *call = zc_term_new ("{~t, ~a, ~t}", name, function, args);
    zc_term_destroy (&name);
    return call;
}

zc_term_t *
zc_task_call_build (const char *module, const char *function, zc_format_t args)
{
    zc_term_t *list = zc_term_build (args);
    if (zc_term_type (list) != ZC_LIST)
        zc_caller_bug ("a task: the arguments are not a list");
    zc_term_t *call = zc_task_call_named (module, function, list);
    zc_term_destroy (&list);
    return call;
}

void
zc_task_check_near (zc_server_t supervisor)
{
    if (zc_server_find (&supervisor) && (supervisor.name || supervisor.pid.node))
        zc_caller_bug ("a task on another node: name a module and a function");
}

zc_term_t *
zc_task_call_run (const zc_term_t *call)
{
    uintptr_t function, arg;
    zc_term_t *term, *result;
    const char *module, *name;
    if (zc_term_match (call, "{c, ~i, ~i}", &function, &arg)) {
        zc_module_enter ((const void *) function);
        result = ((zc_task_fn *) function) ((void *) arg);
    }
    else
    if (zc_term_match (call, "{c_each, ~i, ~t}", &function, &term)) {
        zc_module_enter ((const void *) function);
        result = ((zc_task_each_fn *) function) (term);
    }
    else
    if (zc_term_match (call, "{~a, ~a, ~t}", &module, &name, &term)
    &&  zc_term_type (term) == ZC_LIST)
        result = zc_apply (module, name, term);
    else
        zc_exit ("{badarg, ~t}", call);
    return result? result: zc_term_new ("ok");
}

//  ---- the process of a task -----------------------------------------------

static void
s_run_and_answer (zc_ref_t ref, const zc_term_t *call)
{
    zc_term_t *result = zc_task_call_run (call);
    zc_send_alias (ref, "{~r, ~t}", ref, result);
}

//  The body of a task that is linked to its owner.
static void
s_linked_task (void *unused)
{
    (void) unused;
    zc_ref_t ref;
    zc_term_t *call;
    zc_receive (-1, "{_, ~r, ~t}", &ref, &call);
    s_run_and_answer (ref, call);
}

//  The body of a supervised task: {owner, Owner} comes from the supervisor. An
//  owner that is gone before it said what to do ends the task.
static void
s_owned_task (void *unused)
{
    (void) unused;
    zc_pid_t owner;
    zc_ref_t ref;
    zc_term_t *call, *reason;
    zc_receive (-1, "{owner, ~p}", &owner);
    zc_ref_t monitor = zc_monitor (owner);
    if (zc_receive_any (-1, ZC_CASE ("{~p, ~r, ~t}", owner, &ref, &call),
                        ZC_CASE ("{:DOWN, ~r, process, _, ~t}", monitor, &reason)) == 1)
        zc_exit ("~t", reason);
    zc_demonitor (monitor, ZC_DEMONITOR_FLUSH);
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

//  ---- the module Task.Supervised: what a supervisor starts ----------------

static zc_term_t *
s_start_owned (const zc_term_t *args)
{
    zc_pid_t owner;
    if (!zc_term_match (args, "[~p, monitor]", &owner))
        zc_exit ("{badarg, ~t}", args);
    zc_pid_t pid = zc_spawn_link (s_owned_task, NULL);
    zc_send (pid, "{owner, ~p}", owner);
    return zc_term_new ("{ok, ~p}", pid);
}

static zc_term_t *
s_start_lone (const zc_term_t *args)
{
    zc_pid_t pid = zc_spawn_link (s_lone_task, NULL);
    zc_term_t *call = zc_term_element (args, 0);
    zc_send (pid, "{call, ~t}", call);
    zc_term_destroy (&call);
    return zc_term_new ("{ok, ~p}", pid);
}

ZC_MODULE_NAMED (task_supervised, "Task.Supervised", {"start_link", 1, s_start_lone},
                 {"start_link", 2, s_start_owned});

//  ---- start ---------------------------------------------------------------

//  A process under the supervisor, waiting for its owner's word.
static zc_pid_t
s_start_child (zc_server_t supervisor, int shutdown_ms)
{
    zc_term_t *args = zc_term_new ("[~p, monitor]", zc_self ());
    zc_child_spec_t spec = {.module = "Task.Supervised", .function = "start_link", .args = args,
                            .restart = ZC_TEMPORARY, .shutdown_ms = shutdown_ms};
    zc_start_t start = zc_supervisor_start_child_of (supervisor, &spec);
    zc_term_destroy (&args);
    if (zc_pid_is_null (start.pid))
        zc_exit ("{~t, ~t}", start.error, zc_server_to_term (supervisor));
    return start.pid;
}

zc_task_t
zc_task_start (zc_server_t supervisor, int options, int shutdown_ms, zc_term_t *call)
{
    bool alone = !supervisor.module && !supervisor.name && zc_pid_is_null (supervisor.pid);
    zc_task_t task = {.owner = zc_self ()};
    task.pid = alone? zc_spawn_link (s_linked_task, NULL): s_start_child (supervisor, shutdown_ms);
    if (!alone && !(options & ZC_TASK_NOLINK))
        zc_link (task.pid);
    task.ref = zc_monitor_alias (task.pid);
    zc_send (task.pid, "{~p, ~r, ~t}", task.owner, task.ref, call);
    zc_term_destroy (&call);
    return task;
}
