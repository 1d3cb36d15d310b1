//  zc_erpc.h - call functions on other nodes, and know how they ended
//
//      zc_term_t *result;
//      if (zc_erpc_call ("node2@localhost", "Kernel", "abs", 1000, &result, "[~i]", -1)
//          == ZC_VALUE)
//          …                               // result is 1
//
//  The function runs in a process of its own over there, with the caller's group
//  leader; its arguments are a format of a list. How it ended is a class and a
//  term, a new one:
//
//  class      term                         when
//  ZC_VALUE   Value                        it returned
//  ZC_THROW   Term                         zc_throw
//  ZC_EXIT    {exception, Reason}          zc_exit, whatever the reason
//             {signal, Reason}             its process was ended by an exit signal, or
//                                          crashed: {signal, {signal, segv, Where}}
//  ZC_ERROR   {exception, Error, Stack}    zc_error; no such function: undef; a
//                                          mistake in arguments: badarg (and Stack is
//                                          the text that says which)
//             {erpc, noconnection}         the node cannot be reached, or was lost
//             {erpc, timeout}              no result in time
//             {erpc, system_limit}         no room for a process over there
//
//  After noconnection and timeout the function may or may not have run, or run on.
//  Its late result never reaches the mailbox. time-outs: milliseconds, -1: none.
//  A call to the own node (NULL) without a time-out runs in the calling process.
//  Erlang  erpc

#ifndef ZC_ERPC_H_INCLUDED
#define ZC_ERPC_H_INCLUDED

#include "zc_process.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Call a function and wait.
//  Blocks  at most timeout_ms, whatever the state of the network
//  Erlang  erpc:call/5
#define zc_erpc_call(node, module, function, timeout_ms, result, ...) \
    zc_erpc_call_args (node, module, function, timeout_ms, result, ZC_FORMAT (__VA_ARGS__))
zc_class_t zc_erpc_call_args (const char *node, const char *module, const char *function,
                              int timeout_ms, zc_term_t **result, zc_format_t args);

//  Have a function run, and never hear of it.      Erlang  erpc:cast/4
#define zc_erpc_cast(node, module, function, ...) \
    zc_erpc_cast_args (node, module, function, ZC_FORMAT (__VA_ARGS__))
void zc_erpc_cast_args (const char *node, const char *module, const char *function,
                        zc_format_t args);

//  ---- on many nodes -------------------------------------------------------
//  nodes: a list of atoms, borrowed. The functions run at the same time.

//  Returns  a list with an item for each node, in that order: {ok, Value},
//           {throw, Term}, {exit, Term} or {error, Term}
//  Blocks   at most timeout_ms in all
//  Erlang   erpc:multicall/5, multicast/4
#define zc_erpc_multicall(nodes, module, function, timeout_ms, ...) \
    zc_erpc_multicall_args (nodes, module, function, timeout_ms, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_erpc_multicall_args (const zc_term_t *nodes, const char *module,
                                   const char *function, int timeout_ms, zc_format_t args);
#define zc_erpc_multicast(nodes, module, function, ...) \
    zc_erpc_multicast_args (nodes, module, function, ZC_FORMAT (__VA_ARGS__))
void zc_erpc_multicast_args (const zc_term_t *nodes, const char *module, const char *function,
                             zc_format_t args);

//  ---- now the request, later the response ---------------------------------

//  A request under way, of the process that sent it. {0} is none.
typedef struct {
    zc_ref_t spawn;                 //  names the request, and the monitor of its process
    zc_ref_t mark;                  //  a result has it, an exit from elsewhere has not
} zc_erpc_request_t;

//  Erlang  erpc:send_request/4
#define zc_erpc_send_request(node, module, function, ...) \
    zc_erpc_send_request_args (node, module, function, ZC_FORMAT (__VA_ARGS__))
zc_erpc_request_t zc_erpc_send_request_args (const char *node, const char *module,
                                             const char *function, zc_format_t args);

//  Wait for the response. After a time-out the request is given up.
//  Erlang  erpc:receive_response/2
zc_class_t zc_erpc_receive_response (zc_erpc_request_t request, int timeout_ms,
                                     zc_term_t **result);

//  Wait for a while. Returns  false: no response yet, the request stays.
//  Erlang  erpc:wait_response/2
bool zc_erpc_wait_response (zc_erpc_request_t request, int timeout_ms, zc_class_t *how,
                            zc_term_t **result);

//  The first response to any of these, which becomes {0} and is no longer waited
//  for; so the index is the label of a request.
//  Returns  its index; -1: none in time, or none left; the requests stay
//  Erlang   erpc:wait_response/3 on a collection of request ids
int zc_erpc_wait_any (zc_erpc_request_t *requests, size_t count, int timeout_ms,
                      zc_class_t *how, zc_term_t **result);

//  Is this message, received by a loop of one's own, the response?
//  Erlang  erpc:check_response/2
bool zc_erpc_check_response (const zc_term_t *message, zc_erpc_request_t request,
                             zc_class_t *how, zc_term_t **result);

#ifdef __cplusplus
}
#endif
#endif
