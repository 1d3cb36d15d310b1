//  zc_line.c - channels of the net, and the handshake on each
//
//  A line is a channel from the dial, or the first frame, to its end:
//
//      dialled   opened ──> H …  up ──> session frames ──> closed
//      accepted  H      ──> C …  up ──> session frames ──> closed
//
//  Two nodes that dial each other at once: the dial of the greater name goes
//  on. The lesser node lets the other's in and drops its own; the greater one
//  refuses (simultaneous), which the lesser takes as: wait. A line whose
//  handshake began before the session came up is a leftover of that, and is
//  refused too; a line that began after it is the same node come back, or
//  another of its name, and replaces the session.

#include "zc_dist.h"

struct zc_line_t {
    zc_line_t *next, *prev;
    zc_dist_t *dist;
    zc_channel_t *channel;          //  NULL: gone
    zc_peer_t *peer;                //  dialled, or proven
    bool up;
    bool guest;                     //  accepted and not proven: counted
    uint64_t since;                 //  number of the last session when it began
    zc_handshake_t handshake;
    zc_timer_t limit;               //  of an accepted line's handshake
};

enum { GUESTS_MAX = 256 };          //  accepted lines in their handshake

//  ---- begin, end, send ----------------------------------------------------

static zc_line_t *
s_new (zc_dist_t *dist)
{
    zc_line_t *self = zc_calloc (sizeof *self);
    self->dist = dist;
    self->since = dist->sessions;
    self->next = dist->lines;
    if (self->next)
        self->next->prev = self;
    dist->lines = self;
    return self;
}

static void
s_not_guest (zc_line_t *self)
{
    if (self->guest)
        self->dist->guests--;
    self->guest = false;
    zc_core_timer_cancel (self->dist->core, &self->limit);
}

void
zc_line_close (zc_line_t **self_p, bool flush)
{
    zc_line_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    s_not_guest (self);
    if (self->channel)
        self->dist->net->close (self->dist->net, self->channel, flush);
    if (self->prev)
        self->prev->next = self->next;
    else
        self->dist->lines = self->next;
    if (self->next)
        self->next->prev = self->prev;
    memset (self, 0, sizeof *self);     //  it held a secret
    zc_release (self);
}

//  Close the line, which may be its peer's.
static void
s_close (zc_line_t *self, bool flush)
{
    if (self->peer && self->peer->line == self)
        self->peer->line = NULL;
    zc_line_close (&self, flush);
}

void
zc_line_send (zc_line_t *self, zc_buffer_t *frame)
{
    self->dist->net->send (self->dist->net, self->channel, frame);
}

const zc_handshake_t *
zc_line_handshake (const zc_line_t *self)
{
    return &self->handshake;
}

void
zc_line_close_all (zc_dist_t *dist)
{
    while (dist->lines)
        s_close (dist->lines, false);
}

//  ---- a line dialled ------------------------------------------------------

void
zc_line_dial (zc_peer_t *peer, const char *address, int port, const zc_secret_t *secret)
{
    zc_dist_t *dist = peer->dist;
    zc_line_t *self = s_new (dist);
    self->peer = peer;
    self->handshake.secret = *secret;   //  until the handshake begins
    peer->line = self;
    self->channel = dist->net->dial (dist->net, address, port,
                                      dist->curve? secret: NULL);
    self->channel->owner = self;
}

static void
s_opened (void *arg, zc_channel_t *channel)
{
    zc_dist_t *dist = arg;
    zc_line_t *self = channel->owner;
    uint8_t nonce [ZC_NONCE_SIZE];
    zc_buffer_t hello = {0};
    zc_secret_t secret = self->handshake.secret;
    zc_core_random (dist->core, nonce, sizeof nonce);
    zc_handshake_dial (&self->handshake, &dist->host, self->peer->name->text, &secret,
                       dist->curve, nonce, &hello);
    zc_line_send (self, &hello);
    self->peer->state = ZC_PEER_HELLO;
}

static void
s_failed (void *arg, zc_channel_t *channel, zc_dial_error_t error)
{
    (void) arg;
    static const char *const reasons [] = {[ZC_DIAL_REFUSED] = "nobody listens at its port",
                                           [ZC_DIAL_DENIED] = "it refused our cookie",
                                           [ZC_DIAL_BROKEN] = "no handshake with what is at its port"};
    zc_line_t *self = channel->owner;
    zc_peer_t *peer = self->peer;
    self->channel = NULL;
    s_close (self, false);
    zc_peer_fail (peer, reasons [error]);
}

