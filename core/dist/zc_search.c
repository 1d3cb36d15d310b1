//  zc_search.c - look a node up and dial it, in a process of its own
//
//  Name servers and port maps may be slow or silent: so this happens outside
//  the core, as user code does. Only then does it enter the core, and dials if
//  the dial is still wanted.

#include "zc_dist.h"

struct zc_search_t {
    zc_search_t *next;              //  baton holder only
    zc_dist_t *dist;
    zc_peer_t *peer;
    zc_secret_t secret;             //  set once: as the cookie was at the start
    int timeout_ms;
    zc_nodename_t node;
};

static void
s_free (zc_search_t *self)
{
    zc_search_t **at = &self->dist->searches;
    while (*at != self)
        at = &(*at)->next;
    *at = self->next;
    memset (self, 0, sizeof *self);
    zc_release (self);
}

static void
s_search (void *arg)
{
    zc_search_t *self = arg;
    zc_world_t *world = &self->dist->world;
    zc_portmap_entry_t entry;
    const char *why = world->find (world->self, self->node.name, self->node.host,
                                   self->timeout_ms, &entry);
    zc_core_enter ();
    zc_peer_t *peer = self->peer;
    if (peer->search == self) {
        peer->search = NULL;
        if (why)
            zc_peer_fail (peer, why);
        else
            zc_line_dial (peer, entry.address, entry.port, &self->secret);
    }
    s_free (self);
    zc_core_leave ();
}

bool
zc_search_start (zc_peer_t *peer)
{
    zc_dist_t *dist = peer->dist;
    const zc_secret_t *secret = zc_keys_for (&dist->keys, peer->name->text);
    zc_search_t *self = zc_calloc (sizeof *self);
    self->dist = dist;
    self->peer = peer;
    self->secret = *secret;
    self->timeout_ms = dist->setup_ms;
    zc_nodename_peer (&self->node, peer->name->text, dist->host.long_names);
    self->next = dist->searches;
    dist->searches = self;
    zc_pid_t pid = zc_core_spawn (dist->core, s_search, self, "dial");
    if (zc_pid_is_null (pid)) {
        s_free (self);
        return false;
    }
    peer->search = self;
    return true;
}

void
zc_search_free_all (zc_dist_t *dist)
{
    while (dist->searches)
        s_free (dist->searches);
}
