//  zc_rpc.c - the older remote calls, on top of erpc
//
//  What is left for rpc to do is to put the outcome of erpc into one term. Read
//  next: zc_rex.c.

#include "zc_remote.h"
#include "process/zc_hooks.h"

//  ---- outcomes ------------------------------------------------------------

//  {badrpc, Reason} for an outcome that is neither a value nor a throw.
static zc_term_t *
s_badrpc (const zc_term_t *outcome)
{
    zc_term_t *reason, *stack = NULL, *badrpc;
    if (zc_term_match (outcome, "{erpc, noconnection}"))
        return zc_term_new ("{badrpc, nodedown}");
    if (zc_term_match (outcome, "{erpc, ~t}", &reason))
        badrpc = zc_term_new ("{badrpc, ~t}", reason);
    else
    if (zc_term_match (outcome, "{exception, ~t, ~t}", &reason, &stack))
        badrpc = zc_term_new ("{badrpc, {:EXIT, {~t, ~t}}}", reason, stack);
    else {
        zc_term_match (outcome, "{_, ~t}", &reason);        //  exception, signal
        badrpc = zc_term_new ("{badrpc, {:EXIT, ~t}}", reason);
    }
    zc_term_destroy (&reason);
    zc_term_destroy (&stack);
    return badrpc;
}

zc_term_t *
zc_rpc_result (zc_class_t how, zc_term_t **result_p)
{
    zc_term_t *result = *result_p;
    *result_p = NULL;
    if (how == ZC_VALUE || how == ZC_THROW)
        return result;
    zc_term_t *badrpc = s_badrpc (result);
    zc_term_destroy (&result);
    return badrpc;
}

//  ---- calls ---------------------------------------------------------------

zc_term_t *
zc_rpc_call_args (const char *node, const char *module, const char *function, int timeout_ms,
                  zc_format_t args)
{
    zc_term_t *result;
    zc_class_t class = zc_erpc_call_args (node, module, function, timeout_ms, &result, args);
    return zc_rpc_result (class, &result);
}

zc_term_t *
zc_rpc_yield (zc_erpc_request_t key)
{
    return zc_rpc_nb_yield (key, -1);
}

zc_term_t *
zc_rpc_nb_yield (zc_erpc_request_t key, int timeout_ms)
{
    zc_term_t *result;
    zc_class_t class;
    bool there = zc_erpc_wait_response (key, timeout_ms, &class, &result);
    return there? zc_rpc_result (class, &result): NULL;
}

//  ---- on many nodes -------------------------------------------------------

//  Nodes that did what was asked of them, or what they answered, and the others.
typedef struct {
    zc_terms_t good, bad;
} s_parts_t;

//  {Good, Bad}
static zc_term_t *
s_parts_end (s_parts_t *parts)
{
    zc_term_t *good = zc_terms_list (&parts->good), *bad = zc_terms_list (&parts->bad);
    zc_term_t *both = zc_term_new ("{~t, ~t}", good, bad);
    zc_term_destroy (&good);
    zc_term_destroy (&bad);
    return both;
}

static void
s_add_result (void *arg, const char *node, zc_class_t class, zc_term_t *result)
{
    s_parts_t *parts = arg;
    bool absent = class == ZC_ERROR && (zc_term_match (result, "{erpc, noconnection}")
                                        || zc_term_match (result, "{erpc, timeout}"));
    if (absent) {
        zc_terms_add (&parts->bad, zc_term_new ("~a", node));
        zc_term_destroy (&result);
    }
    else
        zc_terms_add (&parts->good, zc_rpc_result (class, &result));
}

zc_term_t *
zc_rpc_multicall_args (const zc_term_t *nodes, const char *module, const char *function,
                       int timeout_ms, zc_format_t args)
{
    s_parts_t parts = {0};
    zc_remote_call_t call = {"rpc", module, function, args};
    zc_remote_each (nodes, &call, timeout_ms, s_add_result, &parts);
    return s_parts_end (&parts);
}

void
zc_rpc_abcast_format (const zc_term_t *nodes, const char *name, zc_format_t message)
{
    zc_remote_nodes_t to = zc_remote_nodes ("rpc", nodes);
    for (size_t i = 0; i < to.count; i++)
        zc_send_name_format (name, to.names [i], message);
    zc_remote_nodes_free (&to);
}

static void
s_add_node (void *arg, const char *node, zc_class_t class, zc_term_t *result)
{
    s_parts_t *parts = arg;
    zc_terms_add (class == ZC_VALUE? &parts->good: &parts->bad, zc_term_new ("~a", node));
    zc_term_destroy (&result);
}

//  Kernel.send over there fails where nobody has the name.
zc_term_t *
zc_rpc_sbcast_format (const zc_term_t *nodes, const char *name, zc_format_t message)
{
    s_parts_t parts = {0};
    zc_term_t *term = zc_term_build (message);
    zc_remote_call_t call = {"rpc", "Kernel", "send", ZC_FORMAT ("[~a, ~t]", name, term)};
    zc_remote_each (nodes, &call, -1, s_add_node, &parts);
    zc_term_destroy (&term);
    return s_parts_end (&parts);
}

//  ---- servers -------------------------------------------------------------

zc_term_t *
zc_rpc_server_call_format (const char *node, const char *name, const char *wrapper,
                           zc_format_t message)
{
    zc_term_t *term = zc_term_build (message), *reply = NULL;
    zc_ref_t monitor = zc_monitor_name (name, node);
    zc_send_name (name, node? node: zc_node_self (), "{~p, ~t}", zc_self (), term);
    zc_receive_quietly (-1, 2, (const zc_format_t [2]) {
        ZC_CASE ("{~a, ~a, ~t}", wrapper, node? node: zc_node_self (), &reply),
        ZC_CASE ("{:DOWN, ~r, process, _, _}", monitor)}, NULL);
    zc_demonitor (monitor, ZC_DEMONITOR_FLUSH);
    zc_term_destroy (&term);
    return reply? reply: zc_term_new ("{error, nodedown}");
}