//  ---- a line accepted -----------------------------------------------------

static bool
s_admit (void *arg, const uint8_t key [ZC_KEY_SIZE], const char *address)
{
    zc_dist_t *dist = arg;
    if (!dist->stopping && zc_keys_admit (&dist->keys, key))
        return true;
    if (!dist->stopping)
        zc_dist_complain (dist, ZC_LOG_ERROR,
                          "Connection attempt from %s rejected: wrong cookie", address);
    return false;
}

static void
s_rejected (void *arg, const char *address, const char *why)
{
    zc_dist_t *dist = arg;
    if (!dist->stopping)
        zc_dist_complain (dist, ZC_LOG_WARNING, "Connection attempt from %s rejected: %s", address,
                          why);
}

//  End a guest that does not get through its handshake.
static void
s_turn_out (zc_line_t *self, const char *why)
{
    s_rejected (self->dist, self->channel->address, why);
    s_close (self, false);
}

static void
s_limit_over (zc_timer_t *timer)
{
    s_turn_out (zc_container_of (timer, zc_line_t, limit), "too slow");
}

//  One of two nodes that dial each other drops its dial when it has let the
//  other's in: nothing to complain of. The name is not proven, so no peer is made
//  of it. The session may have come up before this line began, or be over.
static bool
s_left_over (const zc_line_t *self)
{
    const zc_peer_t *peer = self->dist->peers;
    while (peer && strcmp (peer->name->text, self->handshake.peer) != 0)
        peer = peer->next;
    return peer && (peer->state == ZC_PEER_DIALLING || peer->state == ZC_PEER_HELLO
                    || peer->met == self->handshake.peer_creation);
}

//  A guest's connection is over before its handshake is.
static void
s_guest_left (zc_line_t *self, const char *address, const char *why)
{
    if (why || !s_left_over (self))
        s_rejected (self->dist, address,
                    why? "does not speak our protocol": "hung up in the handshake");
    s_close (self, false);
}

//  Strangers who say nothing must not keep others out.
static void
s_close_oldest_guest (zc_dist_t *dist)
{
    zc_line_t *oldest = NULL;
    for (zc_line_t *line = dist->lines; line; line = line->next)
        if (line->guest)
            oldest = line;
    if (oldest)
        s_turn_out (oldest, "too many at once");
}

static zc_line_t *
s_accept (zc_dist_t *dist, zc_channel_t *channel)
{
    if (dist->stopping) {
        dist->net->close (dist->net, channel, false);
        return NULL;
    }
    if (dist->guests >= GUESTS_MAX)
        s_close_oldest_guest (dist);
    zc_line_t *self = s_new (dist);
    uint8_t nonce [ZC_NONCE_SIZE];
    self->channel = channel;
    channel->owner = self;
    self->guest = true;
    dist->guests++;
    zc_core_random (dist->core, nonce, sizeof nonce);
    zc_handshake_accept (&self->handshake, &dist->host, self, channel->keyed? channel->key: NULL,
                         nonce);
    zc_core_timer (dist->core, &self->limit, dist->setup_ms * INT64_C (1000000), s_limit_over);
    return self;
}

//  ---- the handshake's questions -------------------------------------------

static const zc_secret_t *
s_secret (void *arg, const char *peer)
{
    zc_dist_t *dist = arg;
    return zc_keys_for (&dist->keys, peer);
}

static zc_refusal_t
s_meet (void *arg, void *line, const char *name)
{
    zc_dist_t *dist = arg;
    zc_peer_t *peer = zc_peer_get (dist, name);
    if (!peer)
        return ZC_REFUSED_NAME;
    if (peer->cut)
        return ZC_REFUSED_NOT_ALLOWED;
    bool leftover = peer->session && peer->session->number > ((zc_line_t *) line)->since;
    bool ours_wins = peer->state == ZC_PEER_HELLO && strcmp (dist->own.full, name) > 0;
    return leftover || ours_wins? ZC_REFUSED_SIMULTANEOUS: ZC_REFUSED_NOT;
}

//  ---- the handshake's outcome ---------------------------------------------

