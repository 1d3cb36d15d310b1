//  zc_net_zmq.c - the network over libzmq: what epoll watches, turns, start and end
//
//  Read zc_net_zmq.h first: it has the picture, and the rules of ZMQ_FD.

#include "zc_net_zmq.h"

#include <errno.h>
#include <sodium.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

//  ---- sources -------------------------------------------------------------

static void
s_ready (zc_watch_t *watch, uint32_t events)
{
    (void) events;
    zc_zmq_source_t *source = zc_container_of (watch, zc_zmq_source_t, watch);
    zc_zmq_set_ready (source->net, source);
}

void
zc_zmq_watch (zc_zmq_t *self, zc_zmq_source_t *source)
{
    source->net = self;
    source->watch.ready = s_ready;
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = &source->watch};
    bool watched = self->core
        ? zc_core_watch (self->core, &source->watch, source->fd, event.events, s_ready)
        : epoll_ctl (self->epoll, EPOLL_CTL_ADD, source->fd, &event) == 0;
    zc_check (watched, "cannot watch a socket");
    //  A new socket signals nothing before a first receive that failed.
    zc_zmq_set_ready (self, source);
}

//  Said, not left to the descriptor's end: libzmq closes it later, and a forked
//  child may hold it longer still.
void
zc_zmq_unwatch (zc_zmq_t *self, zc_zmq_source_t *source)
{
    if (self->core)
        zc_core_unwatch (self->core, &source->watch);
    else
        epoll_ctl (self->epoll, EPOLL_CTL_DEL, source->fd, NULL);
    zc_zmq_set_drained (self, source);
}

void
zc_zmq_set_ready (zc_zmq_t *self, zc_zmq_source_t *source)
{
    if (!source->ready) {
        source->ready = true;
        TAILQ_INSERT_TAIL (&self->ready, source, link);
        self->ready_count++;
    }
}

void
zc_zmq_set_drained (zc_zmq_t *self, zc_zmq_source_t *source)
{
    if (source->ready) {
        source->ready = false;
        TAILQ_REMOVE (&self->ready, source, link);
        self->ready_count--;
    }
}

//  ---- channels ------------------------------------------------------------

zc_zmq_channel_t *
zc_zmq_channel_new (zc_zmq_t *net, zc_zmq_state_t state)
{
    zc_zmq_channel_t *self = zc_calloc (sizeof *self);
    self->net = net;
    self->state = state;
    self->base.dialled = state == ZC_ZMQ_DIALLING;
    TAILQ_INSERT_TAIL (&net->channels, self, link);
    return self;
}

void
zc_zmq_channel_bury (zc_zmq_channel_t *self)
{
    self->state = ZC_ZMQ_GONE;
    TAILQ_REMOVE (&self->net->channels, self, link);
    TAILQ_INSERT_TAIL (&self->net->gone, self, link);
}

static void
s_free_gone (zc_zmq_t *self)
{
    zc_zmq_channel_t *channel;
    while ((channel = TAILQ_FIRST (&self->gone))) {
        TAILQ_REMOVE (&self->gone, channel, link);
        zc_release (channel);
    }
}

static void
s_send (zc_net_t *base, zc_channel_t *channel, zc_buffer_t *frame)
{
    (void) base;
    if (channel->dialled)
        zc_zmq_dialled_send ((zc_zmq_channel_t *) channel, frame);
    else
        zc_zmq_accepted_send ((zc_zmq_channel_t *) channel, frame);
}

static void
s_close (zc_net_t *base, zc_channel_t *channel, bool flush)
{
    (void) base;
    if (channel->dialled)
        zc_zmq_dialled_close ((zc_zmq_channel_t *) channel, flush);
    else
        zc_zmq_accepted_close ((zc_zmq_channel_t *) channel, flush);
}

//  ---- the clock -----------------------------------------------------------

