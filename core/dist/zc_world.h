//  zc_world.h - what a node needs of the world: a network, and a book of names
//
//  One small table of functions, so that the simulator can put its own world
//  in place of sockets and the port map.

#ifndef ZC_WORLD_H_INCLUDED
#define ZC_WORLD_H_INCLUDED

#include "zc_net.h"
#include "zc_portmap.h"
#include "process/zc_hooks.h"

typedef struct {
    void *self;
    //  A network for one node.
    zc_net_t *(*net_new) (void *self);
    //  Enter a name in the book; as zc_portmap_register.
    int (*enter) (void *self, const char *name, const char *address, int port,
                  uint32_t *creation, char **error);
    void (*leave) (void *self);
    //  Look a node up; as zc_portmap_remote. Called by a process outside the core;
    //  may block.
    const char *(*find) (void *self, const char *name, const char *host, int timeout_ms,
                         zc_portmap_entry_t *entry);
    //  What a cookie is turned into; as zc_secret_make, whose milliseconds a
    //  world of many nodes may spend once for all.
    bool (*stretch) (void *self, const char *cookie, zc_secret_t *secret);
    //  Start what the book needs on this node.
    void (*serve) (void *self, zc_core_t *core);
    void (*destroy) (void *self);
} zc_world_t;

//  ZeroMQ and the port map. false and *error (for zc_release).
bool zc_world_real (zc_world_t *self, const zc_node_options_t *options, char **error);

#endif
