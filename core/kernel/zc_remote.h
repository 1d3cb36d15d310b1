//  zc_remote.h - what erpc, rpc and their modules share
//
//  zc_erpc.c       one call: request, execution over there, response
//  zc_erpc_many.c  calls to many nodes, and waiting for any of many
//  zc_rpc.c        the older calls, on top of those
//  zc_rex.c        the process rex: block calls, one at a time
//  zc_*_module.c   the same by name, with terms
//  zc_erpc_reqids.c   collections of requests, by name only

#ifndef ZC_REMOTE_H_INCLUDED
#define ZC_REMOTE_H_INCLUDED

#include "zcluster.h"

//  The two messages that can answer a request, as cases of a receive.
#define ZC_ERPC_FAILED(request, reason) \
    ZC_CASE ("{spawn_reply, ~r, error, ~t}", (request).spawn, reason)
#define ZC_ERPC_ENDED(request, reason) \
    ZC_CASE ("{:DOWN, ~r, process, _, ~t}", (request).spawn, reason)

//  What such a message says: index of the case, and the reason (taken).
zc_class_t zc_erpc_outcome (zc_erpc_request_t request, int index, zc_term_t *reason,
                            zc_term_t **result);

//  Give a request up: nothing of it will come.
void zc_erpc_give_up (zc_erpc_request_t request);

//  The time now and in so many milliseconds, on the node's clock; what is left
//  until then. -1: no limit.
int64_t zc_deadline_after (int timeout_ms);
int zc_deadline_left (int64_t deadline);

//  The names in a list of nodes. NULL: the own and the visible nodes. An error of the
//  caller, as of that module's multicall, if it is no such list.
typedef struct {
    size_t count;
    char **names;
} zc_remote_nodes_t;
zc_remote_nodes_t zc_remote_nodes (const char *module, const zc_term_t *list);
void zc_remote_nodes_free (zc_remote_nodes_t *self);

//  Call a function on many nodes at the same time, then `visit` each outcome in
//  the order of the nodes. It takes the result.
typedef struct {
    const char *by;                 //  erpc or rpc
    const char *module, *function;
    zc_format_t args;
} zc_remote_call_t;
typedef void (zc_remote_visit_t) (void *arg, const char *node, zc_class_t how,
                                  zc_term_t *result);
void zc_remote_each (const zc_term_t *nodes, const zc_remote_call_t *call, int timeout_ms,
                     zc_remote_visit_t *visit, void *arg);

//  In a module function: the time-out in a term, milliseconds or infinity.
int zc_remote_timeout (const zc_term_t *term, const char *module, const char *function,
                       const zc_term_t *args);

//  End the caller: these are not arguments of that function. Of erpc, whose callers may
//  be told badarg by what they call, it is the error {erpc, badarg}.
_Noreturn void zc_remote_badarg (const char *module, const char *function,
                                 const zc_term_t *args);

//  A request as a term and back: [Mark | Ref], as Erlang's.
zc_term_t *zc_erpc_request_term (zc_erpc_request_t request);
bool zc_erpc_request_of (const zc_term_t *term, zc_erpc_request_t *request);

//  What rpc makes of an outcome (the term is taken): Value, or {badrpc, Reason}.
zc_term_t *zc_rpc_result (zc_class_t how, zc_term_t **result_p);

//  End as the call did (the result is taken), or return its value.
zc_term_t *zc_erpc_end (zc_class_t how, zc_term_t *result);

//  Is it a collection of requests, as zc_erpc_reqids.c makes them?
bool zc_erpc_is_reqids (const zc_term_t *term);

//  Module functions of more than one file.
zc_function_t zc_erpc_execute, zc_erpc_reqids_new, zc_erpc_reqids_add, zc_erpc_reqids_size,
    zc_erpc_reqids_to_list, zc_erpc_reqids_receive, zc_erpc_reqids_wait, zc_erpc_reqids_check;

//  The body of the process rex.
void zc_rex (void *arg);

#endif
