//  zs_world.c - the book of names of a simulated world, and its look-ups
//
//  As the port map does it: an entry lasts as long as its node; the creation is
//  chance. A look-up takes a while, so what it says may be old when
//  the dial begins. Host i lives at address "i".

#include "zs_sim.h"

#include <stdio.h>

enum { PORTS = 1024 };              //  port = incarnation * PORTS + host: never used twice

static zc_net_t *
s_net_new (void *self)
{
    return zs_net_new (self);
}

static int
s_enter (void *self, const char *name, const char *address, int port, uint32_t *creation,
         char **error)
{
    (void) name, (void) address, (void) port;
    zs_host_t *host = self;
    if (host->listed) {
        *error = zc_copy_text ("the name seems to be in use by another node");
        return -1;
    }
    host->listed = true;
    *creation = host->creation = (uint32_t) zs_random_from (&host->random, 1, UINT32_MAX);
    return 0;
}

static void
s_leave (void *self)
{
    ((zs_host_t *) self)->listed = false;
}

//  A look-up across a blocked link gets no answer until its time is over.
static const char *
s_find (void *self, const char *name, const char *host_name, int timeout_ms,
        zc_portmap_entry_t *entry)
{
    zs_host_t *host = self;
    (void) host_name;
    int ms = (int) zs_random_below (&host->random, 4);
    if (zs_random_one_in (&host->random, 20))
        ms = 100;
    if (ms)
        zc_sleep (ms);
    int index = zs_host_of (name);
    zs_host_t *wanted = &zs_sim.hosts [index];
    if (zs_link (host->index, index)->blocked_until > zs_sim.now) {
        zc_sleep (timeout_ms);
        return "the port map does not answer";
    }
    *entry = (zc_portmap_entry_t) {.port = wanted->port, .creation = wanted->creation};
    snprintf (entry->name, sizeof entry->name, "%s", name);
    snprintf (entry->address, sizeof entry->address, "%d", index);
    return wanted->listed? NULL: "no such node";
}

static bool
s_stretch (void *self, const char *cookie, zc_secret_t *secret)
{
    (void) self;
    *secret = *zs_key (cookie);
    return true;
}

static void
s_serve (void *self, zc_core_t *core)
{
    (void) self, (void) core;
}

static void
s_destroy (void *self)
{
    (void) self;
}

void
zs_world_init (zc_world_t *world, zs_host_t *host)
{
    host->port = host->incarnation * PORTS + host->index;
    *world = (zc_world_t) {host, s_net_new, s_enter, s_leave, s_find, s_stretch, s_serve,
                           s_destroy};
}
