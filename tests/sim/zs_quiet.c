//  zs_quiet.c - when all is quiet: is anything missing, is anything left over?

#include "zs_sim.h"
#include "kernel/zc_net_kernel.h"
#include "process/zc_core.h"

//  ---- nothing under way ---------------------------------------------------

static const char *
s_state (const zs_being_t *being)
{
    static const char *const states [] = {"ready", "running", "waiting", "suspended", "detached",
                                          "dead"};
    const zc_process_t *process = zc_process_find (zs_sim.hosts [being->host].core, being->pid);
    return states [process? process->state: ZC_ENDED];
}

static void
s_check_idle (const zs_being_t *being)
{
    if (being->busy_since)
        zs_fail ("being %d on n%d is busy with a %s since %.3f s: it is %s", being->id,
                 being->host, being->busy_with, (double) being->busy_since / 1e9, s_state (being));
    if (being->orders)
        zs_fail ("being %d on n%d does not take its orders", being->id, being->host);
    if (being->alarms)
        zs_fail ("being %d: %d alarms never came", being->id, being->alarms);
    for (int i = 0; i < zs_sim.options.nodes; i++)
        if (being->watches [i] && !being->view [i])
            zs_fail ("being %d: n%d is down, and a node monitor never fired", being->id, i);
}

static void
s_check_stream (const zs_stream_t *stream)
{
    bool fired = stream->monitor && stream->monitor->fired;
    if (zs_being_alive (stream->from) && !fired && stream->received != stream->sent)
        zs_fail ("stream %d from n%d to n%d: sent %d, received %d, and no noconnection",
                 stream->id, stream->from->host, stream->to->host, stream->sent,
                 stream->received);
}

static void
s_check_monitor (const zs_monitor_t *monitor)
{
    if (!monitor->fired && zs_being_alive (monitor->watcher) && !zs_being_alive (monitor->watched))
        zs_fail ("being %d is dead, and the monitor of being %d never fired",
                 monitor->watched->id, monitor->watcher->id);
}

//  Both ends agree whether they are linked.
static void
s_check_pair (const zs_pair_t *pair)
{
    bool owner = zs_being_alive (pair->owner), other = zs_being_alive (pair->other);
    if (owner && !other && pair->linked)
        zs_fail ("being %d is dead, and its link to being %d never fired", pair->other->id,
                 pair->owner->id);
    if (other && pair->held && !(owner && pair->linked))
        zs_fail ("being %d is %s, and being %d, linked to it, never heard", pair->owner->id,
                 owner? "lost": "dead", pair->other->id);
    if (owner && other && pair->linked && !pair->held)
        zs_fail ("being %d has linked to being %d, which does not know", pair->owner->id,
                 pair->other->id);
}

//  All who ended, or were lost: who cared knows.
static void
s_check_told (void)
{
    for (zs_stream_t *stream = zs_sim.streams; stream; stream = stream->next)
        s_check_stream (stream);
    for (zs_monitor_t *monitor = zs_sim.monitors; monitor; monitor = monitor->next)
        s_check_monitor (monitor);
    for (zs_pair_t *pair = zs_sim.pairs; pair; pair = pair->next)
        s_check_pair (pair);
}

static void
s_check_child (const zs_child_t *child)
{
    if (!zs_being_alive (child->parent))
        return;
    if (child->replies != 1)
        zs_fail ("spawn %d on n%d was never answered", child->id, child->host);
    if (child->made && child->options & ZC_SPAWN_MONITOR && !child->downs)
        zs_fail ("spawn %d: its monitor never fired", child->id);
    if (child->made && child->options & ZC_SPAWN_LINK && !child->exits)
        zs_fail ("spawn %d: its link never fired", child->id);
}

//  Both ends of a connection agree on it, and there is no other.
static void
s_check_connection (int a, int b)
{
    const zs_being_t *being = zs_sim.hosts [a].workers [0], *other = zs_sim.hosts [b].workers [0];
    if (!being || !other || !zs_being_alive (being) || !zs_being_alive (other))
        return;
    bool up = being->view [b] != 0;
    if (up != (other->view [a] != 0))
        zs_fail ("n%d and n%d do not agree whether they are connected", a, b);
    int channels = zs_net_channels (a, b);
    if (channels != up)
        zs_fail ("n%d and n%d: %d channels, %d session", a, b, channels, up);
}

void
zs_check_settled (void)
{
    int nodes = zs_sim.options.nodes;
    for (int i = 0; i < nodes; i++)
        for (zs_being_t *being = zs_sim.hosts [i].beings; being; being = being->next)
            if (zs_being_alive (being))
                s_check_idle (being);
    s_check_told ();
    for (zs_child_t *child = zs_sim.children; child; child = child->next)
        s_check_child (child);
    for (int a = 0; a < nodes; a++)
        for (int b = 0; b < a; b++)
            s_check_connection (a, b);
}

