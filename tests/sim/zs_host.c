//  zs_host.c - the life of a simulated node: start, rounds, pause, stop, crash
//
//  A node runs when its `wake` is due: a scheduler round takes a few virtual
//  microseconds, and with nothing to do it sleeps until its next timer or the
//  next event of its network.

#include "zs_sim.h"
#include "kernel/zc_boot.h"
#include "kernel/zc_net_kernel.h"
#include "process/zc_core.h"

#include <stdio.h>

static const char *const s_cookies [ZS_COOKIES] = {"duck", "goose"};

//  ---- what a node has instead of the system -------------------------------

static int64_t
s_now (void *self)
{
    (void) self;
    return zs_sim.now;
}

//  Virtual time begins in November 2023; a node's clock may be wrong.
static int64_t
s_wall (void *self)
{
    return INT64_C (1700000000000) + zs_sim.now / ZS_MS + ((zs_host_t *) self)->skew_ms;
}

static void
s_random (void *self, void *data, size_t size)
{
    zs_host_t *host = self;
    uint8_t *at = data;
    while (size-- > 0)
        *at++ = (uint8_t) zs_random_next (&host->random);
}

static void
s_log (void *arg, zc_log_level_t level, const char *line)
{
    (void) level;
    zs_trace ("%s: %s", ((zs_host_t *) arg)->name, line);
}

//  ---- rounds --------------------------------------------------------------

static void
s_gone (zs_host_t *self)
{
    zs_trace ("%s is gone", self->name);
    zc_timers_remove (&zs_sim.agenda, &self->wake);
    self->life = ZS_DOWN;
    self->listed = false;
    zc_boot_destroy (&self->node);
    self->core = NULL;
    self->net = NULL;
    for (int i = 0; i < ZS_WORKERS; i++)
        self->workers [i] = NULL;
}

static void
s_round (zc_timer_t *timer)
{
    zs_host_t *self = zc_container_of (timer, zs_host_t, wake);
    if (self->paused)
        return;
    zs_sim.rounds++;
    zc_step_t step = zc_core_step (self->core);
    if (step == ZC_STEP_STOPPED) {
        s_gone (self);
        return;
    }
    int64_t next = zc_core_deadline (self->core);
    if (next > zs_net_next (self->net))
        next = zs_net_next (self->net);
    if (step == ZC_STEP_BUSY)
        next = zs_sim.now;
    if (next < INT64_MAX)
        zs_host_nudge (self, next);
}

void
zs_host_nudge (zs_host_t *self, int64_t when)
{
    if (self->life == ZS_DOWN || self->paused)
        return;
    int64_t soon = zs_sim.now + zs_random_from (&self->random, 1000, 20000);
    if (when < soon)
        when = soon;
    if (!self->wake.at || self->wake.deadline > when)
        zc_timers_add (&zs_sim.agenda, &self->wake, when, s_round);
}

//  ---- life ----------------------------------------------------------------

static void
s_start_workers (zs_host_t *self)
{
    zc_core_spawn (self->core, zs_worker_starter, self, "starter");
    zs_host_nudge (self, zs_sim.now);
}

void
zs_host_start (zs_host_t *self)
{
    if (self->life != ZS_DOWN)
        return;
    self->incarnation++;
    self->random = zs_random_of (zs_sim.options.seed,
                                 (uint64_t) self->incarnation * ZS_NODES_MAX + (uint64_t) self->index);
    zc_world_t world;
    zs_world_init (&world, self);
    zc_source_t source = {self, s_now, s_wall, s_random};
    char *error = NULL;
    self->node = zc_boot_new (&self->options, &world, &source, &error);
    if (!self->node)
        zs_fail ("%s does not start: %s", self->name, error);
    self->core = zc_node_core (self->node);
    self->life = ZS_UP;
    zs_trace ("%s starts, creation %u", self->name, self->creation);
    s_start_workers (self);
}

void
zs_host_stop (zs_host_t *self)
{
    if (self->life != ZS_UP || self->paused)
        return;
    zs_trace ("%s stops", self->name);
    self->life = ZS_STOPPING;
    zc_boot_stop (self->node);
    zs_host_nudge (self, zs_sim.now);
}