int64_t
zc_zmq_now (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

void
zc_zmq_set_clock (zc_zmq_t *self)
{
    int64_t next = zc_timers_next (&self->timers);
    struct itimerspec when = {0};           //  none: off
    if (next != INT64_MAX) {
        when.it_value.tv_sec = (time_t) (next / 1000000000);
        when.it_value.tv_nsec = (long) (next % 1000000000);
    }
    timerfd_settime (self->clock.fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static bool
s_clock_drain (zc_zmq_t *self, zc_zmq_source_t *source)
{
    uint64_t times;
    if (read (source->fd, &times, sizeof times) == -1 && errno == EINTR)
        return true;
    zc_zmq_set_drained (self, source);
    bool any = zc_timers_run (&self->timers, zc_zmq_now ());
    zc_zmq_set_clock (self);
    return any;
}

//  ---- turns ---------------------------------------------------------------

static void
s_collect (zc_zmq_t *self)
{
    struct epoll_event events [64];
    int count;
    do {
        count = epoll_wait (self->epoll, events, 64, 0);
        for (int i = 0; i < count; i++)
            s_ready (events [i].data.ptr, events [i].events);
    } while (count == 64);
}

//  Each source that is ready now has one go; then those that were not drained,
//  or were sent on meanwhile, wait for the next turn.
static bool
s_turn (zc_net_t *base)
{
    zc_zmq_t *self = (zc_zmq_t *) base;
    if (!self->core)
        s_collect (self);
    bool any = false;
    for (size_t left = self->ready_count; left && self->ready_count; left--) {
        zc_zmq_source_t *source = TAILQ_FIRST (&self->ready);
        TAILQ_REMOVE (&self->ready, source, link);
        TAILQ_INSERT_TAIL (&self->ready, source, link);
        self->taken = 0;
        any |= source->drain (self, source);
        if (self->core && self->taken > ZC_IO_BUSY_BYTES)
            zc_core_io_busy (self->core);
    }
    s_free_gone (self);
    return any || self->ready_count;
}

static int
s_fd (zc_net_t *base)
{
    return ((zc_zmq_t *) base)->epoll;
}

static void
s_watch_in (zc_net_t *base, zc_core_t *core)
{
    zc_zmq_t *self = (zc_zmq_t *) base;
    zc_check (!self->core && !self->router.socket, "the core's poll comes before the sockets");
    zc_zmq_unwatch (self, &self->clock);
    zc_zmq_unwatch (self, &self->zap);
    self->core = core;
    zc_zmq_watch (self, &self->clock);
    zc_zmq_watch (self, &self->zap);
}

static void
s_set_events (zc_net_t *base, const zc_net_events_t *events)
{
    ((zc_zmq_t *) base)->events = *events;
}

//  ---- start and end -------------------------------------------------------

static void
s_free (zc_zmq_t *self)
{
    if (self->context)
        while (zmq_ctx_term (self->context) == -1 && errno == EINTR)
            ;
    if (self->clock.net)
        zc_zmq_unwatch (self, &self->clock);
    if (self->clock.fd != -1)
        close (self->clock.fd);
    if (self->epoll != -1)
        close (self->epoll);
    zc_hash_clear (&self->by_id);
    zc_timers_clear (&self->timers);
    zc_release (self->slots);
    zc_release (self);
}

static void
s_destroy (zc_net_t **base_p)
{
    if (!*base_p)
        return;
    zc_zmq_t *self = (zc_zmq_t *) *base_p;
    zc_zmq_listen_stop (self);
    zc_zmq_channel_t *channel;
    while ((channel = TAILQ_FIRST (&self->channels)))
        if (channel->base.dialled)
            zc_zmq_dialled_close (channel, false);
        else
            zc_zmq_accepted_forget (channel);
    zc_zmq_close (self, &self->zap);
    s_free_gone (self);
    s_free (self);
    *base_p = NULL;
}

static const zc_net_t s_calls = {
    .listen = zc_zmq_listen,
    .dial = zc_zmq_dial,
    .send = s_send,
    .close = s_close,
    .turn = s_turn,
    .fd = s_fd,
    .watch_in = s_watch_in,
    .set_events = s_set_events,
    .destroy = s_destroy};

static bool
s_open_context (zc_zmq_t *self)
{
    self->context = zmq_ctx_new ();
    if (!self->context)
        return false;
    zmq_ctx_set (self->context, ZMQ_BLOCKY, 0);
    zmq_ctx_set (self->context, ZMQ_MAX_SOCKETS, 4096);
    return true;
}

//  malloc gives memory back to the system, beyond a limit that follows the
//  biggest block that was ever freed. Before there was one, the memory of each
//  frame, which libzmq takes and we free, is fetched anew, page by page.
static void
s_teach_malloc (void)
{
    zc_release (zc_malloc (ZC_ZMQ_FREED_KEPT));
}

zc_net_t *
zc_net_zmq_new (void)
{
    s_teach_malloc ();
    zc_check (sodium_init () >= 0, "no source of randomness");
    zc_zmq_t *self = zc_calloc (sizeof *self);
    self->base = s_calls;
    TAILQ_INIT (&self->ready);
    TAILQ_INIT (&self->channels);
    TAILQ_INIT (&self->gone);
    TAILQ_INIT (&self->ended);
    TAILQ_INIT (&self->strangers);
    self->setup_ms = ZC_ZMQ_SETUP_MS;
    zc_zmq_acceptor_keys (&self->acceptor);
    self->epoll = epoll_create1 (EPOLL_CLOEXEC);
    self->clock.fd = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    self->clock.drain = s_clock_drain;
    if (self->epoll == -1 || self->clock.fd == -1 || !s_open_context (self)) {
        s_free (self);
        return NULL;
    }
    zc_zmq_watch (self, &self->clock);
    if (!zc_zmq_zap_open (self)) {
        zc_zmq_close (self, &self->zap);
        s_free (self);
        return NULL;
    }
    return &self->base;
}
