//  zs_judge.c - may it be so? What workers saw, against what may happen
//
//      messages    of a stream: each once, in order, none left out, as long as
//                  the monitor set before the first has not fired; all of them by
//                  one connection; none after the end of the sender
//      monitors    fire once; with the reason the process ended with, noproc if
//                  it is dead, or noconnection
//      links       fire once for each time they were made, and never after unlink;
//                  at both ends
//      nodes       up and down take turns, with one number; a message, and the end of
//                  a process, come only from a node that is up, and has not lost
//                  anything; before it is down, all that goes with it has fired
//      spawns      one reply, one process
//
//  What should have happened and did not is found by zs_quiet.c.

#include "zs_sim.h"

#include <stdlib.h>
#include <string.h>

//  ---- records -------------------------------------------------------------

int
zs_host_of (const char *node)
{
    int index = *node == 'n'? atoi (node + 1): -1;
    if (index < 0 || index >= zs_sim.options.nodes)
        zs_fail ("a node of the name %s", node);
    return index;
}

//  The open stream between the two, or a new one.
zs_stream_t *
zs_stream_open (zs_being_t *from, zs_being_t *to)
{
    for (zs_stream_t *stream = zs_sim.streams; stream; stream = stream->next)
        if (stream->from == from && stream->to == to
        && !(stream->monitor && stream->monitor->fired))
            return stream;
    zs_stream_t *stream = zc_calloc (sizeof *stream);
    stream->id = ++zs_sim.stream_count;
    stream->from = from;
    stream->to = to;
    stream->next = zs_sim.streams;
    zs_sim.streams = stream;
    return stream;
}

zs_monitor_t *
zs_monitor_new (zs_being_t *watcher, zs_being_t *watched)
{
    zs_monitor_t *monitor = zc_calloc (sizeof *monitor);
    monitor->watcher = watcher;
    monitor->watched = watched;
    monitor->first = zs_host_connection (&zs_sim.hosts [watcher->host], watched->host);
    monitor->next = zs_sim.monitors;
    zs_sim.monitors = monitor;
    return monitor;
}

zs_pair_t *
zs_pair_of (zs_being_t *owner, zs_being_t *other)
{
    for (zs_pair_t *pair = zs_sim.pairs; pair; pair = pair->next)
        if (pair->owner == owner && pair->other == other)
            return pair;
    zs_pair_t *pair = zc_calloc (sizeof *pair);
    pair->owner = owner;
    pair->other = other;
    pair->next = zs_sim.pairs;
    zs_sim.pairs = pair;
    return pair;
}

zs_child_t *
zs_child_new (zs_being_t *parent, int host, int options)
{
    zs_child_t *child = zc_calloc (sizeof *child);
    child->id = ++zs_sim.child_count;
    child->parent = parent;
    child->host = host;
    child->options = options;
    child->first = zs_host_connection (&zs_sim.hosts [parent->host], host);
    child->next = zs_sim.children;
    zs_sim.children = child;
    return child;
}

void
zs_judge_free (void)
{
    while (zs_sim.streams) {
        zs_stream_t *stream = zs_sim.streams;
        zs_sim.streams = stream->next;
        zc_release (stream);
    }
    while (zs_sim.monitors) {
        zs_monitor_t *monitor = zs_sim.monitors;
        zs_sim.monitors = monitor->next;
        zc_release (monitor);
    }
    while (zs_sim.pairs) {
        zs_pair_t *pair = zs_sim.pairs;
        zs_sim.pairs = pair->next;
        zc_release (pair);
    }
    while (zs_sim.children) {
        zs_child_t *child = zs_sim.children;
        zs_sim.children = child->next;
        zc_release (child);
    }
}

//  ---- what comes from a node ----------------------------------------------

//  May something come from over there? first: by this connection, or a later one.
static void
s_judge_way (const zs_being_t *self, int host, int64_t first, const char *what)
{
    int64_t view = self->view [host];
    if (host == self->host)
        return;
    if (!view)
        zs_fail ("%s from n%d to n%d, which has no connection to it", what, host, self->host);
    if (view == self->lost [host])
        zs_fail ("%s from n%d to n%d, which has lost the connection to it", what, host,
                 self->host);
    if (view > 0 && view < first)
        zs_fail ("%s from n%d to n%d by connection %lld, but it belongs to %lld", what, host,
                 self->host, (long long) view, (long long) first);
}

