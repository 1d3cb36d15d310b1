//  zc_world.c - see zc_world.h

#include "zc_world.h"

static zc_net_t *
s_net_new (void *self)
{
    (void) self;
    return zc_net_zmq_new ();
}

static int
s_enter (void *self, const char *name, const char *address, int port, uint32_t *creation,
         char **error)
{
    return zc_portmap_register (self, name, address, port, creation, error);
}

static void
s_leave (void *self)
{
    zc_portmap_unregister (self);
}

static const char *
s_find (void *self, const char *name, const char *host, int timeout_ms, zc_portmap_entry_t *entry)
{
    if (zc_nodename_is_local (host))
        return zc_portmap_local (self, name, entry)? NULL: "no such node on this host";
    return zc_portmap_remote (self, host, name, timeout_ms, entry);
}

static bool
s_stretch (void *self, const char *cookie, zc_secret_t *secret)
{
    (void) self;
    return zc_secret_make (secret, cookie);
}

static void
s_serve (void *self, zc_core_t *core)
{
    zc_core_spawn (core, zc_portmap_serve, self, "port map");
}

static void
s_destroy (void *self)
{
    zc_portmap_t *portmap = self;
    zc_portmap_destroy (&portmap);
}

bool
zc_world_real (zc_world_t *self, const zc_node_options_t *options, char **error)
{
    zc_portmap_t *portmap = zc_portmap_new (options->runtime_dir, options->port_map, error);
    if (!portmap)
        return false;
    zc_portmap_set_bind (portmap, options->bind);
    *self = (zc_world_t) {portmap, s_net_new, s_enter, s_leave, s_find, s_stretch, s_serve,
                          s_destroy};
    return true;
}