//  Many workers have ended.
void
zs_check_bereaved (void)
{
    s_check_told ();
}

//  ---- the mesh ------------------------------------------------------------

//  Is b a neighbour of a, as a worker there sees it?
static bool
s_sees (const zs_being_t *a, int b)
{
    return a && a->view [b] && !zs_sim.hosts [b].hidden;
}

static const zs_being_t *
s_seer (int host)
{
    const zs_being_t *being = zs_sim.hosts [host].workers [0];
    return being && !zs_sim.hosts [host].hidden && zs_being_alive (being)? being: NULL;
}

//  Before anybody connects again: the faults may have left several parts.
void
zs_check_partitions (void)
{
    int nodes = zs_sim.options.nodes;
    for (int a = 0; a < nodes; a++)
        for (int b = 0; b < nodes; b++) {
            const zs_being_t *one = s_seer (a), *other = s_seer (b);
            for (int c = 0; s_sees (one, b) && other && c < nodes; c++)
                if (c != a && c != b && s_sees (one, c) && !s_sees (other, c))
                    zs_fail ("partitions overlap: n%d is connected to n%d and n%d, they are not", a,
                             b, c);
        }
}

void
zs_check_mesh (void)
{
    int nodes = zs_sim.options.nodes;
    for (int a = 0; a < nodes; a++)
        for (int b = 0; b < nodes; b++) {
            const zs_host_t *one = &zs_sim.hosts [a], *other = &zs_sim.hosts [b];
            const zs_being_t *being = one->workers [0];
            bool should = a != b && zs_may_meet (a, b) && !one->hidden && !other->hidden;
            if (should && being && zs_being_alive (being) && !being->view [b])
                zs_fail ("the mesh has not closed: n%d is not connected to n%d", a, b);
        }
}

//  ---- leftovers -----------------------------------------------------------

static void
s_check_none (const zs_host_t *host, const char *what, size_t there, size_t due)
{
    if (there != due)
        zs_fail ("left over on n%d: %zu %s, %zu belong there", host->index, there, what, due);
}

static size_t
s_check_peers (const zs_host_t *host, const zc_dist_t *dist)
{
    size_t sessions = 0;
    for (const zc_peer_t *peer = dist->peers; peer; peer = peer->next) {
        sessions += peer->session != NULL;
        s_check_none (host, "bytes queued", peer->outbox.queued, 0);
        s_check_none (host, "waiting processes", peer->waiting_count, 0);
        if (peer->state == ZC_PEER_DIALLING || peer->state == ZC_PEER_HELLO)
            zs_fail ("left over on n%d: a dial of %s", host->index, peer->name->text);
        if (peer->session)
            s_check_none (host, "streams half received", peer->session->inbox.streams.count, 0);
    }
    return sessions;
}

static void
s_check_host (const zs_host_t *host)
{
    zc_core_t *core = host->core;
    zc_dist_t *dist = core->route.self;
    const zc_net_kernel_t *kernel = dist->watcher.self;
    size_t sessions = s_check_peers (host, dist);
    s_check_none (host, "processes", core->alive, 2);       //  net_kernel, global
    s_check_none (host, "names", core->registered.count, 2);
    s_check_none (host, "links and monitors", core->bonds.count, 1);    //  one watches the other
    s_check_none (host, "aliases", core->aliases.count, 0);
    s_check_none (host, "alarms", core->alarms.count, 0);
    s_check_none (host, "alarms for names", core->name_alarms != NULL, 0);
    s_check_none (host, "tables", core->tables.count, 1);       //  of global
    s_check_none (host, "spawn requests", core->requests.count, 0);
    s_check_none (host, "bodies of the dead", core->remains, 0);
    s_check_none (host, "subscribers", kernel->subscribers.count, 1);   //  global
    s_check_none (host, "strangers", dist->guests, 0);
    s_check_none (host, "look-ups", dist->searches != NULL, 0);
    s_check_none (host, "timers", core->timers.count, sessions);    //  a tick each
    for (const zc_far_t *far = core->fars; far; far = far->next)
        s_check_none (host, "ends of links", far->ends != NULL || far->suspended, 0);
}

void
zs_check_leftovers (void)
{
    for (int i = 0; i < zs_sim.options.nodes; i++)
        if (zs_sim.hosts [i].life == ZS_UP)
            s_check_host (&zs_sim.hosts [i]);
}
