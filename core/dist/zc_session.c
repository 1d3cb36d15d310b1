//  zc_session.c - the frames of a session: credit, ticks, pings, held frames
//
//  Credit: of what we sent, at most ZC_WINDOW bytes may not be consumed yet,
//  at most ZC_WINDOW_BULK of them in fragments: so long does a small signal wait
//  behind them. While there are no small ones a bigger window moves more. Each frame says how much its
//  sender has consumed; if there is none to send, a tick says it after a
//  quarter of the window. What does not fit waits in the outbox, and past the
//  busy limit there the process layer suspends who sends. So a slow peer costs
//  a bounded amount of memory here, in the kernel and over there. PONGs count as
//  well, and one answers all PINGs before it: or one who asks and does not read
//  would fill us up.

#include "zc_dist.h"

const char ZC_SESSION_BYE [] = "bye";
static const char s_nonsense [] = "sends frames that make no sense";

struct zc_held_t {
    zc_held_t *next;
    zc_buffer_t frame;
    int64_t due;
};

//  ---- out -----------------------------------------------------------------

static void
s_release_held (zc_timer_t *timer)
{
    zc_peer_t *peer = zc_container_of (timer, zc_peer_t, release);
    int64_t now = zc_core_now (peer->dist->core);
    while (peer->held && (peer->held->due <= now || !peer->delay)) {
        zc_held_t *held = peer->held;
        peer->held = held->next;
        zc_line_send (peer->line, &held->frame);
        zc_release (held);
    }
    if (peer->held)
        zc_core_timer (peer->dist->core, timer, peer->held->due - now, s_release_held);
}

static void
s_hold (zc_peer_t *peer, zc_buffer_t *frame)
{
    zc_held_t *held = zc_calloc (sizeof *held);
    held->frame = *frame;
    *frame = (zc_buffer_t) {0};
    held->due = zc_core_now (peer->dist->core) + peer->delay;
    if (peer->held)
        peer->held_last->next = held;
    else {
        peer->held = held;
        zc_core_timer (peer->dist->core, &peer->release, peer->delay, s_release_held);
    }
    peer->held_last = held;
}

void
zc_session_delay (zc_peer_t *peer, int64_t delay)
{
    peer->delay = delay;
    if (peer->held && !delay)
        s_release_held (&peer->release);
}

void
zc_session_drop_held (zc_peer_t *peer)
{
    zc_core_timer_cancel (peer->dist->core, &peer->release);
    while (peer->held) {
        zc_held_t *held = peer->held;
        peer->held = held->next;
        zc_buffer_clear (&held->frame);
        zc_release (held);
    }
}

//  Fill in the head and send; takes the frame's memory.
static void
s_send (zc_session_t *self, zc_frame_kind_t kind, zc_buffer_t *frame)
{
    frame->data [0] = (uint8_t) kind;
    zc_put_u64 (frame->data + 1, self->received);
    self->reported = self->received;
    self->said = true;
    if (kind == ZC_FRAME_SIGNALS || kind == ZC_FRAME_PONG)
        self->sent += frame->size;
    if (self->peer->delay || self->peer->held)
        s_hold (self->peer, frame);
    else
        zc_line_send (self->peer->line, frame);
}

void
zc_session_say (zc_session_t *self, zc_frame_kind_t kind, const void *data, size_t size)
{
    zc_buffer_t frame = {0};
    zc_buffer_add (&frame, ZC_FRAME_HEAD);
    zc_buffer_put (&frame, data, size);
    s_send (self, kind, &frame);
}

//  A sign of life, and how often we want one.
static void
s_say_tick (zc_session_t *self)
{
    uint8_t wanted [4];
    zc_put_u32 (wanted, (uint32_t) (self->peer->dist->ticks.every / 1000000));
    zc_session_say (self, ZC_FRAME_TICK, wanted, sizeof wanted);
}

static size_t
s_credit (const zc_session_t *self)
{
    return ZC_WINDOW - (size_t) (self->sent - self->acked);
}

static bool
s_send_small (zc_session_t *self)
{
    zc_outbox_t *outbox = &self->peer->outbox;
    size_t size = zc_outbox_small_size (outbox);
    if (!size || size > s_credit (self))
        return false;
    zc_buffer_t frame;
    zc_outbox_take_small (outbox, &frame);
    s_send (self, ZC_FRAME_SIGNALS, &frame);
    self->small_at = self->sent;
    return true;
}

//  Who has no room for a fragment has sent enough for the peer to say that it was consumed:
//  by bytes, and by frames, of which every second one may be the short end of a record.
_Static_assert (ZC_WINDOW_BULK - ZC_FRAGMENT_MIN >= ZC_WINDOW / 4
                && ZC_BULK_FRAMES_MAX / 2 * ZC_BULK >= ZC_WINDOW / 4, "both sides would wait");

