//  zc_portmap_server.c - see zc_portmap_server.h

#define _GNU_SOURCE                 //  accept4

#include "zc_portmap_server.h"
#include "zc_portmap_text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { S_LISTENER = ZC_PORTMAP_GUESTS_MAX, S_BACKLOG = 128, S_EVENTS = 32 };

//  ---- guests --------------------------------------------------------------

static void
s_drop (zc_portmap_guest_t *guest)
{
    if (guest->fd >= 0)
        close (guest->fd);          //  epoll forgets it with that
    zc_buffer_clear (&guest->answer);
    guest->fd = -1;
}

static void
s_tell (zc_portmap_server_t *self, const zc_portmap_guest_t *guest, const char *why)
{
    if (self->rejected)
        self->rejected (self, guest->address, why);
}

static void
s_turn_out (zc_portmap_server_t *self, zc_portmap_guest_t *guest, const char *why)
{
    s_tell (self, guest, why);
    s_drop (guest);
}

//  A free place, or that of the oldest guest. All visits are of one length, so
//  the oldest has the earliest deadline.
static zc_portmap_guest_t *
s_place (zc_portmap_server_t *self)
{
    zc_portmap_guest_t *oldest = &self->guests [0];
    for (int i = 0; i < ZC_PORTMAP_GUESTS_MAX; i++) {
        zc_portmap_guest_t *guest = &self->guests [i];
        if (guest->fd < 0)
            return guest;
        if (guest->deadline < oldest->deadline)
            oldest = guest;
    }
    s_turn_out (self, oldest, "too many at once");
    return oldest;
}

static bool
s_watch (zc_portmap_server_t *self, int action, int fd, uint32_t events, uint32_t place)
{
    struct epoll_event event = {.events = events, .data.u32 = place};
    return epoll_ctl (self->epoll, action, fd, &event) == 0;
}

//  Send what the socket takes. The visit ends with the last byte.
static void
s_write (zc_portmap_server_t *self, zc_portmap_guest_t *guest)
{
    ssize_t size = send (guest->fd, guest->answer.data + guest->sent,
                         guest->answer.size - guest->sent, MSG_NOSIGNAL);
    if (size > 0)
        guest->sent += (size_t) size;
    bool wait = size < 0? errno == EAGAIN || errno == EINTR: guest->sent < guest->answer.size;
    uint32_t place = (uint32_t) (guest - self->guests);
    if (!wait || !s_watch (self, EPOLL_CTL_MOD, guest->fd, EPOLLOUT, place))
        s_drop (guest);
}

static void
s_read (zc_portmap_server_t *self, zc_portmap_guest_t *guest)
{
    ssize_t size = recv (guest->fd, guest->line + guest->size,
                         sizeof guest->line - guest->size, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        if (guest->size)
            s_tell (self, guest, "hung up within a line");
        s_drop (guest);
        return;
    }
    guest->size += (size_t) size;
    const char *end = memchr (guest->line, '\n', guest->size);
    if (!end && guest->size < sizeof guest->line)
        return;
    size_t length = end? (size_t) (end - guest->line): SIZE_MAX;    //  no line is that long
    if (!zc_portmap_answer (self->map, guest->line, length, &guest->answer))
        s_tell (self, guest, "does not speak our protocol");
    s_write (self, guest);
}

static void
s_ready (zc_portmap_server_t *self, zc_portmap_guest_t *guest)
{
    if (guest->fd < 0)
        return;                     //  dropped earlier in this turn
    if (guest->answer.size)
        s_write (self, guest);
    else
        s_read (self, guest);
}

//  ---- the listener --------------------------------------------------------

static socklen_t
s_socket_address (const zc_portmap_t *map, struct sockaddr_storage *storage)
{
    *storage = (struct sockaddr_storage) {0};
    uint16_t port = htons ((uint16_t) zc_portmap_port (map));
    struct sockaddr_in *v4 = (struct sockaddr_in *) (void *) storage;
    if (inet_pton (AF_INET, zc_portmap_address (map), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = port;
        return sizeof *v4;
    }
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *) (void *) storage;
    *storage = (struct sockaddr_storage) {0};
    inet_pton (AF_INET6, zc_portmap_address (map), &v6->sin6_addr);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = port;
    return sizeof *v6;
}

