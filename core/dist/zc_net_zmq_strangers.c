//  zc_net_zmq_strangers.c - connections that have not sent a frame yet
//
//  Anybody can connect. libzmq ends who has not greeted after setup_ms, but who
//  has may then stay silent for ever, and either way each holds a descriptor: a
//  node without descriptors is deaf, and libzmq then spins. So a stranger has
//  twice setup_ms until its first frame, and there is room for a limited number;
//  when all is taken the oldest goes. A friend needs its place for milliseconds.
//
//      ACCEPTED ──> stranger ── first frame ─────────> channel
//                      └─────── too late, too many ──> cut
//
//  Why a stranger's connection ended the monitor tells just before the end (one
//  thread tells both), but not of which: `failure` keeps it. After a handshake
//  that went well the end comes alone, as it does after garbage; so those are
//  counted (`greeted`): a friend that has dropped its dial is not complained of.

#include "zc_net_zmq.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

static void
s_free (zc_zmq_t *net, zc_zmq_stranger_t *self)
{
    net->slots [self->fd].stranger = NULL;
    if (!self->cut) {
        TAILQ_REMOVE (&net->strangers, self, link);
        net->strangers_count--;
    }
    zc_release (self);
}

static void
s_tell (zc_zmq_t *net, const zc_zmq_stranger_t *self, const char *why)
{
    if (net->events.rejected)
        net->events.rejected (net->events.self, self->address, why);
}

//  ---- too late, too many --------------------------------------------------

//  It stays in its slot: the monitor will tell of the end.
static void
s_cut (zc_zmq_t *net, zc_zmq_stranger_t *self, const char *why)
{
    s_tell (net, self, why);
    shutdown (self->fd, SHUT_RDWR);
    self->cut = true;
    TAILQ_REMOVE (&net->strangers, self, link);
    net->strangers_count--;
}

static void s_set_clock (zc_zmq_t *net);

//  All have the same time, so the oldest is the first to be late.
static void
s_late (zc_timer_t *timer)
{
    zc_zmq_t *net = zc_container_of (timer, zc_zmq_t, strangers_clock);
    zc_zmq_hear_monitor (net);
    int64_t now = zc_zmq_now ();
    zc_zmq_stranger_t *self;
    while ((self = TAILQ_FIRST (&net->strangers)) && self->deadline <= now)
        s_cut (net, self, "says nothing");
    s_set_clock (net);
}

static void
s_set_clock (zc_zmq_t *net)
{
    zc_zmq_stranger_t *oldest = TAILQ_FIRST (&net->strangers);
    if (oldest)
        zc_timers_add (&net->timers, &net->strangers_clock, oldest->deadline, s_late);
    zc_zmq_set_clock (net);
}

//  A quarter of the descriptors at most: the rest is for friends.
static size_t
s_limit (void)
{
    struct rlimit limit;
    if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur / 4 > ZC_STRANGERS_MAX)
        return ZC_STRANGERS_MAX;
    size_t quarter = limit.rlim_cur / 4;
    return quarter > ZC_STRANGERS_FEW? quarter: ZC_STRANGERS_FEW;
}

//  Where the program itself has taken most of them: has a stranger one of the last?
static bool
s_few_are_left (const zc_zmq_t *net)
{
    struct rlimit limit;
    if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < ZC_DESCRIPTORS_LAST)
        return false;
    for (size_t fd = limit.rlim_cur - ZC_DESCRIPTORS_LAST; fd < net->slots_count; fd++)
        if (net->slots [fd].stranger && !net->slots [fd].stranger->cut)
            return true;
    return false;
}

//  Where few are left two go at a time: their ends are heard of, and then it is asked again.
void
zc_zmq_strangers_limit (zc_zmq_t *net)
{
    size_t limit = net->strangers_count > ZC_STRANGERS_FEW? s_limit (): ZC_STRANGERS_FEW;
    while (net->strangers_count > limit)
        s_cut (net, TAILQ_FIRST (&net->strangers), "too many at once");
    for (int i = 0; i < 2 && net->strangers_count > ZC_STRANGERS_LEAST && s_few_are_left (net); i++)
        s_cut (net, TAILQ_FIRST (&net->strangers), "too many at once");
}

//  ---- a stranger comes and goes -------------------------------------------

//  The connection may be over already; then there is no address.
static void
s_set_address (zc_zmq_stranger_t *self)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    const void *address = &((struct sockaddr_in *) (void *) &peer)->sin_addr;
    strcpy (self->address, "a stranger");
    if (getpeername (self->fd, (struct sockaddr *) &peer, &size) != 0)
        return;
    if (peer.ss_family == AF_INET6)
        address = &((struct sockaddr_in6 *) (void *) &peer)->sin6_addr;
    char text [INET6_ADDRSTRLEN];
    if (inet_ntop (peer.ss_family, address, text, sizeof text))
        zc_zmq_copy_address (self->address, sizeof self->address, text, strlen (text));
}

void
zc_zmq_stranger_came (zc_zmq_t *net, int fd)
{
    zc_zmq_stranger_t *self = zc_calloc (sizeof *self);
    self->fd = fd;
    self->deadline = zc_zmq_now () + 2 * (int64_t) net->setup_ms * 1000000;
    s_set_address (self);
    net->slots [fd].stranger = self;
    TAILQ_INSERT_TAIL (&net->strangers, self, link);
    net->strangers_count++;
    if (!net->strangers_clock.at)
        s_set_clock (net);
}

void
zc_zmq_stranger_spoke (zc_zmq_t *net, zc_zmq_stranger_t *self)
{
    if (!self)
        return;
    if (net->greeted)
        net->greeted--;
    s_free (net, self);
}

//  NULL: nothing to complain of, or it was done elsewhere.
static const char *
s_reason (zc_zmq_t *net)
{
    switch (net->failure) {
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
            return NULL;
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            if (net->failure_code == EAGAIN)
                return "says nothing";
            if (net->failure_code == EPIPE || net->failure_code == ECONNRESET)
                return NULL;                //  it has gone
            break;
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
            if (net->failure_code == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH)
                return "other kind of security";
            break;
        default:
            if (net->greeted) {
                net->greeted--;
                return NULL;
            }
    }
    return "does not speak our protocol";
}

void
zc_zmq_stranger_left (zc_zmq_t *net, zc_zmq_stranger_t *self)
{
    if (self) {
        const char *why = s_reason (net);
        if (why && !self->cut)
            s_tell (net, self, why);
        s_free (net, self);
    }
    net->failure = 0;
}

void
zc_zmq_strangers_clear (zc_zmq_t *net)
{
    for (size_t fd = 0; fd < net->slots_count; fd++)
        if (net->slots [fd].stranger)
            s_free (net, net->slots [fd].stranger);
    zc_timers_remove (&net->timers, &net->strangers_clock);
}
