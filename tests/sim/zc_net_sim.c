//  zc_net_sim.c - the second implementation of zc_net.h: a queue in virtual time
//
//      send ──> [frame, arrives at 5.2 s] [frame, 5.3 s] [closed, 5.3 s] ──> turn
//
//  A channel is two ends; what is on its way to an end queues there, in the
//  order sent, each with its time of arrival. The node's turn delivers what is
//  due. What a real network can do to a connection happens here:
//
//      blocked link    all waits, and arrives when the link is free again (as
//                      TCP repeats it), or never: the ticks will tell
//      cut             both ends hear `closed`; a tail of what was under way is lost
//      crash           the other ends hear of it, at once or (power) much later
//      dials           are refused where nobody listens, denied where the key is
//                      not admitted (as CURVE does it), or get lost

#include "zs_sim.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum { ITEM_DIAL, ITEM_OPENED, ITEM_FAILED, ITEM_FRAME, ITEM_CLOSED } zs_item_kind_t;

typedef struct zs_item_t zs_item_t;
struct zs_item_t {
    zs_item_t *next;
    zs_item_kind_t kind;
    int64_t at;
    zc_dial_error_t error;
    zc_buffer_t frame;
};

//  One end of a channel.
typedef struct zs_end_t zs_end_t;
struct zs_end_t {
    zc_channel_t base;              //  must be first
    zs_net_t *net;
    zs_end_t *next, *prev;          //  of the net
    zs_end_t *other;                //  NULL: gone
    int from;                       //  host of the other end
    bool known;                     //  opened, or made known by a frame
    bool encrypted;                 //  dialled with a key
    uint8_t key [ZC_KEY_SIZE];
    zs_item_t *head, **tail;        //  on the way here
    int64_t last;                   //  arrival of the last one
    zc_timer_t due;                 //  arrival of the first one
    bool parked;                    //  its link is blocked
};

struct zs_net_t {
    zc_net_t base;                  //  must be first
    zc_net_events_t events;
    zs_net_t *next;                 //  all nets
    zs_host_t *host;
    int port;                       //  0: does not listen
    bool curve, dead;
    zc_timers_t due;
    zs_end_t *ends;
};

//  ---- links ---------------------------------------------------------------

zs_link_t *
zs_link (int from, int to)
{
    return &zs_sim.links [from * zs_sim.options.nodes + to];
}

static bool
s_blocked (int from, int to)
{
    return zs_link (from, to)->blocked_until > zs_sim.now;
}

//  Mostly some hundred microseconds, now and then much more.
static int64_t
s_latency (int from, int to)
{
    int64_t time = zs_random_from (&zs_sim.random, 20000, 300000);
    if (zs_random_one_in (&zs_sim.random, 50))
        time += zs_random_below (&zs_sim.random, 20 * ZS_MS);
    zs_link_t *link = zs_link (from, to);
    return link->slow_until > zs_sim.now? time + link->delay: time;
}

//  ---- what is on its way to an end ----------------------------------------

static void s_due (zc_timer_t *timer);

static void
s_arm (zs_end_t *self)
{
    zc_timers_add (&self->net->due, &self->due, self->head->at, s_due);
    zs_host_nudge (self->net->host, self->head->at);
}

static zs_item_t *
s_push (zs_end_t *self, zs_item_kind_t kind, int64_t delay)
{
    zs_item_t *item = zc_calloc (sizeof *item);
    item->kind = kind;
    item->at = zs_sim.now + delay;
    if (item->at < self->last)
        item->at = self->last;      //  in the order sent
    self->last = item->at;
    *self->tail = item;
    self->tail = &item->next;
    if (self->head == item && !self->parked)
        s_arm (self);
    return item;
}

static void
s_item_free (zs_item_t *item)
{
    zc_buffer_clear (&item->frame);
    zc_release (item);
}

static zs_item_t *
s_pop (zs_end_t *self)
{
    zs_item_t *item = self->head;
    self->head = item->next;
    if (!self->head)
        self->tail = &self->head;
    return item;
}

//  Of what is under way here, only the first `keep` arrive.
static void
s_lose_after (zs_end_t *self, int64_t keep)
{
    zs_item_t **at = &self->head;
    while (*at && keep-- > 0)
        at = &(*at)->next;
    zs_item_t *lost = *at;
    *at = NULL;
    self->tail = at;
    while (lost) {
        zs_item_t *next = lost->next;
        s_item_free (lost);
        lost = next;
    }
    if (!self->head)
        zc_timers_remove (&self->net->due, &self->due);
}

static void
s_lose_tail (zs_end_t *self)
{
    int64_t count = 0;
    for (zs_item_t *item = self->head; item; item = item->next)
        count++;
    s_lose_after (self, zs_random_below (&zs_sim.random, count + 1));
}

//  ---- ends ----------------------------------------------------------------