//  Join those who listen on the port. Fails while another user has it.
static void
s_listen (zc_portmap_server_t *self, int64_t now_ms)
{
    struct sockaddr_storage storage;
    socklen_t size = s_socket_address (self->map, &storage);
    int fd = socket (storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    if (fd >= 0 && setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0
        && setsockopt (fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0
        && bind (fd, (struct sockaddr *) &storage, size) == 0 && listen (fd, S_BACKLOG) == 0
        && s_watch (self, EPOLL_CTL_ADD, fd, EPOLLIN, S_LISTENER)) {
        self->listener = fd;
        self->error = 0;
        return;
    }
    self->error = errno;
    self->listen_at = now_ms + ZC_PORTMAP_TURN_MS;
    if (fd >= 0)
        close (fd);
}

//  Let others serve, and try again later.
static void
s_retire (zc_portmap_server_t *self, int64_t now_ms)
{
    self->error = errno;
    close (self->listener);
    self->listener = -1;
    self->listen_at = now_ms + ZC_PORTMAP_TURN_MS;
}

//  Out of descriptors, say: who cannot take guests in must not go on being dealt
//  connections, nor poll a listener that stays readable.
static void
s_accept (zc_portmap_server_t *self, int64_t now_ms)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    int fd = accept4 (self->listener, (struct sockaddr *) &peer, &size,
                      SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            s_retire (self, now_ms);
        return;
    }
    zc_portmap_guest_t *guest = s_place (self);
    *guest = (zc_portmap_guest_t) {.fd = fd, .deadline = now_ms + ZC_PORTMAP_GUEST_MS};
    zc_portmap_address_of (guest->address, &peer);
    if (!s_watch (self, EPOLL_CTL_ADD, fd, EPOLLIN, (uint32_t) (guest - self->guests)))
        s_drop (guest);
}

//  ---- a turn --------------------------------------------------------------

//  Send guests home whose time is over. Returns the time until the next deadline
//  or the next attempt to listen.
static int
s_expire (zc_portmap_server_t *self, int64_t now_ms)
{
    int64_t next = self->listener < 0? self->listen_at: now_ms + ZC_PORTMAP_GUEST_MS;
    for (int i = 0; i < ZC_PORTMAP_GUESTS_MAX; i++) {
        zc_portmap_guest_t *guest = &self->guests [i];
        if (guest->fd >= 0 && guest->deadline <= now_ms)
            s_turn_out (self, guest, guest->size? "too slow": "says nothing");
        if (guest->fd >= 0 && guest->deadline < next)
            next = guest->deadline;
    }
    return next > now_ms? (int) (next - now_ms): 0;
}

int
zc_portmap_server_turn (zc_portmap_server_t *self, int64_t now_ms)
{
    if (self->listener < 0 && now_ms >= self->listen_at)
        s_listen (self, now_ms);
    struct epoll_event events [S_EVENTS];
    int count = epoll_wait (self->epoll, events, S_EVENTS, 0);
    for (int i = 0; i < count; i++) {
        if (events [i].data.u32 == S_LISTENER)
            s_accept (self, now_ms);
        else
            s_ready (self, &self->guests [events [i].data.u32]);
    }
    return s_expire (self, now_ms);
}

bool
zc_portmap_server_init (zc_portmap_server_t *self, zc_portmap_t *map)
{
    *self = (zc_portmap_server_t) {.map = map, .listener = -1, .listen_at = INT64_MIN};
    self->epoll = epoll_create1 (EPOLL_CLOEXEC);
    for (int i = 0; i < ZC_PORTMAP_GUESTS_MAX; i++)
        self->guests [i].fd = -1;
    return self->epoll >= 0;
}

void
zc_portmap_server_close (zc_portmap_server_t *self)
{
    for (int i = 0; i < ZC_PORTMAP_GUESTS_MAX; i++)
        s_drop (&self->guests [i]);
    if (self->listener >= 0)
        close (self->listener);
    close (self->epoll);
}
