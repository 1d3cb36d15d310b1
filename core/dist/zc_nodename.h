//  zc_nodename.h - the rules for node names
//
//  name@host. The name: letters, digits, `-` and `_` (ASCII). The host: short
//  (no dot; "localhost" is one) or long (a name with a dot, or an IP address).
//  A node talks only to nodes with its own kind of host part.
//  Erlang  erl -sname, -name; net_kernel.erl split_node, create_hostpart

#ifndef ZC_NODENAME_H_INCLUDED
#define ZC_NODENAME_H_INCLUDED

#include "base/zc_limits.h"
#include <stdbool.h>

typedef struct {
    char full [ZC_NODE_NAME_MAX + 1];       //  "node1@localhost"
    char name [ZC_NODE_NAME_MAX + 1];       //  "node1"
    char host [ZC_NODE_NAME_MAX + 1];       //  "localhost"
} zc_nodename_t;

//  Complete and check the name a node is to be started with: a missing host
//  part becomes this machine's (short: up to the first dot). A long name may
//  have a host without dot, as in Erlang; nobody can connect to it.
//  Returns  NULL, or the reason as one line (static text)
//  Blocks   in the resolver, where a long name comes without a host part
const char *zc_nodename_own (zc_nodename_t *self, const char *text, bool long_names);

//  Check a peer's full name. NULL, or the reason: "not a node name", or that
//  the kind of host part differs. Never blocks.
const char *zc_nodename_peer (zc_nodename_t *self, const char *text, bool long_names);

//  Is it fit to stand before the @?
bool zc_nodename_valid (const char *name);

//  Is the host this machine ("localhost", a loopback address, its own short or
//  full host name)? Blocks in the resolver, where the first label alone is our
//  own: call it outside the core.
bool zc_nodename_is_local (const char *host);

#endif
