//  zc_net_zmq_accept.c - accepted channels: one ROUTER for all of them
//
//  The ROUTER gives each connection an id that never comes back, and puts it
//  before every message. Which connection has ended, its monitor tells by the
//  descriptor. The two meet in the first message, which knows its descriptor:
//
//      by_id [id] ──> channel <── slots [fd]
//
//  A descriptor is used again as soon as it is free, and the monitor and the
//  messages are separate streams, so a first message may be read when its
//  connection is long over and another one has its descriptor. Two things help.
//  The monitor tells of an end before the descriptor is free; it is read to its
//  end before anything is done with a descriptor. And each message says how many
//  connections had been accepted when its own one was admitted (by us, when it
//  was alive): a connection with a higher number is another one.

#include "zc_net_zmq.h"

#include <errno.h>
#include <sys/socket.h>

//  ---- the end of a connection ---------------------------------------------

//  It has ended; frames of it may be waiting. Let the ROUTER be drained.
static void
s_end (zc_zmq_channel_t *self)
{
    if (self->ended)
        return;
    self->ended = true;
    zc_timers_remove (&self->net->timers, &self->flushed);
    TAILQ_INSERT_TAIL (&self->net->ended, self, ended_link);
    zc_zmq_set_ready (self->net, &self->net->router);
}

static zc_zmq_slot_t *
s_slot (zc_zmq_t *self, int fd)
{
    size_t at = (size_t) fd, count = self->slots_count;
    if (at >= count) {
        self->slots_count = at + 64;
        self->slots = zc_regrow (self->slots, self->slots_count * sizeof *self->slots);
        memset (self->slots + count, 0, (self->slots_count - count) * sizeof *self->slots);
    }
    return &self->slots [at];
}

//  The connection that had this descriptor is over, or a new one has it.
static void
s_hear_slot (zc_zmq_t *self, int event, int fd)
{
    zc_zmq_slot_t *slot = s_slot (self, fd);
    if (slot->channel)
        s_end (slot->channel);
    zc_zmq_stranger_left (self, slot->stranger);
    *slot = (zc_zmq_slot_t) {0};
    if (event == ZMQ_EVENT_ACCEPTED) {
        slot->number = ++self->accepted;
        zc_zmq_stranger_came (self, fd);
    }
}

//  The others tell how a handshake went, but not whose.
static void
s_hear (zc_zmq_t *self, int event, int value)
{
    if (event == ZMQ_EVENT_ACCEPTED || event == ZMQ_EVENT_DISCONNECTED)
        s_hear_slot (self, event, value);
    else
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
        self->greeted++;
    else
    if (!self->failure) {           //  the first one knows best
        self->failure = event;
        self->failure_code = value;
    }
}

bool
zc_zmq_hear_monitor (zc_zmq_t *self)
{
    int event, value;
    bool any = false;
    while (self->router_monitor.socket
           && zc_zmq_receive_event (self, &self->router_monitor, &event, &value)) {
        s_hear (self, event, value);
        any = true;
    }
    zc_zmq_strangers_limit (self);
    return any;
}

bool
zc_zmq_monitor_drain (zc_zmq_t *self, zc_zmq_source_t *source)
{
    (void) source;
    return zc_zmq_hear_monitor (self);
}

//  Make the connection end; the monitor will tell. There is no call of libzmq's
//  for that, but the descriptor is ours as well.
static void
s_cut (zc_zmq_channel_t *self)
{
    zc_zmq_hear_monitor (self->net);
    if (!self->ended)
        shutdown (self->fd, SHUT_RDWR);
}

void
zc_zmq_accepted_forget (zc_zmq_channel_t *self)
{
    if (self->ended)
        TAILQ_REMOVE (&self->net->ended, self, ended_link);
    zc_zmq_slot_t *slot = s_slot (self->net, self->fd);
    if (slot->channel == self)
        slot->channel = NULL;
    zc_timers_remove (&self->net->timers, &self->flushed);
    zc_hash_remove (&self->net->by_id, &self->by_id);
    zc_zmq_channel_bury (self);
}

//  The ROUTER is drained: all that have ended are over.
static bool
s_close_ended (zc_zmq_t *self)
{
    zc_zmq_channel_t *channel;
    bool any = false;
    while ((channel = TAILQ_FIRST (&self->ended))) {
        bool tell = channel->state == ZC_ZMQ_OPEN && channel->known;
        zc_zmq_accepted_forget (channel);
        if (tell)
            self->events.closed (self->events.self, &channel->base, NULL);
        any = true;
    }
    return any;
}

//  ---- frames --------------------------------------------------------------

static zc_zmq_channel_t *
s_find (zc_zmq_t *self, const void *id, size_t size)
{
    zc_hash_item_t *item = zc_hash_find (&self->by_id, zc_hash_bytes (id, size));
    for (; item; item = zc_hash_next (item)) {
        zc_zmq_channel_t *channel = zc_container_of (item, zc_zmq_channel_t, by_id);
        if (channel->id_size == size && memcmp (channel->id, id, size) == 0)
            return channel;
    }
    return NULL;
}