//  ---- messages ------------------------------------------------------------

static zs_stream_t *
s_stream (int id)
{
    zs_stream_t *stream = zs_sim.streams;
    while (stream && stream->id != id)
        stream = stream->next;
    return stream;
}

zs_stream_t *
zs_judge_message (zs_being_t *self, int id, int number)
{
    zs_stream_t *stream = s_stream (id);
    zs_trace ("being %d: message %d of stream %d", self->id, number, id);
    if (!stream || stream->to != self)
        zs_fail ("being %d got a message of stream %d, which is not for it", self->id, id);
    int from = stream->from->host;
    if (number != stream->received)
        zs_fail ("stream %d from n%d to n%d: message %d came where %d was due", id, from,
                 self->host, number, stream->received);
    s_judge_way (self, from, 0, "a message");
    if (stream->over)
        zs_fail ("stream %d: message %d came after the end of its sender", id, number);
    if (stream->received && stream->connection != self->view [from])
        zs_fail ("stream %d from n%d to n%d: message %d came by another connection", id, from,
                 self->host, number);
    stream->connection = self->view [from];
    stream->received++;
    return stream;
}

//  ---- ends ----------------------------------------------------------------

//  Nothing was lost on the way, so all that it sent has to have come.
static void
s_judge_last (const zs_stream_t *stream)
{
    const zs_being_t *from = stream->from, *to = stream->to;
    bool one_connection = from->host != to->host && stream->received
                       && stream->connection == to->view [from->host]
                       && !(stream->monitor && stream->monitor->fired);
    if (one_connection && stream->received != stream->sent)
        zs_fail ("being %d has ended, and being %d got %d of its %d messages", from->id, to->id,
                 stream->received, stream->sent);
}

//  This process has ended: none of its messages comes any more.
static void
s_silence (const zs_being_t *being, const zs_being_t *told)
{
    for (zs_stream_t *stream = zs_sim.streams; stream; stream = stream->next)
        if (stream->from == being && stream->to == told && !stream->over) {
            s_judge_last (stream);
            stream->over = true;
        }
    for (zs_pair_t *pair = zs_sim.pairs; pair; pair = pair->next)
        if (pair->owner == being && pair->other == told)
            pair->over = true;
}

//  A connection is lost: nothing more comes by it.
static void
s_judge_lost (const zs_being_t *self, int host)
{
    if (host == self->host)
        zs_fail ("n%d has lost the connection to itself", host);
    self->lost [host] = self->view [host];
}

static bool
s_is_lost (const char *reason)
{
    return strcmp (reason, ":noconnection") == 0;
}

//  Is this a reason for which this process may be said to have ended?
static void
s_judge_reason (const zs_being_t *being, const char *reason)
{
    if (zs_being_alive (being))
        zs_fail ("being %d is said to have ended (%s), and lives", being->id, reason);
    const zs_host_t *host = &zs_sim.hosts [being->host];
    bool killed = being->doomed || host->life != ZS_UP || host->incarnation > being->incarnation;
    if (strcmp (reason, ":noproc") != 0 && (!killed || strcmp (reason, ":killed") != 0)
    && (!being->asked || strcmp (reason, ":asked") != 0))
        zs_fail ("being %d ended with the reason %s, which nobody gave", being->id, reason);
}

//  May somebody be told now that this process ended, and for this reason?
static void
s_judge_end (const zs_being_t *being, const zs_being_t *told, int64_t first, const char *reason)
{
    if (s_is_lost (reason)) {
        s_judge_lost (told, being->host);
        return;
    }
    s_judge_reason (being, reason);
    s_judge_way (told, being->host, first, "the end of a process");
    s_silence (being, told);
}