//  No frame leaves a dead net: the node may go its usual way down, unseen.
void
zs_host_crash (zs_host_t *self, bool power)
{
    enum { ROUNDS_MAX = 1000 };
    if (self->life == ZS_DOWN)
        return;
    zs_trace ("%s crashes%s", self->name, power? ", power lost": "");
    zc_timers_remove (&zs_sim.agenda, &self->later);
    self->paused = false;
    self->life = ZS_STOPPING;
    zs_net_crash (self->net, power);
    zc_core_end_processes (self->core, false);
    zc_boot_stop (self->node);
    int rounds = 0;
    while (zc_core_step (self->core) != ZC_STEP_STOPPED)
        if (++rounds > ROUNDS_MAX)
            zs_fail ("%s does not end: its connections are gone, but it goes on", self->name);
    s_gone (self);
}

static void
s_come_back (zc_timer_t *timer)
{
    zs_host_t *self = zc_container_of (timer, zs_host_t, later);
    if (self->life == ZS_STOPPING)
        zs_host_come_back (self, ZS_SECOND);
    else
    if (self->life == ZS_DOWN)
        zs_host_start (self);
    else {
        self->paused = false;
        zs_host_nudge (self, zs_sim.now);
    }
}

void
zs_host_come_back (zs_host_t *self, int64_t time)
{
    zc_timers_add (&zs_sim.agenda, &self->later, zs_sim.now + time, s_come_back);
}

void
zs_host_pause (zs_host_t *self, int64_t time)
{
    if (self->life != ZS_UP || self->paused)
        return;
    zs_trace ("%s pauses", self->name);
    self->pauses++;
    zc_timers_remove (&zs_sim.agenda, &self->wake);
    self->paused = true;
    zs_host_come_back (self, time);
}

//  ---- questions -----------------------------------------------------------

zs_being_t *
zs_host_worker (zs_host_t *self, int slot)
{
    zs_being_t *being = self->workers [slot];
    if (being && zs_being_alive (being))
        return being;
    if (self->life == ZS_UP && !self->paused && !zs_sim.over)
        s_start_workers (self);
    return NULL;
}

int64_t
zs_clock_skew (zs_random_t *random)
{
    enum { DAYS = 10, DAY_S = 24 * 3600 };
    int64_t most = zs_random_one_in (random, 6)? DAYS * DAY_S * INT64_C (1000): 2000;
    return zs_random_from (random, -most, most);
}

bool
zs_may_meet (int a, int b)
{
    return zs_sim.hosts [a].cookie == zs_sim.hosts [b].cookie;
}

int64_t
zs_host_connection (const zs_host_t *self, int other)
{
    if (other == self->index)
        return 0;
    zc_dist_t *dist = self->core->route.self;
    const zc_peer_t *peer = zc_peer_get (dist, zs_sim.hosts [other].name);
    return (int64_t) (peer->session? peer->session->number: dist->sessions + 1);
}

//  ---- all of them ---------------------------------------------------------

static void
s_init (zs_host_t *self, int index, zs_random_t *random)
{
    bool stranger = zs_random_one_in (random, 8), hidden = zs_random_one_in (random, 8);
    self->index = index;
    snprintf (self->name, sizeof self->name, "n%d@sim", index);
    self->cookie = s_cookies [index > 0 && stranger && zs_with (ZS_STRANGER)];
    self->hidden = index > 0 && hidden && zs_with (ZS_HIDDEN);
    int64_t skew_ms = zs_clock_skew (random);
    self->skew_ms = zs_with (ZS_CLOCK)? skew_ms: 0;
    self->options = (zc_node_options_t) {
        .name = self->name, .cookie = self->cookie, .hidden = self->hidden,
        .security = zs_sim.plain? ZC_SECURITY_PLAIN: ZC_SECURITY_CURVE,
        .tick_ms = ZS_TICK_MS, .setup_ms = ZS_SETUP_MS, .containment = ZC_CONTAIN_FATAL,
        .busy_limit = 64 * 1024, .log = s_log, .log_arg = self};
}

void
zs_hosts_init (void)
{
    int count = zs_sim.options.nodes;
    zs_sim.hosts = zc_calloc ((size_t) count * sizeof *zs_sim.hosts);
    zs_sim.links = zc_calloc ((size_t) count * (size_t) count * sizeof *zs_sim.links);
    for (int i = 0; i < count; i++) {
        zs_random_t random = zs_random_of (zs_sim.options.seed, (uint64_t) i + 1000);
        s_init (&zs_sim.hosts [i], i, &random);
    }
}

void
zs_hosts_free (void)
{
    for (int i = 0; i < zs_sim.options.nodes; i++) {
        zs_host_t *host = &zs_sim.hosts [i];
        while (host->beings) {
            zs_being_t *being = host->beings;
            host->beings = being->next;
            zs_being_free (being);
        }
    }
    zc_release (zs_sim.hosts);
    zc_release (zs_sim.links);
}
