//  zc_rex.c - block calls: the process rex runs them one after the other
//
//      caller ── {block_call, Alias, {Module, Function, Args}, Leader} ──> rex
//                   each call in a process of its own; rex waits for it
//      caller <── {Alias, Class, Result} ──────────────────────────────── rex
//
//  The alias is also a monitor of rex: the caller gets an answer or a DOWN, and
//  what comes after it gave up goes nowhere.

#include "zc_remote.h"
#include "process/zc_hooks.h"

//  ---- the process ---------------------------------------------------------

static void
s_serve (zc_ref_t alias, const char *module, const char *function, const zc_term_t *args)
{
    zc_term_t *result;
    zc_erpc_request_t request = zc_erpc_send_request (NULL, module, function, "~t", args);
    zc_class_t class = zc_erpc_receive_response (request, -1, &result);
    zc_send_alias (alias, "{~r, ~i, ~t}", alias, (int) class, result);
    zc_term_destroy (&result);
}

//  Messages that do not make sense match the last case, and are gone.
void
zc_rex (void *arg)
{
    (void) arg;
    zc_ref_t alias;
    zc_pid_t leader;
    const char *module, *function;
    zc_term_t *args;
    zc_register ("rex", zc_self ());
    for (;;) {
        if (zc_receive_any (-1, ZC_CASE ("{block_call, ~r, {~a, ~a, ~t}, ~p}", &alias, &module,
                                         &function, &args, &leader), ZC_CASE ("_")) != 0)
            continue;
        zc_set_group_leader (leader, zc_self ());
        if (zc_list_length (args) >= 0)
            s_serve (alias, module, function, args);
        zc_term_destroy (&args);
    }
}

//  ---- the call ------------------------------------------------------------

zc_term_t *
zc_rpc_block_call_args (const char *node, const char *module, const char *function,
                        int timeout_ms, zc_format_t args)
{
    zc_term_t *list = zc_term_build (args), *result = NULL;
    if (zc_list_length (list) < 0)
        zc_error ("{{erpc, badarg}, []}");
    zc_ref_t ref = zc_monitor_alias_name ("rex", node);
    zc_send_name_options ("rex", node, ZC_SEND_ALWAYS,
                          ZC_FORMAT ("{block_call, ~r, {~a, ~a, ~t}, ~p}", ref, module, function,
                                     list, zc_group_leader ()));
    int class;
    const zc_format_t cases [2] = {ZC_CASE ("{~r, ~i, ~t}", ref, &class, &result),
                                   ZC_CASE ("{:DOWN, ~r, process, _, _}", ref)};
    int answered = zc_receive_after (ref, timeout_ms, 2, cases);
    if (answered < 0 && !zc_demonitor (ref, ZC_DEMONITOR_INFO))
        answered = zc_receive_after (ref, 0, 2, cases);         //  it came just now
    zc_term_destroy (&list);
    if (result)
        return zc_rpc_result ((zc_class_t) class, &result);
    return zc_term_new ("{badrpc, ~a}", answered < 0? "timeout": "nodedown");
}
