//  zc_erpc_module.c - the module `erpc`: the calls of zc_erpc.h by name
//
//  How a call ended is how these end: they return, throw, exit, or fail alike. Where they
//  take Module, Function and Args, a function value may stand instead.
//  Read next: zc_erpc_reqids.c.

#include "zc_remote.h"
#include "zc_function.h"

#include <string.h>

//  ---- arguments -----------------------------------------------------------

void
zc_remote_badarg (const char *module, const char *function, const zc_term_t *args)
{
    if (strcmp (module, "erpc") == 0)
        zc_error ("{{erpc, badarg}, [{erpc, ~a, ~t, []}]}", function, args);
    zc_error ("{badarg, [{~a, ~a, ~t, []}]}", module, function, args);
}

int
zc_remote_timeout (const zc_term_t *term, const char *module, const char *function,
                   const zc_term_t *args)
{
    int ms = -1;
    if (!zc_term_match (term, "infinity") && (!zc_term_match (term, "~i", &ms) || ms < 0))
        zc_remote_badarg (module, function, args);
    return ms;
}

zc_term_t *
zc_erpc_request_term (zc_erpc_request_t request)
{
    return zc_term_new ("[~r | ~r]", request.mark, request.spawn);
}

bool
zc_erpc_request_of (const zc_term_t *term, zc_erpc_request_t *request)
{
    return zc_term_match (term, "[~r | ~r]", &request->mark, &request->spawn);
}

static zc_erpc_request_t
s_request (const zc_term_t *args, size_t index, const char *function)
{
    zc_erpc_request_t request;
    zc_term_t *term = zc_term_element (args, index);
    if (!zc_erpc_request_of (term, &request))
        zc_remote_badarg ("erpc", function, args);
    return request;
}

//  A time-out; NULL: none was given.
static int
s_timeout (const zc_term_t *term, const char *function, const zc_term_t *args)
{
    return term? zc_remote_timeout (term, "erpc", function, args): -1;
}

//  [Node, Function | More] as [Node, erlang, apply, [Function, []] | More]; others as
//  they are.
static zc_term_t *
s_with_apply (const zc_term_t *args)
{
    zc_term_t *node, *function, *more;
    if (!zc_term_match (args, "[~t, ~t | ~t]", &node, &function, &more)
    ||  zc_function_arity (function) != 0)
        return zc_term_dup (args);
    return zc_term_new ("[~t, erlang, apply, [~t, []] | ~t]", node, function, more);
}

//  The beginning of most: a node or a list of nodes, and what to call there. Behind it
//  may stand at most so many more.
typedef struct {
    zc_term_t *nodes, *args, *more;
    const char *node, *module, *function;
} s_call_t;

static s_call_t
s_call_of (const zc_term_t *args, const char *function, bool many, size_t most)
{
    s_call_t call = {0};
    zc_term_t *all = s_with_apply (args);
    bool good = many? zc_term_match (all, "[~t, ~a, ~a, ~t | ~t]", &call.nodes, &call.module,
                                     &call.function, &call.args, &call.more)
                    : zc_term_match (all, "[~a, ~a, ~a, ~t | ~t]", &call.node, &call.module,
                                     &call.function, &call.args, &call.more);
    if (!good || zc_list_length (call.args) < 0 || zc_term_length (call.more) > most)
        zc_remote_badarg ("erpc", function, args);
    return call;
}

//  ---- the functions -------------------------------------------------------

zc_term_t *
zc_erpc_end (zc_class_t how, zc_term_t *result)
{
    if (how == ZC_THROW)
        zc_throw ("~t", result);
    if (how == ZC_EXIT)
        zc_exit ("~t", result);
    if (how == ZC_ERROR)
        zc_error ("{~t, []}", result);
    return result;
}

static zc_term_t *
s_call (const zc_term_t *args)
{
    s_call_t call = s_call_of (args, "call", false, 1);
    zc_term_t *result;
    int ms = s_timeout (zc_term_element (call.more, 0), "call", args);
    zc_class_t class = zc_erpc_call (call.node, call.module, call.function, ms, &result, "~t",
                                     call.args);
    return zc_erpc_end (class, result);
}

static zc_term_t *
s_cast (const zc_term_t *args)
{
    s_call_t call = s_call_of (args, "cast", false, 0);
    zc_erpc_cast (call.node, call.module, call.function, "~t", call.args);
    return NULL;
}

