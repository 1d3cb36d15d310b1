//  gr_proxy.c - something between two processes that can hold or cut what they say
//
//      who dials ───▶ proxy's port ═══ proxy ═══▶ port of 127.0.0.1
//                               way 0 ─▶
//                               ◀─ way 1
//
//  It has no thread and no process: it works in gr_turn, so whenever the grader waits. The
//  end of a connection passes like its bytes, behind them; a reset passes as a reset.

#include "gr_inner.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINES_MAX = 32, WAY_SIZE = 16384 };

//  What goes from one end to the other.
typedef struct {
    size_t size;
    bool ended, told;               //  the one end has no more; the other one was told so
    char data [WAY_SIZE];
} s_way_t;

//  A connection: ends [0] has dialled; ways [0] leads from ends [0] to ends [1].
typedef struct {
    int ends [2];
    s_way_t ways [2];
} s_line_t;

struct gr_proxy_t {
    int listener, port, target;
    bool holding;
    gr_proxy_counts_t counts;
    s_line_t *lines [LINES_MAX];
    size_t count;
};

//  ---- a connection --------------------------------------------------------

static struct sockaddr_in
s_address (int port)
{
    return (struct sockaddr_in) {.sin_family = AF_INET, .sin_port = htons ((uint16_t) port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
}

//  reset: the other side sees an error, not an end.
static void
s_close (int fd, bool reset)
{
    if (reset)
        setsockopt (fd, SOL_SOCKET, SO_LINGER, &(struct linger) {1, 0}, sizeof (struct linger));
    close (fd);
}

static void
s_line_end (gr_proxy_t *self, size_t index, bool reset)
{
    s_line_t *line = self->lines [index];
    s_close (line->ends [0], reset);
    s_close (line->ends [1], reset);
    free (line);
    self->lines [index] = self->lines [--self->count];
}

static void
s_accept (gr_proxy_t *self)
{
    int dialled = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (dialled == -1)
        return;
    struct sockaddr_in address = s_address (self->target);
    int target = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    s_line_t *line = self->count < LINES_MAX? calloc (1, sizeof *line): NULL;
    self->counts.dials++;
    if (!line || target == -1 || connect (target, (struct sockaddr *) &address, sizeof address) != 0) {
        s_close (dialled, true);                //  as if nobody were there
        if (target != -1)
            close (target);
        free (line);
        return;
    }
    line->ends [0] = dialled;
    line->ends [1] = target;
    self->lines [self->count++] = line;
}

//  ---- what passes ---------------------------------------------------------

//  A system call on a descriptor that does not block: was it an error, or nothing for now?
static bool
s_broken (ssize_t size)
{
    return size == -1 && errno != EAGAIN && errno != EINTR;
}

static bool
s_wants_in (const s_way_t *way)
{
    return !way->ended && way->size < WAY_SIZE;
}

static bool
s_wants_out (const gr_proxy_t *self, const s_way_t *way)
{
    return !self->holding && way->size > 0;
}

//  false: the connection is broken.
static bool
s_move (gr_proxy_t *self, s_way_t *way, int from, int to)
{
    if (s_wants_in (way)) {
        ssize_t size = recv (from, way->data + way->size, WAY_SIZE - way->size, MSG_DONTWAIT);
        if (s_broken (size))
            return self->holding;               //  then nobody hears of it yet
        way->ended = size == 0;
        way->size += size > 0? (size_t) size: 0;
    }
    if (s_wants_out (self, way)) {
        ssize_t size = send (to, way->data, way->size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (s_broken (size))
            return false;
        size_t sent = size > 0? (size_t) size: 0;
        way->size -= sent;
        memmove (way->data, way->data + sent, way->size);
        self->counts.passed += sent;
    }
    if (way->ended && !way->told && way->size == 0 && !self->holding) {
        shutdown (to, SHUT_WR);
        way->told = true;
        self->counts.ends++;
    }
    return true;
}

static void
s_work (gr_proxy_t *self)
{
    s_accept (self);
    for (size_t i = self->count; i-- > 0;) {
        s_line_t *line = self->lines [i];
        bool good = s_move (self, &line->ways [0], line->ends [0], line->ends [1])
            && s_move (self, &line->ways [1], line->ends [1], line->ends [0]);
        if (!good || (line->ways [0].told && line->ways [1].told))
            s_line_end (self, i, !good);
    }
}

//  ---- what the grader's loop calls ----------------------------------------

//  One end of a connection. What is not asked for is left out: an error would be told each time.
static struct pollfd
s_polled (const gr_proxy_t *self, const s_line_t *line, int end)
{
    short events = (short) ((s_wants_in (&line->ways [end])? POLLIN: 0)
                            | (s_wants_out (self, &line->ways [1 - end])? POLLOUT: 0));
    return (struct pollfd) {.fd = events? line->ends [end]: -1, .events = events};
}

size_t
gr_proxies_poll (const gr_t *test, struct pollfd *polled, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < test->proxy_count; i++) {
        const gr_proxy_t *self = test->proxies [i];
        for (size_t j = 0; j < self->count && count + 2 < max; j++) {
            polled [count++] = s_polled (self, self->lines [j], 0);
            polled [count++] = s_polled (self, self->lines [j], 1);
        }
        if (count < max)
            polled [count++] = (struct pollfd) {.fd = self->listener, .events = POLLIN};
    }
    return count;
}

void
gr_proxies_work (gr_t *test)
{
    for (size_t i = 0; i < test->proxy_count; i++)
        s_work (test->proxies [i]);
}

void
gr_proxies_end (gr_t *test)
{
    for (; test->proxy_count > 0; test->proxy_count--) {
        gr_proxy_t *self = test->proxies [test->proxy_count - 1];
        gr_cut (self, true);
        close (self->listener);
        free (self);
    }
}

//  ---- what a test calls ---------------------------------------------------

gr_proxy_t *
gr_proxy (gr_t *test, int port)
{
    struct sockaddr_in address = s_address (0);
    socklen_t size = sizeof address;
    gr_proxy_t *self = calloc (1, sizeof *self);
    int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (!self || test->proxy_count == GR_PROXIES_MAX || listener == -1
        || bind (listener, (struct sockaddr *) &address, size) != 0 || listen (listener, LINES_MAX) != 0
        || getsockname (listener, (struct sockaddr *) &address, &size) != 0) {
        free (self);
        if (listener != -1)
            close (listener);
        gr_fail (test, GR_ERROR, "", "no proxy", strerror (errno));
    }
    self->listener = listener;
    self->port = ntohs (address.sin_port);
    self->target = port;
    test->proxies [test->proxy_count++] = self;
    return self;
}

int
gr_proxy_port (const gr_proxy_t *self)
{
    return self->port;
}

void
gr_hold (gr_proxy_t *self)
{
    self->holding = true;
}

void
gr_go_on (gr_proxy_t *self)
{
    self->holding = false;
}

size_t
gr_cut (gr_proxy_t *self, bool reset)
{
    size_t cut = gr_proxy_counts (self).open;
    while (self->count > 0)
        s_line_end (self, 0, reset);
    self->counts.cut += cut;
    return cut;
}

gr_proxy_counts_t
gr_proxy_counts (const gr_proxy_t *self)
{
    gr_proxy_counts_t counts = self->counts;
    for (size_t i = 0; i < self->count; i++) {
        const s_way_t *ways = self->lines [i]->ways;
        counts.open += !ways [0].ended && !ways [1].ended;
        counts.held += ways [0].size + ways [1].size;
    }
    return counts;
}