//  How big a frame with a fragment may be now.
static size_t
s_bulk_limit (const zc_session_t *self)
{
    bool alone = self->sent - self->small_at > ZC_WINDOW;
    size_t window = alone? ZC_WINDOW_BULK_ALONE: ZC_WINDOW_BULK;
    size_t limit = s_credit (self);
    if (self->bulk_count == ZC_BULK_FRAMES_MAX || self->bulk_bytes >= window)
        return 0;
    if (limit > window - self->bulk_bytes)
        limit = window - self->bulk_bytes;
    return limit < ZC_FRAGMENT_FRAME_MAX? limit: ZC_FRAGMENT_FRAME_MAX;
}

static bool
s_send_bulk (zc_session_t *self)
{
    zc_buffer_t frame = {0};
    if (!zc_outbox_take_bulk (&self->peer->outbox, s_bulk_limit (self), &frame))
        return false;
    size_t slot = (self->bulk_first + self->bulk_count++) % ZC_BULK_FRAMES_MAX;
    self->bulk [slot].size = frame.size;
    self->bulk [slot].end = self->sent + frame.size;
    self->bulk_bytes += frame.size;
    s_send (self, ZC_FRAME_SIGNALS, &frame);
    return true;
}

static void
s_send_pong (zc_session_t *self)
{
    uint8_t number [8];
    if (self->answered == self->asked || s_credit (self) < ZC_FRAME_HEAD + sizeof number)
        return;
    self->answered = self->asked;
    zc_put_u64 (number, self->asked);
    zc_session_say (self, ZC_FRAME_PONG, number, sizeof number);
}

//  Senders who were told that the peer is busy go on at half the limit. All of
//  them are woken; who has still too much before it is suspended again.
static void
s_make_room (zc_peer_t *peer)
{
    size_t enough = peer->dist->busy_limit / 2;
    bool small = peer->choked && peer->outbox.small <= enough;
    bool bulk = peer->choked_bulk && peer->outbox.queued <= enough;
    if (small)
        peer->choked = false;
    if (bulk)
        peer->choked_bulk = false;
    if (small || bulk)
        zc_route_room (peer->dist->core, peer->name);
}

void
zc_session_flush (zc_session_t *self)
{
    s_send_pong (self);
    bool more = true;
    while (more) {                  //  small ones and fragments take turns
        more = s_send_small (self);
        more |= s_send_bulk (self);
    }
    if (self->received - self->reported >= ZC_WINDOW / 4)
        s_say_tick (self);
    s_make_room (self->peer);
}

//  ---- ticks ---------------------------------------------------------------

//  How often this side looks and says something: as the one wants it who is in more of
//  a hurry. So nodes of different tick times get on, and neither has to be told the other's.
static int64_t
s_pace (const zc_session_t *self)
{
    int64_t every = self->peer->dist->ticks.every;
    return self->wanted && self->wanted < every? self->wanted: every;
}

//  Intervals are counted, not time: a node that was frozen itself does not
//  take its peers for dead when it wakes.
static void
s_tick (zc_timer_t *timer)
{
    zc_session_t *self = zc_container_of (timer, zc_session_t, tick);
    const zc_ticks_t *ticks = &self->peer->dist->ticks;
    self->silent = self->heard? 0: self->silent + s_pace (self);
    self->heard = false;
    if (self->silent >= ticks->every * ticks->misses) {
        zc_peer_down (self->peer, "net_tick_timeout", -1);
        return;
    }
    if (!self->said)
        s_say_tick (self);
    self->said = false;
    zc_core_timer (self->peer->dist->core, timer, s_pace (self), s_tick);
}

static void
s_restart_tick (zc_session_t *self)
{
    zc_core_timer_cancel (self->peer->dist->core, &self->tick);
    zc_core_timer (self->peer->dist->core, &self->tick, s_pace (self), s_tick);
}

void
zc_session_set_tick (zc_session_t *self)
{
    s_restart_tick (self);
    s_say_tick (self);
    self->silent = 0;
}

static const char *
s_take_tick (zc_session_t *self, const uint8_t *data, size_t size)
{
    if (size != ZC_FRAME_HEAD + 4)
        return s_nonsense;
    int64_t wanted_ms = zc_get_u32 (data + ZC_FRAME_HEAD);
    int64_t wanted = (wanted_ms > ZC_TICK_MIN_MS? wanted_ms: ZC_TICK_MIN_MS) * 1000000;
    if (wanted != self->wanted) {
        self->wanted = wanted;
        s_restart_tick (self);
    }
    return NULL;
}

//  ---- in ------------------------------------------------------------------

