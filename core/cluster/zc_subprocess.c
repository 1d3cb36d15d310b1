//  zc_subprocess.c - a process that waits for another's end, and hands it on
//
//      caller ── start ──> subprocess ── erpc ──> M:F on the node
//      to <── {Subprocess, {ok, Result}} ──┘
//
//  So who needs the result does not wait for it, and receives it among its other
//  messages. The waiting is a call of erpc: it ends, whatever happens over there.

#include "zc_erpc.h"
#include "zc_module.h"
#include "zc_node.h"
#include "zc_run_sync.h"
#include "process/zc_hooks.h"

//  Cluster.Subprocess:run (To, Node, Module, Function, Args), the body.
static zc_term_t *
s_run (const zc_term_t *args)
{
    zc_pid_t to;
    const char *node, *module, *function;
    zc_term_t *list, *result;
    if (!zc_term_match (args, "[~p, ~a, ~a, ~a, ~t]", &to, &node, &module, &function, &list))
        zc_exit ("{badarg, ~t}", args);
    zc_class_t how = zc_erpc_call (node, module, function, ZC_INFINITY, &result, "~t", list);
    if (how == ZC_VALUE)
        zc_send (to, "{~p, {ok, ~t}}", zc_self (), result);
    else
    if (how == ZC_THROW)
        zc_send (to, "{~p, {error, {throw, ~t}}}", zc_self (), result);
    else
        zc_send (to, "{~p, {error, ~t}}", zc_self (), result);
    return NULL;
}

zc_pid_t
zc_subprocess_start_args (const char *node, zc_pid_t to, const char *module,
                          const char *function, zc_format_t args)
{
    zc_term_t *list = zc_term_build (args), *name = zc_module_atom (module);
    zc_pid_t pid = zc_node_spawn_link (NULL, "Cluster.Subprocess", "run",
                                       "[~p, ~a, ~t, ~a, ~t]", to, node? node: zc_node_self (),
                                       name, function, list);
    zc_term_destroy (&name);
    zc_term_destroy (&list);
    return pid;
}

//  The message was sent before the subprocess ended: it is never behind the DOWN.
bool
zc_subprocess_await (zc_pid_t subprocess, int timeout_ms, zc_term_t **result)
{
    zc_ref_t ref = zc_monitor (subprocess);
    zc_term_t *reason = NULL;
    int got = zc_receive_any (timeout_ms, ZC_CASE ("{~p, {ok, ~t}}", subprocess, result),
                              ZC_CASE ("{~p, {error, ~t}}", subprocess, result),
                              ZC_CASE ("{:DOWN, ~r, process, _, ~t}", ref, &reason));
    zc_demonitor (ref, ZC_DEMONITOR_FLUSH);
    if (got == 2)                   //  it was ended itself
        *result = zc_term_new ("{exit, ~t}", reason);
    if (got == -1)
        *result = zc_term_new ("{erpc, timeout}");
    zc_term_destroy (&reason);
    return got == 0;
}

//  ---- by name -------------------------------------------------------------

//  [Node, Module, Function, Args]: to the caller.
static zc_term_t *
s_start (const zc_term_t *args)
{
    const char *node, *module, *function;
    zc_term_t *list;
    if (!zc_term_match (args, "[~a, ~a, ~a, ~t]", &node, &module, &function, &list))
        zc_exit ("{badarg, ~t}", args);
    return zc_term_new ("~p", zc_subprocess_start (node, zc_self (), module, function, "~t", list));
}

static zc_term_t *
s_await (const zc_term_t *args)
{
    zc_pid_t pid;
    int timeout_ms = ZC_INFINITY;
    if (!zc_term_match (args, "[~p]", &pid) && !zc_term_match (args, "[~p, infinity]", &pid)
    &&  !zc_term_match (args, "[~p, ~i]", &pid, &timeout_ms))
        zc_exit ("{badarg, ~t}", args);
    zc_term_t *result;
    bool done = zc_subprocess_await (pid, timeout_ms, &result);
    return zc_term_new ("{~a, ~t}", done? "ok": "error", result);
}

ZC_MODULE_NAMED (cluster_subprocess, "Cluster.Subprocess", {"run", 5, s_run},
    {"start", 4, s_start}, {"await", 1, s_await}, {"await", 2, s_await});