static zc_term_t *
s_multicall (const zc_term_t *args)
{
    s_call_t call = s_call_of (args, "multicall", true, 1);
    int ms = s_timeout (zc_term_element (call.more, 0), "multicall", args);
    return zc_erpc_multicall (call.nodes, call.module, call.function, ms, "~t", call.args);
}

static zc_term_t *
s_multicast (const zc_term_t *args)
{
    s_call_t call = s_call_of (args, "multicast", true, 0);
    zc_erpc_multicast (call.nodes, call.module, call.function, "~t", call.args);
    return NULL;
}

//  … or, with a label and a collection behind, the collection with the request in it.
static zc_term_t *
s_send_request (const zc_term_t *args)
{
    s_call_t call = s_call_of (args, "send_request", false, 2);
    zc_term_t *label, *reqids;
    bool labelled = zc_term_match (call.more, "[~t, ~t]", &label, &reqids);
    if (labelled && !zc_erpc_is_reqids (reqids))
        zc_remote_badarg ("erpc", "send_request", args);
    zc_term_t *request = zc_erpc_request_term (
        zc_erpc_send_request (call.node, call.module, call.function, "~t", call.args));
    return labelled? zc_erpc_reqids_add (zc_term_new ("[~t, ~t, ~t]", request, label, reqids))
                   : request;
}

static zc_term_t *
s_receive_response (const zc_term_t *args)
{
    zc_erpc_request_t request = s_request (args, 0, "receive_response");
    int ms = s_timeout (zc_term_element (args, 1), "receive_response", args);
    zc_term_t *result;
    zc_class_t class = zc_erpc_receive_response (request, ms, &result);
    return zc_erpc_end (class, result);
}

static zc_term_t *
s_response (bool there, zc_class_t class, zc_term_t *result)
{
    return there? zc_term_new ("{response, ~t}", zc_erpc_end (class, result))
                : zc_term_new ("no_response");
}

//  Without a time-out it only looks, as Erlang's does.
static zc_term_t *
s_wait_response (const zc_term_t *args)
{
    zc_erpc_request_t request = s_request (args, 0, "wait_response");
    zc_term_t *result = NULL;
    zc_class_t class = ZC_VALUE;
    int ms = zc_term_length (args) == 1? 0
           : s_timeout (zc_term_element (args, 1), "wait_response", args);
    bool there = zc_erpc_wait_response (request, ms, &class, &result);
    return s_response (there, class, result);
}

static zc_term_t *
s_check_response (const zc_term_t *args)
{
    zc_erpc_request_t request = s_request (args, 1, "check_response");
    zc_term_t *result = NULL;
    zc_class_t class = ZC_VALUE;
    bool there = zc_erpc_check_response (zc_term_element (args, 0), request, &class, &result);
    return s_response (there, class, result);
}

ZC_MODULE_NAMED (erpc, "erpc", {"execute_call", 4, zc_erpc_execute},
    {"call", 2, s_call}, {"call", 3, s_call}, {"call", 4, s_call}, {"call", 5, s_call},
    {"cast", 2, s_cast}, {"cast", 4, s_cast}, {"multicall", 2, s_multicall},
    {"multicall", 3, s_multicall}, {"multicall", 4, s_multicall}, {"multicall", 5, s_multicall},
    {"multicast", 2, s_multicast}, {"multicast", 4, s_multicast},
    {"send_request", 2, s_send_request}, {"send_request", 4, s_send_request},
    {"send_request", 6, s_send_request}, {"receive_response", 1, s_receive_response},
    {"receive_response", 2, s_receive_response},
    {"receive_response", 3, zc_erpc_reqids_receive}, {"wait_response", 1, s_wait_response},
    {"wait_response", 2, s_wait_response}, {"wait_response", 3, zc_erpc_reqids_wait},
    {"check_response", 2, s_check_response}, {"check_response", 3, zc_erpc_reqids_check},
    {"reqids_new", 0, zc_erpc_reqids_new}, {"reqids_add", 3, zc_erpc_reqids_add},
    {"reqids_size", 1, zc_erpc_reqids_size}, {"reqids_to_list", 1, zc_erpc_reqids_to_list});