static zs_end_t *
s_end_new (zs_net_t *net, int from)
{
    zs_end_t *self = zc_calloc (sizeof *self);
    self->net = net;
    self->from = from;
    self->tail = &self->head;
    snprintf (self->base.address, sizeof self->base.address, "host %d", from);
    self->next = net->ends;
    if (self->next)
        self->next->prev = self;
    net->ends = self;
    return self;
}

static void
s_end_free (zs_end_t *self)
{
    zc_timers_remove (&self->net->due, &self->due);
    s_lose_after (self, 0);
    if (self->prev)
        self->prev->next = self->next;
    else
        self->net->ends = self->next;
    if (self->next)
        self->next->prev = self->prev;
    zc_release (self);
}

//  The other end goes: this one will hear of it.
static void
s_part (zs_end_t *self, int64_t delay)
{
    self->other->other = NULL;
    self->other = NULL;
    s_push (self, ITEM_CLOSED, delay);
}

//  ---- delivery ------------------------------------------------------------

//  A dial arrives: is there a way in?
static void
s_take_dial (zs_end_t *self)
{
    zs_net_t *net = self->net;
    zs_end_t *dialler = self->other;
    if (!dialler)                   //  given up meanwhile; `closed` comes next
        return;
    bool same = self->encrypted == net->curve;
    bool welcome = same && (!net->curve
                            || net->events.admit (net->events.self, self->key,
                                                  self->base.address));
    int64_t latency = s_latency (net->host->index, self->from);
    if (welcome) {
        self->base.keyed = net->curve;
        memcpy (self->base.key, self->key, ZC_KEY_SIZE);
        s_push (dialler, ITEM_OPENED, latency);
        return;
    }
    dialler->other = self->other = NULL;
    s_push (dialler, ITEM_FAILED, latency)->error = same? ZC_DIAL_DENIED: ZC_DIAL_BROKEN;
    s_push (self, ITEM_CLOSED, 0);
}

static void
s_take_end (zs_end_t *self, zc_dial_error_t error)
{
    zc_net_events_t *events = &self->net->events;
    if (self->known)
        events->closed (events->self, &self->base, NULL);
    else
    if (self->base.dialled)
        events->failed (events->self, &self->base, error);
    s_end_free (self);
}

//  The end may be gone afterwards.
static void
s_take (zs_end_t *self, zs_item_t *item)
{
    zc_net_events_t *events = &self->net->events;
    switch (item->kind) {
        case ITEM_DIAL:
            s_take_dial (self);
            break;
        case ITEM_OPENED:
            self->known = true;
            events->opened (events->self, &self->base);
            break;
        case ITEM_FRAME:
            self->known = true;
            zs_sim.frames++;
            events->frame (events->self, &self->base, item->frame.data, item->frame.size);
            break;
        case ITEM_FAILED:
            s_take_end (self, item->error);
            break;
        case ITEM_CLOSED:
            s_take_end (self, ZC_DIAL_BROKEN);
            break;
    }
}

static void
s_due (zc_timer_t *timer)
{
    zs_end_t *self = zc_container_of (timer, zs_end_t, due);
    int to = self->net->host->index;
    if (s_blocked (self->from, to) && !self->net->dead) {
        self->parked = true;
        return;
    }
    static const char *const kinds [] = {"dial", "opened", "failed", "frame", "closed"};
    zs_item_t *item = s_pop (self);
    zs_trace ("n%d > n%d: %s, %zu bytes", self->from, to, kinds [item->kind], item->frame.size);
    zs_hash (item->frame.data, item->frame.size);
    if (self->head)
        s_arm (self);
    s_take (self, item);
    s_item_free (item);
}

//  ---- zc_net.h ------------------------------------------------------------

static int
s_listen (zc_net_t *base, const zc_net_options_t *options, char **error)
{
    (void) error;
    zs_net_t *self = (zs_net_t *) base;
    self->curve = options->curve;
    self->port = self->host->port;
    return self->port;
}

static zs_net_t *
s_listener (int port)
{
    zs_net_t *net = zs_sim.nets;
    while (net && (net->port != port || net->dead))
        net = net->next;
    return net;
}

static zc_channel_t *
s_dial (zc_net_t *base, const char *address, int port, const zc_secret_t *secret)
{
    zs_net_t *self = (zs_net_t *) base;
    int own = self->host->index, to = atoi (address);
    zs_end_t *end = s_end_new (self, to);
    end->base.dialled = true;
    zs_net_t *listener = s_listener (port);
    int64_t latency = s_latency (own, to);
    if (!listener || zs_link (own, to)->refused_until > zs_sim.now) {
        s_push (end, ITEM_FAILED, latency)->error = ZC_DIAL_REFUSED;
        return &end->base;
    }
    zs_end_t *other = s_end_new (listener, own);
    other->other = end;
    end->other = other;
    other->encrypted = secret != NULL;
    if (secret)
        memcpy (other->key, secret->public, ZC_KEY_SIZE);
    s_push (other, ITEM_DIAL, latency);
    return &end->base;
}