//  The same of a process that a worker has spawned.
static void
s_judge_child_end (const zs_child_t *child, const char *reason)
{
    if (s_is_lost (reason))
        s_judge_lost (child->parent, child->host);
    else
        s_judge_way (child->parent, child->host, child->first, "the end of a spawned process");
}

static void
s_child_down (zs_child_t *child, const char *reason)
{
    if (!(child->options & ZC_SPAWN_MONITOR) || !child->made || child->downs++)
        zs_fail ("spawn %d: one DOWN too many (%s)", child->id, reason);
    s_judge_child_end (child, reason);
}

void
zs_judge_down (zs_being_t *self, zc_ref_t ref, const char *reason, bool early)
{
    zs_trace ("being %d: DOWN %s", self->id, reason);
    for (zs_monitor_t *monitor = zs_sim.monitors; monitor; monitor = monitor->next)
        if (monitor->watcher == self && zc_ref_equal (monitor->ref, ref)) {
            if (monitor->fired)
                zs_fail ("being %d: its monitor of being %d fired twice", self->id,
                         monitor->watched->id);
            monitor->fired = true;
            if (!early)
                s_judge_end (monitor->watched, self, monitor->first, reason);
            else
            if (!s_is_lost (reason))
                s_judge_reason (monitor->watched, reason);
            return;
        }
    for (zs_child_t *child = zs_sim.children; child; child = child->next)
        if (child->parent == self && zc_ref_equal (child->ref, ref)) {
            s_child_down (child, reason);
            return;
        }
    zs_fail ("being %d: a DOWN of no monitor of its own", self->id);
}

//  ---- links ---------------------------------------------------------------

//  The link came first, and stays until the owner unlinks, or an EXIT comes.
void
zs_judge_linked (zs_being_t *self, int owner, int number)
{
    zs_pair_t *pair = zs_sim.pairs;
    while (pair && (pair->owner->id != owner || pair->other != self))
        pair = pair->next;
    zs_trace ("being %d: linked by being %d", self->id, owner);
    if (!pair)
        zs_fail ("being %d: a link that nobody made", self->id);
    s_judge_way (self, pair->owner->host, 0, "a message");
    if (pair->over)
        zs_fail ("being %d: a message of being %d came after its end", self->id, owner);
    if (number > pair->undone)
        pair->held = true;
}

void
zs_judge_unlink (zs_pair_t *pair)
{
    pair->undone = pair->made;
    pair->held = false;
}

//  Is this the pair's exit? `peer`: the one that ended.
static bool
s_is_exit_of (const zs_being_t *peer, const zs_being_t *self, zc_pid_t from)
{
    return zc_pid_equal (zs_being_pid (peer, self->host), from);
}

void
zs_judge_exit (zs_being_t *self, zc_pid_t from, const char *reason)
{
    zs_trace ("being %d: EXIT %s", self->id, reason);
    for (zs_pair_t *pair = zs_sim.pairs; pair; pair = pair->next)
        if (pair->owner == self && s_is_exit_of (pair->other, self, from)) {
            if (!pair->linked)
                zs_fail ("being %d: an EXIT without a link to being %d (%s)", self->id,
                         pair->other->id, reason);
            pair->linked = false;
            s_judge_end (pair->other, self, pair->first, reason);
            return;
        }
        else
        if (pair->other == self && s_is_exit_of (pair->owner, self, from)) {
            if (++pair->fired_other > pair->made)
                zs_fail ("being %d: more EXITs than links from being %d (%s)", self->id,
                         pair->owner->id, reason);
            pair->held = false;
            s_judge_end (pair->owner, self, 0, reason);
            return;
        }
    for (zs_child_t *child = zs_sim.children; child; child = child->next)
        if (child->parent == self && child->made && zc_pid_equal (child->pid, from)) {
            if (!(child->options & ZC_SPAWN_LINK) || child->exits++)
                zs_fail ("spawn %d: one EXIT too many (%s)", child->id, reason);
            s_judge_child_end (child, reason);
            return;
        }
    zs_fail ("being %d: an EXIT of somebody it never knew (%s)", self->id, reason);
}

//  ---- nodes ---------------------------------------------------------------