//  Bind a new channel to its connection, or learn that it is over.
static void
s_enter_slot (zc_zmq_channel_t *self, int fd, uint64_t accepted)
{
    zc_zmq_hear_monitor (self->net);
    zc_zmq_slot_t *slot = s_slot (self->net, fd);
    self->fd = fd;
    if (slot->number && slot->number <= accepted) {
        zc_check (!slot->channel, "two channels in one connection");
        slot->channel = self;
        zc_zmq_stranger_spoke (self->net, slot->stranger);
    }
    else
        s_end (self);               //  its stranger has left
}

//  The first message of a connection. NULL: it does not say of which, which
//  would be against libzmq's own rules.
static zc_zmq_channel_t *
s_welcome (zc_zmq_t *net, const void *id, size_t size, zmq_msg_t *message)
{
    int fd = zmq_msg_get (message, ZMQ_SRCFD);
    uint64_t accepted;
    zc_channel_t peer = {0};
    if (fd < 0 || size > ZC_ZMQ_ID_MAX || !zc_zmq_zap_read (message, &accepted, &peer))
        return NULL;
    zc_zmq_channel_t *self = zc_zmq_channel_new (net, ZC_ZMQ_OPEN);
    self->base = peer;
    memcpy (self->id, id, size);
    self->id_size = size;
    zc_hash_add (&net->by_id, &self->by_id, zc_hash_bytes (id, size));
    const char *address = zmq_msg_gets (message, "Peer-Address");
    if (address)
        zc_zmq_copy_address (self->base.address, sizeof self->base.address, address,
                             strlen (address));
    s_enter_slot (self, fd, accepted);
    return self;
}

//  A message of several parts is not from one of us.
static void
s_deliver (zc_zmq_channel_t *self, zmq_msg_t *frame, bool ours)
{
    if (self->state != ZC_ZMQ_OPEN)
        return;
    zc_net_events_t *events = &self->net->events;
    self->net->taken += zmq_msg_size (frame);
    if (ours) {
        self->known = true;
        events->frame (events->self, &self->base, zmq_msg_data (frame), zmq_msg_size (frame));
    }
    else {
        self->state = ZC_ZMQ_DEAF;
        s_cut (self);
        if (self->known)
            events->closed (events->self, &self->base, ZC_ZMQ_PARTS);
        else
        if (events->rejected)
            events->rejected (events->self, self->base.address, "does not speak our protocol");
    }
}

//  Receive a frame. false: EAGAIN.
static bool
s_take_frame (zc_zmq_t *self)
{
    zmq_msg_t id, frame;
    zmq_msg_init (&id);
    zmq_msg_init (&frame);
    bool there = zc_zmq_receive (self, &self->router, &id);
    if (there) {
        bool ours = zc_zmq_receive_only (self, &self->router, &frame);
        zc_zmq_channel_t *channel = s_find (self, zmq_msg_data (&id), zmq_msg_size (&id));
        if (!channel)
            channel = s_welcome (self, zmq_msg_data (&id), zmq_msg_size (&id), &frame);
        if (channel)
            s_deliver (channel, &frame, ours);
    }
    zmq_msg_close (&frame);
    zmq_msg_close (&id);
    return there;
}

bool
zc_zmq_router_drain (zc_zmq_t *self, zc_zmq_source_t *source)
{
    (void) source;
    for (int frames = 0; !zc_zmq_had_enough (self, frames); frames++)
        if (!s_take_frame (self))
            return s_close_ended (self) || frames > 0;
    return true;
}

//  ---- calls ---------------------------------------------------------------

void
zc_zmq_accepted_send (zc_zmq_channel_t *self, zc_buffer_t *frame)
{
    zc_check (self->state == ZC_ZMQ_OPEN, "a frame for a channel that is not open");
    void *router = self->net->router.socket;
    int rc;
    do
        rc = zmq_send (router, self->id, self->id_size, ZMQ_SNDMORE | ZMQ_DONTWAIT);
    while (rc == -1 && errno == EINTR);
    if (rc != -1)
        zc_zmq_send_frame (self->net, &self->net->router, frame);
    else {
        zc_buffer_clear (frame);            //  EHOSTUNREACH: no such connection any more
        s_end (self);
    }
}

static void
s_flushed (zc_timer_t *timer)
{
    s_cut (zc_container_of (timer, zc_zmq_channel_t, flushed));
}

//  The channel stays, deaf, until its connection has ended: what still comes of
//  it must not look like a new one.
void
zc_zmq_accepted_close (zc_zmq_channel_t *self, bool flush)
{
    if (self->state != ZC_ZMQ_OPEN)
        return;
    self->state = ZC_ZMQ_DEAF;
    if (!flush)
        s_cut (self);
    else
    if (!self->ended) {
        int64_t deadline = zc_zmq_now () + (int64_t) ZC_ZMQ_FLUSH_MS * 1000000;
        zc_timers_add (&self->net->timers, &self->flushed, deadline, s_flushed);
        zc_zmq_set_clock (self->net);
    }
}
