//  zc_rpc.h - call functions on other nodes: one term for whatever happens
//
//      zc_term_t *result = zc_rpc_call ("node2@localhost", "Kernel", "abs", -1, "[~i]", -1);
//
//  result, a new term                       when
//  Value                                    it returned it, or threw it
//  {badrpc, {:EXIT, Reason}}                zc_exit; an exit signal, a crash
//  {badrpc, {:EXIT, {Error, Stack}}}        zc_error: {undef, [{Module, Function, Args, []}]}
//  {badrpc, nodedown}                       the node cannot be reached, or was lost
//  {badrpc, timeout}                        no result in time
//
//  A value thrown or returned that looks like {badrpc, …} cannot be told from a
//  failure: zc_erpc.h can, and says the rest (who runs it, time-outs, late results).
//  node NULL: the own. nodes: a list of atoms, borrowed; NULL: the own and all
//  visible ones.                                           Erlang  rpc

#ifndef ZC_RPC_H_INCLUDED
#define ZC_RPC_H_INCLUDED

#include "zc_erpc.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Call a function and wait, at most timeout_ms (-1: for ever).
//  Erlang  rpc:call/5
#define zc_rpc_call(node, module, function, timeout_ms, ...) \
    zc_rpc_call_args (node, module, function, timeout_ms, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_rpc_call_args (const char *node, const char *module, const char *function,
                             int timeout_ms, zc_format_t args);

//  The same, but such calls to one node run there one after the other (in the order
//  its process rex gets them).                             Erlang  rpc:block_call/5
#define zc_rpc_block_call(node, module, function, timeout_ms, ...) \
    zc_rpc_block_call_args (node, module, function, timeout_ms, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_rpc_block_call_args (const char *node, const char *module, const char *function,
                                   int timeout_ms, zc_format_t args);

//  Have a function run, and never hear of it: on one node, on many.
//  Erlang  rpc:cast/4, rpc:eval_everywhere/4
#define zc_rpc_cast(node, module, function, ...) \
    zc_erpc_cast_args (node, module, function, ZC_FORMAT (__VA_ARGS__))
#define zc_rpc_eval_everywhere(nodes, module, function, ...) \
    zc_erpc_multicast_args (nodes, module, function, ZC_FORMAT (__VA_ARGS__))

//  Call on many nodes at the same time, at most timeout_ms in all.
//  Returns  {Results, BadNodes}: the results of the nodes that answered, in the
//           order of the list, and the nodes that are down or did not in time
//  Erlang   rpc:multicall/5
#define zc_rpc_multicall(nodes, module, function, timeout_ms, ...) \
    zc_rpc_multicall_args (nodes, module, function, timeout_ms, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_rpc_multicall_args (const zc_term_t *nodes, const char *module,
                                  const char *function, int timeout_ms, zc_format_t args);

//  Call now, take the result later: a promise. Only the process that made the key
//  can use it, and once. nb_yield: NULL while there is no result after timeout_ms.
//  Erlang  rpc:async_call/4, yield/1, nb_yield/2
#define zc_rpc_async_call(node, module, function, ...) \
    zc_erpc_send_request_args (node, module, function, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_rpc_yield (zc_erpc_request_t key);
zc_term_t *zc_rpc_nb_yield (zc_erpc_request_t key, int timeout_ms);

//  Send a message to the processes of this name on many nodes. sbcast waits until
//  it is in the mailboxes, and returns {GoodNodes, BadNodes}.
//  Erlang  rpc:abcast/3, sbcast/3
#define zc_rpc_abcast(nodes, name, ...) \
    zc_rpc_abcast_format (nodes, name, ZC_FORMAT (__VA_ARGS__))
void zc_rpc_abcast_format (const zc_term_t *nodes, const char *name, zc_format_t message);
#define zc_rpc_sbcast(nodes, name, ...) \
    zc_rpc_sbcast_format (nodes, name, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_rpc_sbcast_format (const zc_term_t *nodes, const char *name, zc_format_t message);

//  Send {Caller, Message} to a named process and wait for {Wrapper, Node, Reply}.
//  Returns  Reply; {error, nodedown} also where nobody has the name
//  Erlang   rpc:server_call/4
#define zc_rpc_server_call(node, name, wrapper, ...) \
    zc_rpc_server_call_format (node, name, wrapper, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_rpc_server_call_format (const char *node, const char *name, const char *wrapper,
                                      zc_format_t message);

#ifdef __cplusplus
}
#endif
#endif
