//  zc_portmap.h - which node listens on which port
//
//  On one host: a directory with one file per node, kept open and locked by
//  its node, so the entry ends with its process however it dies, and a stopped
//  node blocks nobody.
//
//      RUNTIME_DIR/node1           text: "zcluster 1 PORT CREATION ADDRESS\n"
//
//      byte  lock (F_OFD_SETLK)    held
//      0     alive                 by the node, as long as it is registered
//      1     claim                 by the node, too; and by who is about to write
//                                  or remove the file
//
//  A claim lasts for a few system calls or for a life: who fails to get one
//  asks again for a moment, then gives up; nobody waits for a lock. Whoever
//  looks an entry up takes no lock at all, only asks whether byte 0 has one. To
//  write-lock a file one must be able to write it, so no other user can make a
//  dead node look alive. All the same, whoever may write to the directory may
//  take a free name, as with epmd: what an entry says is a hint, who is there
//  is proven by the cookie.
//
//  For other hosts: one well-known TCP port, served by the host's nodes from
//  that directory. One line each way, at most 512 bytes, then the server hangs
//  up:
//
//      "port NAME\n"               "port PORT ADDRESS CREATION\n" or "none\n"
//      "names\n"                   "name NAME PORT\n" …, closed by "end\n"
//      anything else               "error\n"
//
//  Every node of a user listens on that port (SO_REUSEPORT), and the kernel deals
//  connections out among them. So nothing is handed over when one dies: the
//  kernel no longer deals to it, and resets what it had not answered. One that
//  hangs (SIGSTOP) goes on being dealt its share: clients ask again beside it,
//  on a fresh connection every 250 ms, and take the first answer. Nodes of
//  another user cannot bind and try once a second. What follows from this:
//    - with k of n nodes hanging, k/n of the tries are lost, each 250 ms;
//    - when all nodes of the user who has the port hang, nobody answers until one
//      goes on or they are gone, though another user's node would be able to;
//    - after the last node of that user died it may take a second until another
//      user's node answers; connections are refused meanwhile;
//    - nodes of one user with different directories need different ports.
//
//  Defaults: directory $ZCLUSTER_RUNTIME_DIR, else /tmp/zcluster (mode 1777: all
//  users of the host share it; others are made with mode 0700); port map
//  $ZCLUSTER_PORT_MAP ("[address:]port", IPv6 in brackets), else port 4370 on the
//  node's own bind address.
//  Erlang  epmd, erl_epmd.erl
//
//  Read next: zc_portmap.c (the directory), zc_portmap_text.c (the lines),
//  zc_portmap_server.c and zc_portmap_client.c (the network).

#ifndef ZC_PORTMAP_H_INCLUDED
#define ZC_PORTMAP_H_INCLUDED

#include "zc_nodename.h"
#include <stddef.h>
#include <stdint.h>

//  One per node. register, unregister and set_bind are for one thread at a
//  time; the others may be called by any thread beside it.
typedef struct zc_portmap_t zc_portmap_t;

typedef struct {
    char name [ZC_NODE_NAME_MAX + 1];       //  the part before the @
    char address [64];                      //  IP address the node listens on
    int port;
    uint32_t creation;
} zc_portmap_entry_t;

//  The directory in use (made if missing; NULL: the default, for both).
//  Returns  NULL and *error (for zc_release) if it cannot be, or is not safe: a
//           symbolic link, or writable by others without the sticky bit; or if
//           port_map is not an endpoint
zc_portmap_t *zc_portmap_new (const char *runtime_dir, const char *port_map, char **error);
void zc_portmap_destroy (zc_portmap_t **self_p);

//  Enter this node; `address` is numeric, "*" for all. The creation is new at
//  each call: a random number.
//  Returns  0; else -1 and *error (for zc_release): "the name X seems to be in
//           use by another node", not a name, not an address, disk full …;
//           nothing is registered then
int zc_portmap_register (zc_portmap_t *self, const char *name, const char *address, int port,
                         uint32_t *creation, char **error);
void zc_portmap_unregister (zc_portmap_t *self);

//  Look a node of this host up. The address is one to dial from this host: the
//  loopback address for a node that listens on all.
//  Returns  false: no such node, or its file is not locked (dead: the file is
//           then removed)
bool zc_portmap_local (zc_portmap_t *self, const char *name, zc_portmap_entry_t *entry);

//  The same with the address as it was registered, and no file is removed.
bool zc_portmap_find (const zc_portmap_t *self, const char *name, zc_portmap_entry_t *entry);

//  All live nodes of this host, sorted by name, at most ZC_PORTMAP_NAMES_MAX.
//  Returns their number; the entries are for zc_release.
size_t zc_portmap_names (zc_portmap_t *self, zc_portmap_entry_t **entries);

//  Ask another host's port map. Blocks (resolver, TCP) up to timeout_ms, the
//  resolver by its own limits: call it outside the core. The entry's address is
//  one of the host. Asks again on a fresh connection when a server hangs.
//  Returns  NULL, or why not, as static text: host not known or not to be reached,
//           no port map, no answer in time, no such node, or one that can be
//           reached on its own host only (it listens on loopback)
const char *zc_portmap_remote (zc_portmap_t *self, const char *host, const char *name,
                               int timeout_ms, zc_portmap_entry_t *entry);

//  Names and ports; address: that of the host, creation 0. The entries are for
//  zc_release. Returns NULL, or why not, and nothing to release.
//  Erlang  net_adm:names/1
const char *zc_portmap_remote_names (zc_portmap_t *self, const char *host, int timeout_ms,
                                     zc_portmap_entry_t **entries, size_t *count);

//  The service, as a process of the node: answers on the port when it has it,
//  else waits for its turn. arg: the zc_portmap_t, which outlives the process.
//  Ends when it is killed.
void zc_portmap_serve (void *arg);

//  Where the service listens, unless the port map was given with an address: on
//  the (numeric) address the node is bound to. NULL: loopback. Before serve.
void zc_portmap_set_bind (zc_portmap_t *self, const char *bind);

//  Where that is.
const char *zc_portmap_address (const zc_portmap_t *self);
int zc_portmap_port (const zc_portmap_t *self);

//  Sign of life for programs that clean up /tmp by age; the service gives it.
void zc_portmap_touch (zc_portmap_t *self);

#endif
