//  zc_call.c - see zc_call.h

#include "zc_call.h"
#include "zc_module.h"

//  The other end: [Caller, Ref, Module, Function, Args].
static zc_term_t *
s_run (const zc_term_t *args)
{
    zc_pid_t caller;
    zc_ref_t ref;
    const char *module, *function;
    zc_term_t *inner;
    if (!zc_term_match (args, "[~p, ~r, ~s, ~s, ~t]", &caller, &ref, &module, &function, &inner)
    ||  zc_term_type (inner) != ZC_LIST)
        zc_exit ("badarg");
    zc_term_t *result = zc_apply (module, function, inner);
    zc_send (caller, "{~r, {ok, ~t}}", ref, result);
    return result;
}

ZC_MODULE_NAMED (call, "Zcluster.Call", {"run", 5, s_run});

bool
zc_call (const char *node, const char *module, const char *function, const zc_term_t *args,
         zc_term_t **outcome)
{
    zc_ref_t ref = zc_make_ref ();
    zc_ref_t monitor;
    zc_node_spawn_monitor (node, "Zcluster.Call", "run", &monitor, "[~p, ~r, ~s, ~s, ~t]",
                           zc_self (), ref, module, function, args);
    bool answered = zc_receive_any (-1, ZC_CASE ("{~r, {ok, ~t}}", ref, outcome),
                                    ZC_CASE ("{:DOWN, ~r, process, _, ~t}", monitor, outcome)) == 0;
    if (answered)
        zc_demonitor (monitor, ZC_DEMONITOR_FLUSH);
    return answered;
}