//  Bugs on purpose: a frame is doubled, or overtakes the one before it.
static void
s_spoil (zs_end_t *to, zs_item_t *before, zs_item_t *item)
{
    if (zs_planted (ZS_PLANT_TWICE, 300))
        zc_buffer_put (&s_push (to, ITEM_FRAME, 0)->frame, item->frame.data, item->frame.size);
    if (before && before->kind == ITEM_FRAME && zs_planted (ZS_PLANT_SWAP, 30)) {
        zc_buffer_t frame = before->frame;
        before->frame = item->frame;
        item->frame = frame;
    }
}

static void
s_send (zc_net_t *base, zc_channel_t *channel, zc_buffer_t *frame)
{
    zs_net_t *self = (zs_net_t *) base;
    zs_end_t *to = ((zs_end_t *) channel)->other;
    if (!to || zs_planted (ZS_PLANT_LOSE, 300)) {
        zc_buffer_clear (frame);
        return;
    }
    zs_item_t *before = to->head? zc_container_of (to->tail, zs_item_t, next): NULL;
    zs_item_t *item = s_push (to, ITEM_FRAME, s_latency (self->host->index, to->net->host->index));
    item->frame = *frame;
    *frame = (zc_buffer_t) {0};
    if (zs_sim.options.plant)
        s_spoil (to, before, item);
}

static void
s_close (zc_net_t *base, zc_channel_t *channel, bool flush)
{
    zs_net_t *self = (zs_net_t *) base;
    zs_end_t *end = (zs_end_t *) channel;
    if (end->other) {
        if (!flush && zs_random_one_in (&zs_sim.random, 2))
            s_lose_tail (end->other);
        s_part (end->other, s_latency (self->host->index, end->from));
    }
    s_end_free (end);
}

static bool
s_turn (zc_net_t *base)
{
    return zc_timers_run (&((zs_net_t *) base)->due, zs_sim.now);
}

static int
s_fd (zc_net_t *base)
{
    (void) base;
    return -1;
}

static void
s_watch_in (zc_net_t *base, zc_core_t *core)
{
    (void) base;
    (void) core;
}

static void
s_set_events (zc_net_t *base, const zc_net_events_t *events)
{
    ((zs_net_t *) base)->events = *events;
}

static void
s_destroy (zc_net_t **base_p)
{
    zs_net_t *self = (zs_net_t *) *base_p;
    *base_p = NULL;
    while (self->ends)
        s_close (&self->base, &self->ends->base, false);
    zs_net_t **at = &zs_sim.nets;
    while (*at != self)
        at = &(*at)->next;
    *at = self->next;
    zc_timers_clear (&self->due);
    zc_release (self);
}

zc_net_t *
zs_net_new (zs_host_t *host)
{
    zs_net_t *self = zc_calloc (sizeof *self);
    self->base = (zc_net_t) {s_listen, s_dial, s_send, s_close, s_turn, s_fd, s_watch_in,
                             s_set_events, s_destroy};
    self->host = host;
    host->net = self;
    self->next = zs_sim.nets;
    zs_sim.nets = self;
    return &self->base;
}

//  ---- what the driver does ------------------------------------------------

int64_t
zs_net_next (const zs_net_t *self)
{
    return zc_timers_next (&self->due);
}

void
zs_net_heal (void)
{
    for (zs_net_t *net = zs_sim.nets; net; net = net->next)
        for (zs_end_t *end = net->ends; end; end = end->next)
            if (end->parked && !s_blocked (end->from, net->host->index)) {
                end->parked = false;
                if (end->head)
                    s_arm (end);
            }
}

//  In a fixed order, whatever the order in the lists.
void
zs_net_cut (int a, int b)
{
    zs_net_t *net = zs_sim.hosts [a].net;
    for (zs_end_t *end = net? net->ends: NULL; end; end = end->next)
        if (end->from == b && end->other) {
            zs_end_t *other = end->other;
            s_lose_tail (end);
            s_lose_tail (other);
            s_part (end, s_latency (b, a));
            s_push (other, ITEM_CLOSED, s_latency (a, b));
        }
}

void
zs_net_crash (zs_net_t *self, bool power)
{
    self->dead = true;
    for (zs_end_t *end = self->ends; end; end = end->next) {
        s_lose_after (end, 0);
        end->last = 0;
        end->parked = false;
        zs_end_t *other = end->other;
        if (other && !power)
            s_lose_tail (other);
        if (other)
            s_part (other, power? zs_random_from (&zs_sim.random, ZS_SECOND, 60 * ZS_SECOND)
                                : s_latency (self->host->index, end->from));
        s_push (end, ITEM_CLOSED, 0);
    }
}

int
zs_net_channels (int a, int b)
{
    int count = 0;
    zs_net_t *net = zs_sim.hosts [a].net;
    for (zs_end_t *end = net? net->ends: NULL; end; end = end->next)
        count += end->from == b && end->other;
    return count;
}
