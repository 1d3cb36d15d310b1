//  zc_erpc.c - one remote call: request, execution, response
//
//      caller                                     node
//        ── SPAWN erpc:execute_call, monitored ──>  zc_try (Module, Function, Args)
//        <── DOWN {Mark, return, Value} ──────────  … and ends with the result as its
//                                                   reason, or was ended, or is lost
//
//  So exactly one answer comes: the result and the news of an accident are the
//  same signal. Who gives up removes the monitor, and nothing comes at all.
//  Read next: zc_erpc_many.c.

#include "zc_remote.h"
#include "process/zc_hooks.h"

#include <string.h>

//  ---- execution -----------------------------------------------------------

typedef struct {
    const char *module, *function;
    zc_term_t *args, *value;
} s_call_t;

static void
s_apply (void *arg)
{
    s_call_t *call = arg;
    call->value = zc_apply (call->module, call->function, call->args);
}

//  What erpc calls the reason (taken) of an exit or an error.
static zc_term_t *
s_exception (zc_class_t class, zc_term_t *reason)
{
    zc_term_t *error, *stack, *named = NULL;
    if (class == ZC_THROW)
        return reason;
    if (class == ZC_EXIT)
        named = zc_term_new ("{exception, ~t}", reason);
    else {
        zc_term_match (reason, "{~t, ~t}", &error, &stack);
        named = zc_term_new ("{exception, ~t, ~t}", error, stack);
        zc_term_destroy (&error);
        zc_term_destroy (&stack);
    }
    zc_term_destroy (&reason);
    return named;
}

//  Run a call in this process.
static zc_class_t
s_run (s_call_t *call, zc_term_t **result)
{
    zc_term_t *reason;
    zc_class_t class = zc_try (s_apply, call, &reason);
    *result = class == ZC_VALUE? call->value: s_exception (class, reason);
    return class;
}

static const char *const s_class_names [] = {
    [ZC_VALUE] = "return", [ZC_THROW] = "throw", [ZC_EXIT] = "exit", [ZC_ERROR] = "error"};

//  erpc:execute_call (Mark, Module, Function, Args): the other end.
zc_term_t *
zc_erpc_execute (const zc_term_t *args)
{
    s_call_t call;
    zc_ref_t mark;
    if (!zc_term_match (args, "[~r, ~a, ~a, ~t]", &mark, &call.module, &call.function, &call.args))
        zc_remote_badarg ("erpc", "execute_call", args);
    zc_term_t *result;
    zc_class_t class = s_run (&call, &result);
    zc_exit ("{~r, ~a, ~t}", mark, s_class_names [class], result);
}

//  ---- request and response ------------------------------------------------

zc_erpc_request_t
zc_erpc_send_request_args (const char *node, const char *module, const char *function,
                           zc_format_t args)
{
    zc_term_t *list = zc_term_build (args);
    if (zc_list_length (list) < 0)
        zc_error ("{{erpc, badarg}, []}");
    zc_erpc_request_t request = {.mark = zc_make_ref ()};
    request.spawn = zc_spawn_request (node, "erpc", "execute_call",
                                      ZC_SPAWN_MONITOR | ZC_SPAWN_REPLY_ERROR,
                                      "[~r, ~a, ~a, ~t]", request.mark, module, function, list);
    zc_term_destroy (&list);
    return request;
}

//  The process ended. Not with a result: it was ended, or its node is lost.
static zc_class_t
s_ended (zc_ref_t mark, const zc_term_t *reason, zc_term_t **result)
{
    const char *name;
    if (zc_term_match (reason, "{~r, ~a, ~t}", mark, &name, result)) {
        int kind = ZC_VALUE;
        while (kind < ZC_ERROR && strcmp (name, s_class_names [kind]) != 0)
            kind++;
        return (zc_class_t) kind;
    }
    bool lost = zc_term_match (reason, "noconnection");
    *result = lost? zc_term_new ("{erpc, noconnection}"): zc_term_new ("{signal, ~t}", reason);
    return lost? ZC_ERROR: ZC_EXIT;
}

zc_class_t
zc_erpc_outcome (zc_erpc_request_t request, int index, zc_term_t *reason, zc_term_t **result)
{
    zc_class_t class = ZC_ERROR;
    if (index == 0)
        *result = zc_term_new ("{erpc, ~t}", reason);
    else
        class = s_ended (request.mark, reason, result);
    zc_term_destroy (&reason);
    return class;
}

bool
zc_erpc_wait_response (zc_erpc_request_t request, int timeout_ms, zc_class_t *how,
                       zc_term_t **result)
{
    zc_term_t *reason;
    int index = zc_receive_quietly (timeout_ms, 2, (const zc_format_t [2]) {
        ZC_ERPC_FAILED (request, &reason), ZC_ERPC_ENDED (request, &reason)}, NULL);
    if (index >= 0)
        *how = zc_erpc_outcome (request, index, reason, result);
    return index >= 0;
}

//  While the request is on its way it is abandoned; later its monitor is removed.
void
zc_erpc_give_up (zc_erpc_request_t request)
{
    if (zc_spawn_request_abandon (request.spawn)
    ||  zc_demonitor (request.spawn, ZC_DEMONITOR_INFO))
        return;
    zc_receive_quietly (0, 2, (const zc_format_t [2]) {
        ZC_CASE ("{spawn_reply, ~r, error, _}", request.spawn),
        ZC_CASE ("{:DOWN, ~r, process, _, _}", request.spawn)}, NULL);
}

zc_class_t
zc_erpc_receive_response (zc_erpc_request_t request, int timeout_ms, zc_term_t **result)
{
    zc_class_t class = ZC_ERROR;
    if (!zc_erpc_wait_response (request, timeout_ms, &class, result)) {
        zc_erpc_give_up (request);
        *result = zc_term_new ("{erpc, timeout}");
    }
    return class;
}

bool
zc_erpc_check_response (const zc_term_t *message, zc_erpc_request_t request, zc_class_t *how,
                        zc_term_t **result)
{
    zc_term_t *reason;
    int index = zc_term_take (message, ZC_ERPC_FAILED (request, &reason))? 0:
                zc_term_take (message, ZC_ERPC_ENDED (request, &reason))? 1: -1;
    if (index >= 0)
        *how = zc_erpc_outcome (request, index, reason, result);
    return index >= 0;
}

//  ---- calls ---------------------------------------------------------------

static zc_class_t
s_call_here (const char *module, const char *function, zc_term_t **result, zc_format_t args)
{
    s_call_t call = {module, function, zc_term_build (args), NULL};
    if (zc_list_length (call.args) < 0)
        zc_error ("{{erpc, badarg}, []}");
    zc_class_t class = s_run (&call, result);
    zc_term_destroy (&call.args);
    return class;
}

zc_class_t
zc_erpc_call_args (const char *node, const char *module, const char *function, int timeout_ms,
                   zc_term_t **result, zc_format_t args)
{
    if (timeout_ms < 0 && (!node || strcmp (node, zc_node_self ()) == 0))
        return s_call_here (module, function, result, args);
    zc_erpc_request_t request = zc_erpc_send_request_args (node, module, function, args);
    return zc_erpc_receive_response (request, timeout_ms, result);
}

void
zc_erpc_cast_args (const char *node, const char *module, const char *function, zc_format_t args)
{
    zc_spawn_request_args (node, module, function, ZC_SPAWN_REPLY_NONE, args);
}
