//  zs_judge.c - may it be so? What workers saw, against what may happen
//
//      messages    of a stream: each once, in order, none left out, as long as
//                  the monitor set before the first has not fired
//      monitors    fire once; with the reason the process ended with, noproc if
//                  it is dead, or noconnection
//      links       fire once for each time they were made, and never after unlink
//      nodes       up and down take turns, with one number; a message comes only
//                  from a node that is up
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
        if (stream->from == from && stream->to == to && !stream->fired)
            return stream;
    zs_stream_t *stream = zc_calloc (sizeof *stream);
    stream->id = ++zs_sim.stream_count;
    stream->from = from;
    stream->to = to;
    stream->next = zs_sim.streams;
    zs_sim.streams = stream;
    return stream;
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

//  ---- messages ------------------------------------------------------------

void
zs_judge_message (zs_being_t *self, int id, int number)
{
    zs_stream_t *stream = zs_sim.streams;
    while (stream && stream->id != id)
        stream = stream->next;
    zs_trace ("being %d: message %d of stream %d", self->id, number, id);
    if (!stream || stream->to != self)
        zs_fail ("being %d got a message of stream %d, which is not for it", self->id, id);
    if (number != stream->received)
        zs_fail ("stream %d from n%d to n%d: message %d came where %d was due", id,
                 stream->from->host, self->host, number, stream->received);
    stream->received++;
    if (stream->from->host != self->host && !self->view [stream->from->host])
        zs_fail ("a message from n%d to n%d, which has no connection to it", stream->from->host,
                 self->host);
}

//  ---- ends ----------------------------------------------------------------

//  May somebody be told that this process ended, and for this reason?
static void
s_judge_reason (const zs_being_t *being, int told, const char *reason)
{
    bool lost = strcmp (reason, ":noconnection") == 0;
    if (lost && being->host == told)
        zs_fail ("n%d has lost the connection to itself", told);
    if (lost)
        return;
    if (zs_being_alive (being))
        zs_fail ("being %d is said to have ended (%s), and lives", being->id, reason);
    const zs_host_t *host = &zs_sim.hosts [being->host];
    bool killed = being->doomed || host->life != ZS_UP || host->incarnation > being->incarnation;
    if (strcmp (reason, ":noproc") != 0 && (!killed || strcmp (reason, ":killed") != 0)
    && (!being->asked || strcmp (reason, ":asked") != 0))
        zs_fail ("being %d ended with the reason %s, which nobody gave", being->id, reason);
}

static void
s_child_down (zs_child_t *child, const char *reason)
{
    if (!(child->options & ZC_SPAWN_MONITOR) || !child->made || child->downs++)
        zs_fail ("spawn %d: one DOWN too many (%s)", child->id, reason);
}

void
zs_judge_down (zs_being_t *self, zc_ref_t ref, const char *reason)
{
    zs_trace ("being %d: DOWN %s", self->id, reason);
    for (zs_stream_t *stream = zs_sim.streams; stream; stream = stream->next)
        if (stream->from == self && stream->watched && zc_ref_equal (stream->monitor, ref)) {
            if (stream->fired)
                zs_fail ("stream %d: its monitor fired twice", stream->id);
            stream->fired = true;
            s_judge_reason (stream->to, self->host, reason);
            return;
        }
    for (zs_child_t *child = zs_sim.children; child; child = child->next)
        if (child->parent == self && zc_ref_equal (child->ref, ref)) {
            s_child_down (child, reason);
            return;
        }
    zs_fail ("being %d: a DOWN of no monitor of its own", self->id);
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
            s_judge_reason (pair->other, self->host, reason);
            return;
        }
        else
        if (pair->other == self && s_is_exit_of (pair->owner, self, from)) {
            if (++pair->fired_other > pair->made)
                zs_fail ("being %d: more EXITs than links from being %d (%s)", self->id,
                         pair->owner->id, reason);
            s_judge_reason (pair->owner, self->host, reason);
            return;
        }
    for (zs_child_t *child = zs_sim.children; child; child = child->next)
        if (child->parent == self && child->made && zc_pid_equal (child->pid, from)) {
            if (!(child->options & ZC_SPAWN_LINK) || child->exits++)
                zs_fail ("spawn %d: one EXIT too many (%s)", child->id, reason);
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
    self->view [host] = 0;
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
