//  fuzz_link.h - a peer that has the cookie, and the network between it and the node
//
//  In the place of TCP: fz_net_new gives the node a network in which the peer's next frame,
//  fz_put, arrives at the node's next turn, or the connection is cut. What the node sends
//  is checked by the peer at once: it is what zc_wire.h says, within its credit, and each
//  sender's messages are in order. Each frame ends the session or does not, as it ought to.

#ifndef FUZZ_LINK_H_INCLUDED
#define FUZZ_LINK_H_INCLUDED

#include "fuzz.h"
#include "dist/zc_dist.h"

enum { SENDERS = 4 };

//  A connection, as the peer sees it.
typedef struct {
    zc_channel_t base;              //  must be first
    zc_handshake_t machine;
    bool up, bye;                   //  the handshake is through; the node has said BYE
    zc_wire_origin_t origin;
    zc_inbox_t inbox;
    uint64_t given, told;           //  bytes that take credit: to the node, so many consumed
    uint64_t taken, said;           //  … and from it
    uint64_t asked, pinged;         //  number of the last PING: to the node, from it
    uint32_t sent [SENDERS], next [SENDERS];    //  messages of the node; numbers to come
} fz_connection_t;

//  What the network does at the node's next turn.
typedef enum { NOTHING, FRAME, CUT } fz_event_t;

static zc_dist_t *fz_dist;          //  the node's
static zc_net_events_t fz_events;
static fz_connection_t *fz_connection;
static fz_event_t fz_event;
static zc_buffer_t fz_frame;
static unsigned fz_times;           //  how often fz_frame arrives

//  ---- the peer ------------------------------------------------------------

static bool
fz_takes_credit (uint8_t kind)
{
    return kind == ZC_FRAME_SIGNALS || kind == ZC_FRAME_PONG;
}

//  A message has the number of its sender's messages before it.
static void
fz_hear (void *arg, const zc_signal_t *signal)
{
    fz_connection_t *self = arg;
    fuzz_check (signal->from.node == self->origin.peer || zc_pid_is_null (signal->from));
    if (signal->type != ZC_SIG_MESSAGE)
        return;
    uint32_t from = signal->from.id - 1;
    fuzz_check (from < SENDERS && signal->to.id == 5 && signal->size >= 9);
    fuzz_check (zc_get_u32 (signal->data + 5) == self->next [from]);
    self->next [from]++;
}

static void
fz_take_number (fz_connection_t *self, uint8_t kind, const uint8_t *data, size_t size)
{
    fuzz_check (size == ZC_FRAME_HEAD + 8);
    uint64_t number = zc_get_u64 (data + ZC_FRAME_HEAD);
    if (kind == ZC_FRAME_PING)
        fuzz_check (number == ++self->pinged);
    else
    if (!fz_dist->peers->held)
        fuzz_check (number == self->asked);
}

//  The node has sent a frame of a session.
static void
fz_take (fz_connection_t *self, const uint8_t *data, size_t size)
{
    fuzz_check (size >= ZC_FRAME_HEAD && !self->bye);
    uint64_t told = zc_get_u64 (data + 1);
    fuzz_check (told >= self->told && told <= self->given);
    self->told = told;
    if (fz_takes_credit (data [0]))
        self->taken += size;
    fuzz_check (self->taken <= self->said + ZC_WINDOW);
    switch (data [0]) {
        case ZC_FRAME_SIGNALS:
            fuzz_check (size > ZC_FRAME_HEAD && size <= ZC_FRAGMENT_FRAME_MAX);
            fuzz_check (zc_inbox_take (&self->inbox, &self->origin, data + ZC_FRAME_HEAD,
                                       size - ZC_FRAME_HEAD, fz_hear, self));
            break;
        case ZC_FRAME_TICK:
            fuzz_check (size == ZC_FRAME_HEAD + 4);
            break;
        case ZC_FRAME_PING:
        case ZC_FRAME_PONG:
            fz_take_number (self, data [0], data, size);
            break;
        default:
            fuzz_check (data [0] == ZC_FRAME_BYE);
            fuzz_check (size == ZC_FRAME_HEAD + 1 && data [ZC_FRAME_HEAD] <= ZC_BYE_LEAVE);
            self->bye = true;
    }
}

//  ---- the network ---------------------------------------------------------

static void
fz_connection_free (fz_connection_t *self)
{
    if (fz_connection == self)
        fz_connection = NULL;
    zc_inbox_clear (&self->inbox);
    zc_release (self);
}

//  The peer's next frame; takes it over.
static void
fz_put (zc_buffer_t *frame)
{
    fuzz_check (fz_event == NOTHING);
    fz_event = FRAME;
    fz_times = 1;
    zc_buffer_clear (&fz_frame);
    fz_frame = *frame;
    *frame = (zc_buffer_t) {0};
}

