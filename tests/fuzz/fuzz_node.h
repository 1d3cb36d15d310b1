//  fuzz_node.h - a real node up to dist, with a process that never runs
//
//      fz_start ();
//      … fz_dist, fz_core: turns, signals, sessions
//      fz_stop ();
//
//  Its clock is fz_now, its network is fuzz_link.h.

#ifndef FUZZ_NODE_H_INCLUDED
#define FUZZ_NODE_H_INCLUDED

#include "fuzz_link.h"
#include "process/zc_core.h"

static zc_core_t *fz_core;
static int64_t fz_now;
static zc_stacks_t fz_stacks;       //  handed on: to map them takes longer than all the rest

static int
fz_enter (void *self, const char *name, const char *address, int port, uint32_t *creation,
         char **error)
{
    (void) self, (void) name, (void) address, (void) port, (void) error;
    *creation = 9;
    return 0;
}

static const zc_secret_t *
fz_secret (void *self, const char *peer)
{
    (void) self, (void) peer;
    static zc_secret_t duck;
    if (!duck.public [0])
        zc_secret_make (&duck, "duck");
    return &duck;
}

static bool
fz_stretch (void *self, const char *cookie, zc_secret_t *secret)
{
    *secret = *fz_secret (self, cookie);
    return true;
}

static void
fz_serve (void *self, zc_core_t *core)
{
    (void) self, (void) core;
}

static void
fz_nothing (void *arg)
{
    (void) arg;
}

static int64_t
fz_clock (void *self)
{
    (void) self;
    return fz_now;
}

static void
fz_random (void *self, void *data, size_t size)
{
    (void) self;
    memset (data, 1, size);
}

static void
fz_log (void *arg, zc_log_level_t level, const char *line)
{
    (void) arg, (void) level;
    fuzz_check (*line);
}

static void
fz_start (void)
{
    zc_source_t source = {NULL, fz_clock, fz_clock, fz_random};
    zc_world_t world = {.net_new = fz_net_new, .enter = fz_enter, .stretch = fz_stretch,
                        .serve = fz_serve, .leave = fz_nothing, .destroy = fz_nothing};
    zc_node_options_t options = {.name = "duck@localhost", .cookie = "duck", .log = fz_log,
                                 .security = ZC_SECURITY_PLAIN, .containment = ZC_CONTAIN_FATAL};
    char *error = NULL;
    fz_now = 1;
    fz_core = zc_core_new (NULL, &options, &source);
    fz_core->stacks = fz_stacks;
    fz_dist = zc_dist_new_in (fz_core, &options, &world, &error);
    fuzz_check (fz_dist);
    zc_core_spawn (fz_core, fz_nothing, NULL, "duck");
}

static bool
fz_over (zc_core_t *core)
{
    (void) core;
    return true;
}

static void
fz_stop (void)
{
    zc_core_end_processes (fz_core, false);
    zc_core_end_processes (fz_core, true);
    zc_dist_destroy (&fz_dist);
    zc_core_plug_route (fz_core, &(zc_route_t) {0});
    zc_core_ask_stop (fz_core, fz_over);
    while (zc_core_step (fz_core) != ZC_STEP_STOPPED)
        ;
    fz_stacks = fz_core->stacks;
    fz_core->stacks = (zc_stacks_t) {0};
    zc_core_destroy (&fz_core);
    zc_buffer_clear (&fz_frame);
}

//  Between inputs there is one slab of them, however many an input needed.
static void
fz_keep_stacks (void)
{
    if (fz_stacks.total == ZC_STACK_SLAB)
        return;
    zc_stacks_clear (&fz_stacks);
    fz_start ();
    fz_stop ();
}

#endif
