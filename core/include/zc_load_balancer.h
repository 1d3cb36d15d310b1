//  zc_load_balancer.h - which node is to do the next piece of work?
//
//      char *node = zc_load_balancer_get_node ();
//      zc_node_spawn (node, "Primes", "count", "[~i, ~i]", 1, 1000000);
//
//  A server of each node, `LoadBalancer`. It chooses among the visible nodes and
//  its own, as they are at that moment. Its knowledge is its own: balancers of
//  different nodes do not agree on turns. Nobody watches the node that was
//  chosen; it may be gone when the work arrives (zc_run_sync.h sees to that).

#ifndef ZC_LOAD_BALANCER_H_INCLUDED
#define ZC_LOAD_BALANCER_H_INCLUDED

#include "zc_gen_server.h"

#ifdef __cplusplus
extern "C" {
#endif

//  How to choose:
//      ZC_ROUND_ROBIN   each in its turn, in the order of Node.list() ++ [node()];
//                       the second of them is the first to be chosen
//      ZC_LEAST_LOADED  the one with the smallest load, in turn where several have it
//      ZC_RANDOM_TWO    the less loaded of two drawn at random: nearly as good, and
//                       many choosers do not all run to the same node
//
//  The load of a node is the number of its processes that want a processor: those
//  ready to run and those on threads of their own, divided by its processors. Each
//  node tells the others every ZC_LOAD_REPORT_MS; to what it last told, this balancer
//  adds what it has sent there since. A node that tells nothing (no balancer there)
//  counts as idle but for that.
typedef enum { ZC_ROUND_ROBIN, ZC_LEAST_LOADED, ZC_RANDOM_TWO } zc_balance_t;

//  Start the balancer of this node, linked to the caller.
zc_start_t zc_load_balancer_start_link (void);

//  The next node in turn; a new text (zc_free).
//  Blocks  until the balancer answered; without one it ends the caller, as a call does
//  Elixir  LoadBalancer.get_node/0 of the course notes
char *zc_load_balancer_get_node (void);

//  The same in another way, and not one of these.
//  avoid    a list of node names, borrowed; NULL: none
//  Returns  NULL: there is no other
char *zc_load_balancer_choose (zc_balance_t how, const zc_term_t *avoid);

//  What the balancer knows: [{Node, Load, SentSince}, …], a new term. Load is in
//  thousandths of a process for each processor.
zc_term_t *zc_load_balancer_loads (void);

#ifdef __cplusplus
}
#endif
#endif