static void
s_up (zc_line_t *self)
{
    self->up = true;
    s_not_guest (self);
    if (!self->peer)
        self->peer = zc_peer_get (self->dist, self->handshake.peer);
    if (self->peer->session)
        zc_peer_down (self->peer, "connection_closed", -1);
    zc_peer_up (self->peer, self);
}

//  We refuse an initiator: say so, there and in the log.
static void
s_refuse (zc_line_t *self)
{
    zc_refusal_t refusal = self->handshake.refusal;
    if (refusal != ZC_REFUSED_SIMULTANEOUS && refusal != ZC_REFUSED_STOPPING)
        zc_dist_complain (self->dist, ZC_LOG_ERROR,
                          "Connection attempt from node %s (%s) rejected: %s",
                          self->handshake.peer [0]? self->handshake.peer: "without name",
                          self->channel->address, zc_refusal_text (refusal));
    s_close (self, true);
}

//  Our dial was refused, or the other side makes no sense, or has gone.
static void
s_lose (zc_line_t *self)
{
    zc_peer_t *peer = self->peer;
    zc_refusal_t refusal = self->handshake.refusal;
    bool ours = peer && peer->line == self;
    s_close (self, false);
    if (!ours)
        return;
    if (refusal == ZC_REFUSED_SIMULTANEOUS) {
        peer->state = ZC_PEER_DIALLING;         //  the other's dial will come
        return;
    }
    zc_peer_fail (peer, refusal? zc_refusal_text (refusal): "it has hung up");
}

static void
s_step (zc_line_t *self, const uint8_t *data, size_t size)
{
    zc_buffer_t answer = {0};
    zc_handshake_step_t step = zc_handshake_take (&self->handshake, data, size, &answer);
    if (answer.size)
        zc_line_send (self, &answer);
    zc_buffer_clear (&answer);
    if (step == ZC_HANDSHAKE_UP)
        s_up (self);
    else
    if (step == ZC_HANDSHAKE_REFUSED)
        s_refuse (self);
    else
    if (step == ZC_HANDSHAKE_FAILED && self->guest)
        s_turn_out (self, "does not speak our protocol");
    else
    if (step == ZC_HANDSHAKE_FAILED)
        s_lose (self);
}

//  ---- frames and ends -----------------------------------------------------

static void
s_session_frame (zc_peer_t *peer, const uint8_t *data, size_t size)
{
    const char *reason = zc_session_take (peer->session, data, size);
    if (!reason)
        return;
    if (reason == ZC_SESSION_BYE)
        peer->parting |= data [ZC_FRAME_HEAD] != ZC_BYE_DISCONNECT;
    else
        zc_dist_complain (peer->dist, ZC_LOG_ERROR, "Connection to node %s ended: it %s",
                          peer->name->text, reason);
    zc_peer_down (peer, "connection_closed", -1);
}

static void
s_frame (void *arg, zc_channel_t *channel, const uint8_t *data, size_t size)
{
    zc_line_t *self = channel->owner;
    if (!self)
        self = s_accept (arg, channel);
    if (self && self->up)
        s_session_frame (self->peer, data, size);
    else
    if (self)
        s_step (self, data, size);
}

//  `why`: what the peer did that is worth a complaint; NULL: it ended without a goodbye. That
//  can be seen, and takes no complaint's place: many nodes may be lost at once.
static void
s_session_closed (zc_peer_t *peer, const char *why)
{
    if (why)
        zc_dist_complain (peer->dist, ZC_LOG_ERROR, "Connection to node %s ended: it %s",
                          peer->name->text, why);
    else
        zc_core_log (peer->dist->core, ZC_LOG_INFO, "Connection to node %s ended: it hung up",
                     peer->name->text);
    zc_peer_down (peer, "connection_closed", -1);
}

static void
s_closed (void *arg, zc_channel_t *channel, const char *why)
{
    (void) arg;
    zc_line_t *self = channel->owner;
    if (!self)
        return;
    self->channel = NULL;
    if (self->up)
        s_session_closed (self->peer, why);
    else
    if (self->guest)
        s_guest_left (self, channel->address, why);
    else
        s_lose (self);
}

void
zc_line_listen_to (zc_dist_t *dist)
{
    zc_net_events_t events = {dist, s_admit, s_opened, s_failed, s_frame, s_closed,
                              s_rejected};
    dist->net->set_events (dist->net, &events);
    dist->host.self = dist;
    dist->host.secret = s_secret;
    dist->host.meet = s_meet;
}
