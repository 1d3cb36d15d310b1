//  zc_net_zmq_dial.c - dialled channels: one DEALER each
//
//      zc_zmq_dial ── DIALLING ── HANDSHAKE_SUCCEEDED ──> opened: OPEN
//                         │
//                         ├ CLOSED                      ─> failed: REFUSED
//                         ├ HANDSHAKE_FAILED_AUTH       ─> failed: DENIED
//                         └ any other end               ─> failed: BROKEN
//
//      OPEN ── DISCONNECTED ── frames until EAGAIN ──> closed
//
//  libzmq always gives one of these verdicts, the latest after setup_ms.

#include "zc_net_zmq.h"

#include <stdio.h>

static void
s_bury (zc_zmq_channel_t *self, int linger_ms)
{
    zc_zmq_close_monitored (self->net, &self->dealer, &self->monitor, linger_ms);
    //  Ready without a socket: a dial that never began.
    zc_zmq_set_drained (self->net, &self->monitor);
    zc_zmq_channel_bury (self);
}

static void
s_fail (zc_zmq_channel_t *self, zc_dial_error_t error)
{
    self->state = ZC_ZMQ_GONE;
    self->net->events.failed (self->net->events.self, &self->base, error);
    s_bury (self, 0);
}

static void
s_open (zc_zmq_channel_t *self)
{
    self->state = ZC_ZMQ_OPEN;
    zc_zmq_set_ready (self->net, &self->dealer);
    self->net->events.opened (self->net->events.self, &self->base);
}

static void
s_disconnected (zc_zmq_channel_t *self)
{
    if (self->state == ZC_ZMQ_DIALLING)
        s_fail (self, ZC_DIAL_BROKEN);
    else {
        self->ended = true;
        zc_zmq_set_ready (self->net, &self->dealer);
    }
}

static void
s_hear (zc_zmq_channel_t *self, int event)
{
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
        s_open (self);
    else
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
        s_fail (self, ZC_DIAL_DENIED);
    else
    if (event == ZMQ_EVENT_CLOSED && self->state == ZC_ZMQ_DIALLING)
        s_fail (self, ZC_DIAL_REFUSED);
    else
        s_disconnected (self);
}

//  A dial that could not even begin fails here too: events come in turns only.
static bool
s_monitor_drain (zc_zmq_t *net, zc_zmq_source_t *source)
{
    zc_zmq_channel_t *self = zc_container_of (source, zc_zmq_channel_t, monitor);
    if (!source->socket) {
        s_fail (self, self->error);
        return true;
    }
    int event, value;
    bool any = false;
    while (self->state != ZC_ZMQ_GONE && zc_zmq_receive_event (net, source, &event, &value)) {
        s_hear (self, event);
        any = true;
    }
    return any;
}

static void
s_closed (zc_zmq_channel_t *self, const char *why)
{
    self->state = ZC_ZMQ_GONE;
    self->net->events.closed (self->net->events.self, &self->base, why);
    s_bury (self, 0);
}

//  A message of several parts is not from one of us.
static void
s_deliver (zc_zmq_channel_t *self, zmq_msg_t *frame, bool ours)
{
    self->net->taken += zmq_msg_size (frame);
    if (ours)
        self->net->events.frame (self->net->events.self, &self->base, zmq_msg_data (frame),
                                 zmq_msg_size (frame));
    else
        s_closed (self, ZC_ZMQ_PARTS);
}

//  Receive a frame. false: EAGAIN.
static bool
s_take_frame (zc_zmq_channel_t *self)
{
    zmq_msg_t frame;
    zmq_msg_init (&frame);
    bool there = zc_zmq_receive (self->net, &self->dealer, &frame);
    if (there) {
        bool ours = !zmq_msg_more (&frame);
        if (!ours)
            zc_zmq_receive_only (self->net, &self->dealer, &frame);
        s_deliver (self, &frame, ours);
    }
    zmq_msg_close (&frame);
    return there;
}

static bool
s_dealer_drain (zc_zmq_t *net, zc_zmq_source_t *source)
{
    zc_zmq_channel_t *self = zc_container_of (source, zc_zmq_channel_t, dealer);
    if (self->state == ZC_ZMQ_DIALLING) {
        zc_zmq_set_drained (net, source);   //  `opened` comes first, and reads
        return false;
    }
    for (int frames = 0; !zc_zmq_had_enough (net, frames); frames++) {
        bool there = s_take_frame (self);
        if (self->state == ZC_ZMQ_GONE)     //  closed in the event
            return true;
        if (!there) {
            if (self->ended)
                s_closed (self, NULL);
            return frames > 0 || self->ended;
        }
    }
    return true;
}

//  ---- calls ---------------------------------------------------------------

static bool
s_connect (zc_zmq_channel_t *self, const char *address, int port, const zc_secret_t *secret)
{
    bool v6 = strchr (address, ':') != NULL;
    zc_zmq_set (self->dealer.socket, ZMQ_IPV6, v6);
    if (secret) {
        const uint8_t *server = self->net->acceptor.public;
        zmq_setsockopt (self->dealer.socket, ZMQ_CURVE_SERVERKEY, server, ZC_KEY_SIZE);
        zmq_setsockopt (self->dealer.socket, ZMQ_CURVE_PUBLICKEY, secret->public, ZC_KEY_SIZE);
        zmq_setsockopt (self->dealer.socket, ZMQ_CURVE_SECRETKEY, secret->secret, ZC_KEY_SIZE);
    }
    char endpoint [96];
    snprintf (endpoint, sizeof endpoint, v6? "tcp://[%s]:%d": "tcp://%s:%d", address, port);
    return zc_zmq_connect (self->dealer.socket, endpoint);
}

static void
s_give_up (zc_zmq_channel_t *self, zc_dial_error_t error)
{
    zc_zmq_close_monitored (self->net, &self->dealer, &self->monitor, 0);
    self->error = error;
    zc_zmq_set_ready (self->net, &self->monitor);
}

zc_channel_t *
zc_zmq_dial (zc_net_t *base, const char *address, int port, const zc_secret_t *secret)
{
    enum {
        EVENTS = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
                 | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
                 | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_CLOSED
    };
    zc_zmq_t *net = (zc_zmq_t *) base;
    zc_zmq_channel_t *self = zc_zmq_channel_new (net, ZC_ZMQ_DIALLING);
    snprintf (self->base.address, sizeof self->base.address, "%s", address);
    self->dealer.drain = s_dealer_drain;
    self->monitor.drain = s_monitor_drain;
    if (!zc_zmq_is_address (address))
        s_give_up (self, ZC_DIAL_REFUSED);
    else
    if (!zc_zmq_open_monitored (net, &self->dealer, ZMQ_DEALER, &self->monitor, EVENTS)
        || !s_connect (self, address, port, secret))
        s_give_up (self, ZC_DIAL_BROKEN);
    return &self->base;
}

void
zc_zmq_dialled_send (zc_zmq_channel_t *self, zc_buffer_t *frame)
{
    zc_check (self->state == ZC_ZMQ_OPEN, "a frame for a channel that is not open");
    zc_zmq_send_frame (self->net, &self->dealer, frame);
}

void
zc_zmq_dialled_close (zc_zmq_channel_t *self, bool flush)
{
    if (self->state != ZC_ZMQ_GONE)
        s_bury (self, flush && self->state == ZC_ZMQ_OPEN? ZC_ZMQ_FLUSH_MS: 0);
}
