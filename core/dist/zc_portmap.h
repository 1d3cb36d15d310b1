//  zc_portmap.h - which node listens on which port
//
//  On one host: a directory with one file per node, kept open and locked by
//  its node, so the entry ends with its process however it dies, and a stopped
//  node blocks nobody.
//
//      RUNTIME_DIR/node1           text: "zcluster 1 PORT CREATION HOST ADDRESS\n"
//
//  For other hosts: one well-known TCP port, served by one of the host's
//  nodes from that directory; another takes over when it dies or hangs. One line each way, at
//  most 512 bytes:
//
//      "port NAME\n"               "port PORT ADDRESS CREATION\n" or "none\n"
//      "names\n"                   "name NAME PORT\n" …, closed by "end\n"
//      anything else               "error\n"
//
//  Defaults: directory $ZCLUSTER_RUNTIME_DIR, else /tmp/zcluster (mode 1777: all
//  users of the host share it); port map $ZCLUSTER_PORT_MAP ("[address:]port"),
//  else port 4370 on the node's own bind address.
//  Erlang  epmd, erl_epmd.erl

#ifndef ZC_PORTMAP_H_INCLUDED
#define ZC_PORTMAP_H_INCLUDED

#include "zc_nodename.h"
#include <stddef.h>
#include <stdint.h>

typedef struct zc_portmap_t zc_portmap_t;

typedef struct {
    char name [ZC_NODE_NAME_MAX + 1];
    char address [64];                      //  IP address the node listens on
    int port;
    uint32_t creation;
} zc_portmap_entry_t;

//  The directory in use (made if missing). NULL and *error if it cannot be, or
//  is not safe: owned by somebody else and writable without the sticky bit …
zc_portmap_t *zc_portmap_new (const char *runtime_dir, const char *port_map, char **error);
void zc_portmap_destroy (zc_portmap_t **self_p);

//  Enter this node. The creation is new at each call: greater than that of
//  the entry before.
//  Returns  0; else -1 and *error: "the name X seems to be in use by another node"
int zc_portmap_register (zc_portmap_t *self, const char *name, const char *address, int port,
                         uint32_t *creation, char **error);
void zc_portmap_unregister (zc_portmap_t *self);

//  Look a node of this host up. false: no such node, or its file is not locked
//  (dead: the file is then removed).
bool zc_portmap_local (zc_portmap_t *self, const char *name, zc_portmap_entry_t *entry);

//  All live nodes of this host. Returns their number, the entries are the
//  caller's to free.
size_t zc_portmap_names (zc_portmap_t *self, zc_portmap_entry_t **entries);

//  Ask another host's port map. Blocks (resolver, TCP) up to timeout_ms: call
//  it outside the core. The entry's address is one of the host. Asks again on
//  a fresh connection when a server hangs.
bool zc_portmap_remote (zc_portmap_t *self, const char *host, const char *name, int timeout_ms,
                        zc_portmap_entry_t *entry);
//  Erlang  net_adm:names/1
bool zc_portmap_remote_names (zc_portmap_t *self, const char *host, int timeout_ms,
                              zc_portmap_entry_t **entries, size_t *count);

//  The service, as a process of the node: answers on the port when it has it,
//  else waits for its turn. arg: the zc_portmap_t. Ends when it is killed.
void zc_portmap_serve (void *arg);

//  Where the service listens; NULL address: the default for nodes bound to
//  `bind`.
void zc_portmap_set_bind (zc_portmap_t *self, const char *bind);

#endif
