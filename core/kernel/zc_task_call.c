//  zc_task_call.c - what a task runs, as a term; running it

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
