//  zc_peer.c - see zc_peer.h

#include "zc_dist.h"

//  ---- finding -------------------------------------------------------------

zc_peer_t *
zc_peer_of (zc_dist_t *dist, const zc_node_name_t *name)
{
    if (name->peer)
        return name->peer;
    zc_peer_t *self = zc_calloc (sizeof *self);
    self->dist = dist;
    self->name = name;
    zc_outbox_init (&self->outbox);
    *dist->peers_tail = self;
    dist->peers_tail = &self->next;
    ((zc_node_name_t *) name)->peer = self;     //  dist's field in there
    return self;
}

zc_peer_t *
zc_peer_get (zc_dist_t *dist, const char *name)
{
    const zc_node_name_t *interned =
        zc_names_intern (zc_core_names (dist->core), name, strlen (name));
    return interned? zc_peer_of (dist, interned): NULL;
}

//  ---- waiting for it ------------------------------------------------------

void
zc_peer_wait (zc_peer_t *self, zc_pid_t pid)
{
    for (size_t i = 0; i < self->waiting_count; i++)
        if (zc_pid_equal (self->waiting [i], pid))
            return;
    if (self->waiting_count == self->waiting_size) {
        self->waiting_size = self->waiting_size? self->waiting_size * 2: 4;
        self->waiting = zc_regrow (self->waiting, self->waiting_size * sizeof *self->waiting);
    }
    self->waiting [self->waiting_count++] = pid;
}

void
zc_peer_wake (zc_peer_t *self)
{
    for (size_t i = 0; i < self->waiting_count; i++)
        zc_core_wake (self->dist->core, self->waiting [i]);
    self->waiting_count = 0;
}

//  ---- dialling ------------------------------------------------------------

static bool
s_may_dial (zc_peer_t *self, bool wanted)
{
    zc_dist_t *dist = self->dist;
    const char *name = self->name->text;
    if (dist->stopping || self->cut || strcmp (name, dist->own.full) == 0)
        return false;
    if (!wanted && (dist->auto_connect == ZC_DIAL_NEVER
                    || (dist->auto_connect == ZC_DIAL_ONCE && self->met)))
        return false;
    zc_nodename_t parts;
    const char *reason = zc_nodename_peer (&parts, name, dist->host.long_names);
    if (reason)
        zc_dist_complain (dist, ZC_LOG_ERROR, "Cannot connect to node %s: %s", name, reason);
    return !reason && zc_keys_for (&dist->keys, name);
}

static void
s_setup_over (zc_timer_t *timer)
{
    zc_peer_t *self = zc_container_of (timer, zc_peer_t, setup);
    zc_peer_fail (self, self->search? "the host or its port map does not answer": "it does not answer");
}

bool
zc_peer_dial (zc_peer_t *self, bool wanted)
{
    if (self->state != ZC_PEER_DOWN)
        return true;
    if (!s_may_dial (self, wanted) || !zc_search_start (self))
        return false;
    self->state = ZC_PEER_DIALLING;
    self->dials++;
    zc_core_timer (self->dist->core, &self->setup, self->dist->setup_ms * INT64_C (1000000),
                   s_setup_over);
    return true;
}

//  Leave the dial behind, whatever came of it.
static void
s_end_dial (zc_peer_t *self)
{
    zc_core_timer_cancel (self->dist->core, &self->setup);
    self->search = NULL;            //  the process sees it and ends
    zc_line_close (&self->line, false);
}

static void
s_forget_queue (zc_peer_t *self)
{
    zc_session_drop_held (self);
    zc_outbox_clear (&self->outbox);
    self->choked = self->choked_bulk = false;
}

void
zc_peer_fail (zc_peer_t *self, const char *why)
{
    if (self->state != ZC_PEER_DIALLING && self->state != ZC_PEER_HELLO)
        return;
    if (why)
        zc_core_log (self->dist->core, ZC_LOG_DEBUG, "no connection to node %s: %s",
                     self->name->text, why);
    s_end_dial (self);
    self->state = ZC_PEER_DOWN;
    s_forget_queue (self);
    zc_route_lost (self->dist->core, self->name);
    if (self->dist->watcher.failed)
        self->dist->watcher.failed (self->dist->watcher.self, self);
    zc_peer_wake (self);
}

//  ---- the session ---------------------------------------------------------

void
zc_peer_up (zc_peer_t *self, zc_line_t *line)
{
    zc_check (!self->session, "a peer has one session");
    if (self->line == line)
        self->line = NULL;          //  the own dial's line becomes the session's
    s_end_dial (self);
    self->line = line;
    self->state = ZC_PEER_UP;
    self->parting = false;
    self->reached = self->dials;
    self->session = zc_session_new (self, zc_line_handshake (line));
    self->met = self->session->creation;
    if (self->dist->watcher.up)
        self->dist->watcher.up (self->dist->watcher.self, self);
    zc_peer_touch (self);
    zc_peer_wake (self);
}

void
zc_peer_down (zc_peer_t *self, const char *reason, int bye)
{
    zc_session_t *session = self->session;
    if (!session)
        return;
    if (bye >= 0) {                 //  what was sent before goes first
        zc_session_flush (session);
        zc_session_say (session, ZC_FRAME_BYE, &(uint8_t) {(uint8_t) bye}, 1);
    }
    self->session = NULL;
    self->lost = self->dist->sessions;
    self->state = ZC_PEER_DOWN;
    zc_line_close (&self->line, bye >= 0);
    zc_core_timer_cancel (self->dist->core, &self->removal);
    s_forget_queue (self);
    zc_route_lost (self->dist->core, self->name);
    if (self->dist->watcher.down)
        self->dist->watcher.down (self->dist->watcher.self, self, session, reason);
    zc_session_destroy (&session);
    zc_peer_wake (self);
}

static void
s_touch (zc_peer_t *self)
{
    if (self->touched)
        return;
    self->touched = true;
    self->touched_next = self->dist->touched;
    self->dist->touched = self;
}

void
zc_peer_touch (zc_peer_t *self)
{
    self->dist->hurries = true;
    s_touch (self);
}

//  Nobody waits for it: a demonitor, a reply to a spawn that asked for none.
static bool
s_has_time (const zc_signal_t *signal)
{
    return signal->type == ZC_SIG_DEMONITOR
        || (signal->type == ZC_SIG_SPAWN_REPLY
            && signal->options & (ZC_SPAWN_REPLY_ERROR | ZC_SPAWN_REPLY_NONE));
}

void
zc_peer_send (zc_peer_t *self, const zc_signal_t *signal)
{
    zc_outbox_put (&self->outbox, signal, self->session? self->session->creation: 0);
    if (self->session && self->outbox.head != self->outbox.last)
        zc_session_flush (self->session);       //  a full frame need not wait
    else
    if (s_has_time (signal))
        s_touch (self);
    else
        zc_peer_touch (self);
}

void
zc_peer_post (zc_peer_t *self, const char *name, const zc_buffer_t *message)
{
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .name = name, .data = message->data,
                          .size = message->size};
    if (self->session)
        zc_peer_send (self, &signal);
}

void
zc_peer_destroy (zc_peer_t **self_p)
{
    zc_peer_t *self = *self_p;
    zc_session_destroy (&self->session);
    zc_core_timer_cancel (self->dist->core, &self->setup);
    zc_core_timer_cancel (self->dist->core, &self->removal);
    zc_core_timer_cancel (self->dist->core, &self->meet);
    s_forget_queue (self);
    ((zc_node_name_t *) self->name)->peer = NULL;
    zc_release (self->waiting);
    zc_release (self);
    *self_p = NULL;
}
