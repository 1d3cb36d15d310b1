//  zc_rpc_module.c - the module `rpc`: the calls of zc_rpc.h by name
//
//      rpc:call ('node2@localhost', 'Elixir.Kernel', abs, [-1])

#include "zc_remote.h"

//  ---- arguments -----------------------------------------------------------

//  [Nodes,] Module, Function, Args [, Timeout]: what there is of it.
typedef struct {
    zc_term_t *nodes, *args;        //  nodes NULL: all
    const char *node, *module, *function;
    int timeout_ms;
} s_call_t;

static void
s_timeout (s_call_t *call, zc_term_t *term, const char *function, const zc_term_t *args)
{
    call->timeout_ms = term? zc_remote_timeout (term, "rpc", function, args): -1;
    if (zc_list_length (call->args) < 0)
        zc_remote_badarg ("rpc", function, args);
}

static s_call_t
s_one (const zc_term_t *args, const char *function)
{
    s_call_t call = {0};
    if (!zc_term_match (args, "[~a, ~a, ~a, ~t | _]", &call.node, &call.module, &call.function,
                        &call.args))
        zc_remote_badarg ("rpc", function, args);
    s_timeout (&call, zc_term_element (args, 4), function, args);
    return call;
}

//  A list in front is the nodes.
static s_call_t
s_many (const zc_term_t *args, const char *function)
{
    s_call_t call = {0};
    zc_term_t *first = zc_term_element (args, 0);
    bool some = zc_term_type (first) == ZC_LIST;
    bool good = some? zc_term_match (args, "[~t, ~a, ~a, ~t | _]", &call.nodes, &call.module,
                                     &call.function, &call.args)
                    : zc_term_match (args, "[~a, ~a, ~t | _]", &call.module, &call.function,
                                     &call.args);
    if (!good)
        zc_remote_badarg ("rpc", function, args);
    s_timeout (&call, zc_term_element (args, some? 4: 3), function, args);
    return call;
}

static zc_erpc_request_t
s_key (const zc_term_t *args, const char *function)
{
    zc_erpc_request_t key;
    if (!zc_erpc_request_of (zc_term_element (args, 0), &key))
        zc_remote_badarg ("rpc", function, args);
    return key;
}

//  ---- the functions -------------------------------------------------------

static zc_term_t *
s_call (const zc_term_t *args)
{
    s_call_t call = s_one (args, "call");
    return zc_rpc_call (call.node, call.module, call.function, call.timeout_ms, "~t", call.args);
}

static zc_term_t *
s_block_call (const zc_term_t *args)
{
    s_call_t call = s_one (args, "block_call");
    return zc_rpc_block_call (call.node, call.module, call.function, call.timeout_ms, "~t",
                              call.args);
}

static zc_term_t *
s_cast (const zc_term_t *args)
{
    s_call_t call = s_one (args, "cast");
    zc_rpc_cast (call.node, call.module, call.function, "~t", call.args);
    return zc_term_new ("true");
}

static zc_term_t *
s_multicall (const zc_term_t *args)
{
    s_call_t call = s_many (args, "multicall");
    return zc_rpc_multicall (call.nodes, call.module, call.function, call.timeout_ms, "~t",
                             call.args);
}

static zc_term_t *
s_eval_everywhere (const zc_term_t *args)
{
    s_call_t call = s_many (args, "eval_everywhere");
    zc_rpc_eval_everywhere (call.nodes, call.module, call.function, "~t", call.args);
    return zc_term_new ("abcast");
}

static zc_term_t *
s_async_call (const zc_term_t *args)
{
    s_call_t call = s_one (args, "async_call");
    return zc_erpc_request_term (zc_rpc_async_call (call.node, call.module, call.function, "~t",
                                                    call.args));
}

static zc_term_t *
s_yield (const zc_term_t *args)
{
    return zc_rpc_yield (s_key (args, "yield"));
}

static zc_term_t *
s_nb_yield (const zc_term_t *args)
{
    zc_term_t *timeout = zc_term_element (args, 1);
    int ms = timeout? zc_remote_timeout (timeout, "rpc", "nb_yield", args): 0;
    zc_term_t *value = zc_rpc_nb_yield (s_key (args, "nb_yield"), ms);
    return value? zc_term_new ("{value, ~t}", value): zc_term_new ("timeout");
}

//  [Nodes,] Name, Message
static const char *
s_broadcast (const zc_term_t *args, const char *function, zc_term_t **nodes,
             zc_term_t **message)
{
    const char *name;
    *nodes = NULL;
    if (!zc_term_match (args, "[~a, ~t]", &name, message)
    &&  !zc_term_match (args, "[~t, ~a, ~t]", nodes, &name, message))
        zc_remote_badarg ("rpc", function, args);
    return name;
}

static zc_term_t *
s_abcast (const zc_term_t *args)
{
    zc_term_t *nodes, *message;
    const char *name = s_broadcast (args, "abcast", &nodes, &message);
    zc_rpc_abcast (nodes, name, "~t", message);
    return zc_term_new ("abcast");
}

static zc_term_t *
s_sbcast (const zc_term_t *args)
{
    zc_term_t *nodes, *message;
    const char *name = s_broadcast (args, "sbcast", &nodes, &message);
    return zc_rpc_sbcast (nodes, name, "~t", message);
}

static zc_term_t *
s_server_call (const zc_term_t *args)
{
    const char *node, *name, *wrapper;
    zc_term_t *message;
    if (!zc_term_match (args, "[~a, ~a, ~a, ~t]", &node, &name, &wrapper, &message))
        zc_remote_badarg ("rpc", "server_call", args);
    return zc_rpc_server_call (node, name, wrapper, "~t", message);
}

ZC_MODULE_NAMED (rpc, "rpc", {"call", 4, s_call}, {"call", 5, s_call},
    {"block_call", 4, s_block_call}, {"block_call", 5, s_block_call}, {"cast", 4, s_cast},
    {"multicall", 3, s_multicall}, {"multicall", 4, s_multicall}, {"multicall", 5, s_multicall},
    {"eval_everywhere", 3, s_eval_everywhere}, {"eval_everywhere", 4, s_eval_everywhere},
    {"async_call", 4, s_async_call}, {"yield", 1, s_yield}, {"nb_yield", 1, s_nb_yield},
    {"nb_yield", 2, s_nb_yield}, {"abcast", 2, s_abcast}, {"abcast", 3, s_abcast},
    {"sbcast", 2, s_sbcast}, {"sbcast", 3, s_sbcast}, {"server_call", 4, s_server_call});