//  The peer says how much it has consumed.
static bool
s_acknowledge (zc_session_t *self, uint64_t consumed)
{
    if (consumed < self->acked || consumed > self->sent)
        return false;
    bool waiting = !zc_outbox_empty (&self->peer->outbox) || self->answered != self->asked;
    if (consumed > self->acked && waiting)
        zc_peer_touch (self->peer);
    self->acked = consumed;
    while (self->bulk_count && self->bulk [self->bulk_first].end <= consumed) {
        self->bulk_bytes -= self->bulk [self->bulk_first].size;
        self->bulk_first = (self->bulk_first + 1) % ZC_BULK_FRAMES_MAX;
        self->bulk_count--;
    }
    return true;
}

//  A signal for an earlier incarnation of this node has no receiver any more.
static void
s_apply (void *arg, const zc_signal_t *signal)
{
    zc_session_t *self = arg;
    if (signal->to.creation || (signal->type == ZC_SIG_ALIAS && signal->ref.creation)) {
        zc_signal_t answer;
        if (zc_wire_noproc (signal, &answer))
            zc_peer_send (self->peer, &answer);
    }
    else
        zc_signal_apply (self->peer->dist->core, signal, self->peer->name);
}

//  Count a frame that takes credit; false: there was none left.
static bool
s_consume (zc_session_t *self, size_t size)
{
    self->received += size;
    if (self->received - self->reported >= ZC_WINDOW / 4)
        zc_peer_touch (self->peer);
    return self->received - self->reported <= ZC_WINDOW;
}

static const char *
s_take_signals (zc_session_t *self, const uint8_t *data, size_t size)
{
    if (!s_consume (self, size))
        return "sends more than its credit";
    if (!zc_inbox_take (&self->inbox, &self->origin, data + ZC_FRAME_HEAD, size - ZC_FRAME_HEAD,
                        s_apply, self))
        return "sends what is not a signal";
    return NULL;
}

static const char *
s_take_ping (zc_session_t *self, const uint8_t *data, size_t size)
{
    if (size != ZC_FRAME_HEAD + 8)
        return s_nonsense;
    self->asked = zc_get_u64 (data + ZC_FRAME_HEAD);
    zc_peer_touch (self->peer);
    return NULL;
}

uint64_t
zc_session_ping (zc_session_t *self)
{
    uint8_t number [8];
    zc_put_u64 (number, ++self->pings);
    zc_session_flush (self);
    zc_session_say (self, ZC_FRAME_PING, number, sizeof number);
    return self->pings;
}

static const char *
s_take_pong (zc_session_t *self, const uint8_t *data, size_t size)
{
    if (size != ZC_FRAME_HEAD + 8)
        return s_nonsense;
    if (!s_consume (self, size))
        return "sends more than its credit";
    uint64_t number = zc_get_u64 (data + ZC_FRAME_HEAD);
    if (number > self->pongs && number <= self->pings) {
        self->pongs = number;
        zc_peer_wake (self->peer);
    }
    return NULL;
}

const char *
zc_session_take (zc_session_t *self, const uint8_t *data, size_t size)
{
    if (size < ZC_FRAME_HEAD || !s_acknowledge (self, zc_get_u64 (data + 1)))
        return s_nonsense;
    self->heard = true;
    switch (data [0]) {
        case ZC_FRAME_SIGNALS:
            return s_take_signals (self, data, size);
        case ZC_FRAME_TICK:
            return s_take_tick (self, data, size);
        case ZC_FRAME_PING:
            return s_take_ping (self, data, size);
        case ZC_FRAME_PONG:
            return s_take_pong (self, data, size);
        case ZC_FRAME_BYE:
            return size == ZC_FRAME_HEAD + 1? ZC_SESSION_BYE: s_nonsense;
        default:
            return "sends frames of no known kind";
    }
}

//  ---- begin and end -------------------------------------------------------

zc_session_t *
zc_session_new (zc_peer_t *peer, const zc_handshake_t *handshake)
{
    zc_session_t *self = zc_calloc (sizeof *self);
    zc_dist_t *dist = peer->dist;
    self->peer = peer;
    self->number = ++dist->sessions;
    self->creation = handshake->peer_creation;
    self->hidden = dist->hidden || handshake->peer_flags & ZC_FLAG_HIDDEN;
    self->mesh = dist->host.flags & handshake->peer_flags & ZC_FLAG_MESH;
    self->origin = (zc_wire_origin_t) {
        peer->name, {peer->name->text, self->creation, dist->own.full, dist->host.creation}};
    zc_session_set_tick (self);
    return self;
}

void
zc_session_destroy (zc_session_t **self_p)
{
    zc_session_t *self = *self_p;
    if (self) {
        zc_core_timer_cancel (self->peer->dist->core, &self->tick);
        zc_inbox_clear (&self->inbox);
        zc_release (self);
        *self_p = NULL;
    }
}