static void
fz_net_send (zc_net_t *net, zc_channel_t *channel, zc_buffer_t *frame)
{
    (void) net;
    fz_connection_t *self = (fz_connection_t *) channel;
    zc_buffer_t answer = {0};
    uint8_t *copy = fuzz_copy (frame->data, frame->size);
    if (self->up)
        fz_take (self, copy, frame->size);
    else {
        zc_handshake_step_t step = zc_handshake_take (&self->machine, copy, frame->size, &answer);
        fuzz_check (step == ZC_HANDSHAKE_UP || step == ZC_HANDSHAKE_MORE);
        self->up = step == ZC_HANDSHAKE_UP;
    }
    free (copy);
    zc_buffer_clear (frame);
    if (answer.size)
        fz_put (&answer);
}

static void
fz_net_close (zc_net_t *net, zc_channel_t *channel, bool flush)
{
    (void) net, (void) flush;
    fz_connection_free ((fz_connection_t *) channel);
}

//  Must the node end the session for this frame? 1: yes, 0: no, -1: the records tell
static int
fz_ends (const zc_session_t *session, const uint8_t *data, size_t size)
{
    if (size < ZC_FRAME_HEAD)
        return 1;
    uint64_t said = zc_get_u64 (data + 1);
    uint64_t credit = session->reported + ZC_WINDOW - session->received;
    if (said < session->acked || said > session->sent)
        return 1;
    switch (data [0]) {
        case ZC_FRAME_SIGNALS:
            return size > credit? 1: size == ZC_FRAME_HEAD? 0: -1;
        case ZC_FRAME_TICK:
            return size != ZC_FRAME_HEAD + 4;
        case ZC_FRAME_PING:
            return size != ZC_FRAME_HEAD + 8;
        case ZC_FRAME_PONG:
            return size != ZC_FRAME_HEAD + 8 || size > credit;
        default:
            return 1;
    }
}

//  A frame of a session arrives.
static void
fz_deliver (const uint8_t *data, size_t size)
{
    const zc_peer_t *peer = fz_dist->peers;
    int ends = fz_ends (peer->session, data, size);
    if (ends <= 0) {
        fuzz_check (size >= ZC_FRAME_HEAD);
        fz_connection->said = zc_get_u64 (data + 1);
        if (fz_takes_credit (data [0]))
            fz_connection->given += size;
        if (data [0] == ZC_FRAME_PING)
            fz_connection->asked = zc_get_u64 (data + ZC_FRAME_HEAD);
    }
    fz_events.frame (fz_events.self, &fz_connection->base, data, size);
    if (ends >= 0)
        fuzz_check (ends == !peer->session);
}

static bool
fz_net_turn (zc_net_t *net)
{
    (void) net;
    fz_event_t event = fz_event;
    fz_event = NOTHING;
    for (unsigned times = fz_times; event == FRAME && times && fz_connection; times--) {
        size_t size = fz_frame.size;
        uint8_t *copy = fuzz_copy (fz_frame.data, size);
        if (fz_connection->up)
            fz_deliver (copy, size);
        else
            fz_events.frame (fz_events.self, &fz_connection->base, copy, size);
        free (copy);
    }
    if (event == CUT) {
        fz_connection_t *gone = fz_connection;
        fz_events.closed (fz_events.self, &gone->base, NULL);
        fz_connection_free (gone);
    }
    return event != NOTHING;
}

static int
fz_net_listen (zc_net_t *net, const zc_net_options_t *options, char **error)
{
    (void) net, (void) options, (void) error;
    return 1;
}

//  The node has no reason to dial.
static zc_channel_t *
fz_net_dial (zc_net_t *net, const char *address, int port, const zc_secret_t *secret)
{
    (void) net, (void) address, (void) port, (void) secret;
    fuzz_check (false);
    return NULL;
}

static int
fz_net_fd (zc_net_t *net)
{
    (void) net;
    return -1;
}

static void
fz_net_watch_in (zc_net_t *net, zc_core_t *core)
{
    (void) net, (void) core;
}

static void
fz_net_set_events (zc_net_t *net, const zc_net_events_t *events)
{
    (void) net;
    fz_events = *events;
}

static void
fz_net_destroy (zc_net_t **net_p)
{
    *net_p = NULL;
}

static zc_net_t *
fz_net_new (void *self)
{
    (void) self;
    static zc_net_t net = {fz_net_listen, fz_net_dial, fz_net_send, fz_net_close, fz_net_turn,
                           fz_net_fd, fz_net_watch_in, fz_net_set_events, fz_net_destroy};
    return &net;
}

#endif