void
zs_judge_up (zs_being_t *self, const char *node, int64_t connection)
{
    int host = zs_host_of (node);
    zs_trace ("being %d on n%d: nodeup n%d, connection %lld", self->id, self->host, host,
              (long long) connection);
    if (!zs_may_meet (self->host, host))
        zs_fail ("n%d and n%d are connected, with different cookies", self->host, host);
    if (self->view [host])
        zs_fail ("n%d: a second nodeup of n%d", self->host, host);
    if (connection <= self->latest [host])
        zs_fail ("n%d: connection %lld to n%d after %lld", self->host, (long long) connection,
                 host, (long long) self->latest [host]);
    self->view [host] = self->latest [host] = connection;
}

//  A process of ours was told of this end, or need not be any more.
static bool
s_child_told (const zs_child_t *child)
{
    return child->replies
        && (!child->made || ((child->downs || !(child->options & ZC_SPAWN_MONITOR))
                             && (child->exits || !(child->options & ZC_SPAWN_LINK))));
}

//  The connection is down: what belongs to it, or to one before, has fired by now.
static void
s_judge_rest (const zs_being_t *self, int host, int64_t connection)
{
    for (zs_monitor_t *monitor = zs_sim.monitors; monitor; monitor = monitor->next)
        if (monitor->watcher == self && monitor->watched->host == host && !monitor->fired
        && monitor->first <= connection)
            zs_fail ("being %d: n%d is down, and its monitor of being %d did not fire", self->id,
                     host, monitor->watched->id);
    for (zs_pair_t *pair = zs_sim.pairs; pair; pair = pair->next) {
        bool owns = pair->owner == self && pair->other->host == host && pair->linked
                  && pair->first <= connection;
        if (owns || (pair->other == self && pair->owner->host == host && pair->held))
            zs_fail ("being %d: n%d is down, and its link with being %d did not fire", self->id,
                     host, owns? pair->other->id: pair->owner->id);
    }
    for (zs_child_t *child = zs_sim.children; child; child = child->next)
        if (child->parent == self && child->host == host && child->first <= connection
        && !s_child_told (child))
            zs_fail ("being %d: n%d is down, and nobody told of spawn %d", self->id, host,
                     child->id);
}

void
zs_judge_gone (zs_being_t *self, const char *node, int64_t connection)
{
    int host = zs_host_of (node);
    zs_trace ("being %d on n%d: nodedown n%d, connection %lld", self->id, self->host, host,
              (long long) connection);
    if (!self->view [host])
        zs_fail ("n%d: nodedown of n%d, which was not up", self->host, host);
    if (self->view [host] > 0 && self->view [host] != connection)
        zs_fail ("n%d: nodedown of connection %lld to n%d, but %lld was up", self->host,
                 (long long) connection, host, (long long) self->view [host]);
    s_judge_rest (self, host, connection);
    self->view [host] = self->lost [host] = 0;
    self->latest [host] = connection;
}

void
zs_judge_watch (zs_being_t *self, const char *node)
{
    int host = zs_host_of (node);
    if (self->watches [host]-- == 0)
        zs_fail ("n%d: one nodedown too many of node monitors of n%d", self->host, host);
}

//  ---- spawns --------------------------------------------------------------

void
zs_judge_reply (zs_being_t *self, zc_ref_t ref, const zc_pid_t *pid)
{
    zs_child_t *child = zs_sim.children;
    while (child && (child->parent != self || !zc_ref_equal (child->ref, ref)))
        child = child->next;
    if (!child || child->replies++)
        zs_fail ("being %d: one reply to a spawn too many", self->id);
    if (!pid)
        return;
    s_judge_way (self, child->host, child->first, "the answer to a spawn");
    child->made = true;
    child->pid = *pid;
    if (zs_host_of (zc_node_of (*pid)) != child->host)
        zs_fail ("spawn %d for n%d went to another node", child->id, child->host);
}

void
zs_judge_started (int id)
{
    zs_child_t *child = zs_sim.children;
    while (child && child->id != id)
        child = child->next;
    if (!child || child->started++)
        zs_fail ("spawn %d started a second process", id);
}
