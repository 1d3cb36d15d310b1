//  zc_boot.h - a node in another world than the system's: for simulators
//
//  Such a node has no threads, no clock, no sockets and no terminal of its own:
//  its maker steps it.
//
//      zc_node_t *node = zc_boot_new (&options, &world, &source, &error);
//      while (zc_core_step (zc_node_core (node)) == ZC_STEP_BUSY) …
//      zc_boot_stop (node);
//      while (zc_core_step (zc_node_core (node)) != ZC_STEP_STOPPED) …
//      zc_boot_destroy (&node);
//
//  The simulator: tests/sim. Real nodes: zc_node.h.

#ifndef ZC_BOOT_H_INCLUDED
#define ZC_BOOT_H_INCLUDED

#include "zc_code_place.h"
#include "dist/zc_world.h"

//  Make a node of that world, which it takes over. The options must outlive it.
//  Returns  NULL and *error (for free)
zc_node_t *zc_boot_new (const zc_node_options_t *options, const zc_world_t *world,
                        const zc_source_t *source, char **error);

//  Begin an orderly stop. The node may be destroyed when its core has STOPPED.
void zc_boot_stop (zc_node_t *self);
void zc_boot_destroy (zc_node_t **self_p);

//  Where the node keeps the code it loads (zc_code_place.c). *at: baton holder only
zc_code_place_t **zc_boot_code_place (zc_node_t *self);

#endif
