//  zc_servers.h - what the two halves of a service share: its server, and who asks it

#ifndef ZC_SERVERS_H_INCLUDED
#define ZC_SERVERS_H_INCLUDED

#include "zc_load_balancer.h"
#include "zc_variable.h"

//  The names of the servers; the second one's is that of its table, too.
#define ZC_LOAD_BALANCER "LoadBalancer"
#define ZC_VARIABLE "Cluster.Variable"

extern const zc_gen_server_callbacks_t zc_load_balancer_server, zc_variable_server;

//  A way to choose by its name. false: there is none like this.
bool zc_balance_from_text (const char *text, zc_balance_t *how);

#endif
