//  zc_portmap_client.c - asking another host's port map
//
//  One question, up to a few connections: when one has been silent for a while
//  the next is opened beside it, to the host's next address or to the same, where
//  the kernel may give it to another of the host's nodes. The first good answer
//  counts. So a server that hangs costs a moment, and a slow line costs nothing.

#include "zc_portmap_text.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { S_ANSWER_MAX = ZC_PORTMAP_NAMES_MAX * (ZC_NODE_NAME_MAX + 16), S_PAUSE_MS = 20 };

typedef struct {
    int fd;                         //  -1: this try is over
    bool asked;                     //  the request is sent
    zc_buffer_t answer;             //  NUL-terminated
} s_try_t;

//  What to do with a whole answer: true if it was good.
typedef bool (s_good_fn) (void *result, const char *answer, int fd);

typedef struct {
    const char *request;
    s_good_fn *good;
    void *result;
    struct addrinfo *addresses;     //  of the host
    struct addrinfo *next_address;  //  NULL: from the start again
    int address_count;
    int refused;                    //  tries that met nobody …
    int error;                      //  … and why the last one did
    s_try_t tries [ZC_PORTMAP_TRIES_MAX];
    int count;
} s_question_t;

static int64_t
s_now_ms (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

//  ---- one try -------------------------------------------------------------

static void
s_end_try (s_try_t *try)
{
    if (try->fd >= 0)
        close (try->fd);
    try->fd = -1;
    zc_buffer_clear (&try->answer);
}

static void
s_refused (s_question_t *self, s_try_t *try, int error)
{
    self->refused++;
    self->error = error;
    s_end_try (try);
}

//  Dial the addresses in turn.
static void
s_start_try (s_question_t *self)
{
    struct addrinfo *address = self->next_address? self->next_address: self->addresses;
    //  NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there is at least one
    self->next_address = address->ai_next;
    s_try_t *try = &self->tries [self->count++];
    try->fd = socket (address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (try->fd < 0
        || (connect (try->fd, address->ai_addr, address->ai_addrlen) != 0
            && errno != EINPROGRESS))
        s_refused (self, try, errno);
}

//  Connected, or not: that is what writable means here. A request fits into any
//  socket's buffer.
static void
s_ask (s_question_t *self, s_try_t *try)
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt (try->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    ssize_t length = (ssize_t) strlen (self->request);
    if (error)
        s_refused (self, try, error);
    else
    if (send (try->fd, self->request, (size_t) length, MSG_NOSIGNAL) != length)
        s_end_try (try);
    else
        try->asked = true;
}

//  The server hangs up after its answer. true: it was a good one.
static bool
s_listen_to (s_question_t *self, s_try_t *try)
{
    char text [4096];
    ssize_t size = recv (try->fd, text, sizeof text, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (size > 0 && try->answer.size + (size_t) size <= S_ANSWER_MAX) {
        zc_buffer_put (&try->answer, text, (size_t) size);
        return false;
    }
    bool good = false;
    if (size == 0 && try->answer.size) {
        zc_buffer_u8 (&try->answer, 0);
        const char *answer = (char *) try->answer.data;
        good = strlen (answer) + 1 == try->answer.size
            && self->good (self->result, answer, try->fd);
    }
    s_end_try (try);
    return good;
}

//  ---- the question --------------------------------------------------------

//  Wait for something to happen to the tries, and see to it. true: answered.
static bool
s_wait (s_question_t *self, int timeout_ms)
{
    struct pollfd items [ZC_PORTMAP_TRIES_MAX];
    for (int i = 0; i < self->count; i++) {
        s_try_t *try = &self->tries [i];    //  poll skips negative ones
        items [i] = (struct pollfd) {.fd = try->fd, .events = try->asked? POLLIN: POLLOUT};
    }
    if (poll (items, (nfds_t) self->count, timeout_ms) <= 0)
        return false;
    for (int i = 0; i < self->count; i++) {
        if (!items [i].revents)
            continue;
        if (!self->tries [i].asked)
            s_ask (self, &self->tries [i]);
        else if (s_listen_to (self, &self->tries [i]))
            return true;
    }
    return false;
}

static bool
s_is_waiting (const s_question_t *self)
{
    for (int i = 0; i < self->count; i++)
        if (self->tries [i].fd >= 0)
            return true;
    return false;
}

//  When all tries so far have ended without an answer there is no reason to wait
//  long; when every address was refused there is none to try again.
static bool
s_ask_until (s_question_t *self, int64_t deadline)
{
    int64_t next = s_now_ms ();
    for (;;) {
        int64_t now = s_now_ms ();
        bool waiting = s_is_waiting (self);
        bool more = self->count < ZC_PORTMAP_TRIES_MAX && self->refused < self->address_count;
        if (now >= deadline || (!waiting && !more))
            return false;
        if (!waiting && self->count && next > now + S_PAUSE_MS)
            next = now + (self->count < self->address_count? 0: S_PAUSE_MS);
        if (more && now >= next) {
            s_start_try (self);
            next = now + ZC_PORTMAP_RETRY_MS;
        }
        int64_t until = more && next < deadline? next: deadline;
        if (s_wait (self, until > now? (int) (until - now): 0))
            return true;
    }
}

static const char *
s_why_not (const s_question_t *self)
{
    if (self->refused < self->address_count)
        return "the port map does not answer";
    return self->error == ECONNREFUSED? "no port map on the host": "the host cannot be reached";
}

//  NULL: answered; else why not.
static const char *
s_question (const zc_portmap_t *map, const char *host, int timeout_ms, const char *request,
            s_good_fn *good, void *result)
{
    int64_t deadline = s_now_ms () + timeout_ms;
    s_question_t self = {.request = request, .good = good, .result = result};
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    char port [16];
    snprintf (port, sizeof port, "%d", zc_portmap_port (map));
    if (getaddrinfo (host, port, &hints, &self.addresses) != 0)
        return "the host is not known";
    for (struct addrinfo *at = self.addresses; at; at = at->ai_next)
        self.address_count++;
    bool answered = s_ask_until (&self, deadline);
    for (int i = 0; i < self.count; i++)
        s_end_try (&self.tries [i]);
    freeaddrinfo (self.addresses);
    return answered? NULL: s_why_not (&self);
}

//  ---- the two questions there are -----------------------------------------

//  The addresses of both ends of a connection, as text. false: it is gone.
static bool
s_ends (int fd, char ours [64], char theirs [64])
{
    struct sockaddr_storage end;
    struct sockaddr *address = (struct sockaddr *) &end;
    socklen_t size = sizeof end;
    if (getsockname (fd, address, &size) != 0
        || getnameinfo (address, size, ours, 64, NULL, 0, NI_NUMERICHOST) != 0)
        return false;
    size = sizeof end;
    return getpeername (fd, address, &size) == 0
        && getnameinfo (address, size, theirs, 64, NULL, 0, NI_NUMERICHOST) == 0;
}

typedef struct {
    zc_portmap_entry_t *entry;
    const char *why;                //  it is no use
} s_port_result_t;

//  A node that listens on all addresses is dialled where its port map was. The
//  loopback address of another host is of no use: it would be our own.
static bool
s_good_port (void *arg, const char *answer, int fd)
{
    s_port_result_t *result = arg;
    result->why = "no such node on the host";
    if (strcmp (answer, "none\n") == 0)
        return true;
    char ours [64], theirs [64];
    zc_portmap_entry_t *entry = result->entry;
    if (!zc_portmap_port_parse (answer, entry) || !s_ends (fd, ours, theirs))
        return false;
    if (zc_portmap_address_is_any (entry->address))
        strcpy (entry->address, theirs);
    bool same_host = strcmp (ours, theirs) == 0 || zc_portmap_address_is_loopback (theirs);
    bool useful = same_host || !zc_portmap_address_is_loopback (entry->address);
    result->why = useful? NULL: "it listens on its own host only";
    return true;
}

const char *
zc_portmap_remote (zc_portmap_t *self, const char *host, const char *name, int timeout_ms,
                   zc_portmap_entry_t *entry)
{
    *entry = (zc_portmap_entry_t) {0};
    if (!zc_nodename_valid (name))
        return "not a node name";
    char request [ZC_PORTMAP_LINE_MAX];
    snprintf (request, sizeof request, "port %s\n", name);
    s_port_result_t result = {.entry = entry};
    const char *why = s_question (self, host, timeout_ms, request, s_good_port, &result);
    strcpy (entry->name, name);
    return why? why: result.why;
}

static bool
s_good_names (void *arg, const char *answer, int fd)
{
    zc_buffer_t *found = arg;
    char ours [64], theirs [64];
    if (!zc_portmap_names_parse (answer, found) || !s_ends (fd, ours, theirs)) {
        zc_buffer_clear (found);
        return false;
    }
    zc_portmap_entry_t *entries = (zc_portmap_entry_t *) (void *) found->data;
    for (size_t i = 0; i < found->size / sizeof *entries; i++)
        strcpy (entries [i].address, theirs);
    return true;
}

const char *
zc_portmap_remote_names (zc_portmap_t *self, const char *host, int timeout_ms,
                         zc_portmap_entry_t **entries, size_t *count)
{
    zc_buffer_t found = {0};
    const char *why = s_question (self, host, timeout_ms, "names\n", s_good_names, &found);
    *entries = (zc_portmap_entry_t *) (void *) found.data;
    *count = found.size / sizeof **entries;
    return why;
}
