//  tcp.h - connections over TCP that carry lines; given, for exercise 3.2
//
//  No call blocks. A connection ends when the other side closes it, when its process ends in any
//  way, or when the network says so; tcp_read tells it, after the last line.

#ifndef TCP_H_INCLUDED
#define TCP_H_INCLUDED

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TCP_LINE = 500 };            //  the longest line, with its line feed

//  One end of a connection.
typedef struct {
    int fd;                         //  for poll
    size_t size;
    char data [TCP_LINE];           //  what has been received of the next lines
} tcp_t;

static inline struct sockaddr_in
tcp_address (int port)
{
    return (struct sockaddr_in) {.sin_family = AF_INET, .sin_port = htons ((uint16_t) port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
}

//  Listen at a free port of 127.0.0.1. Returns a descriptor, -1: it cannot.
static inline int
tcp_listen (int *port)
{
    struct sockaddr_in address = tcp_address (0);
    socklen_t size = sizeof address;
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd == -1 || bind (fd, (struct sockaddr *) &address, size) != 0 || listen (fd, 16) != 0
        || getsockname (fd, (struct sockaddr *) &address, &size) != 0) {
        if (fd != -1)
            close (fd);
        return -1;
    }
    *port = ntohs (address.sin_port);
    return fd;
}

//  The next one who has dialled us. false: nobody, for now.
static inline bool
tcp_accept (int listener, tcp_t *self)
{
    self->size = 0;
    self->fd = accept (listener, NULL, NULL);
    return self->fd != -1;
}

//  false: nobody listens at this port.
static inline bool
tcp_dial (int port, tcp_t *self)
{
    struct sockaddr_in address = tcp_address (port);
    self->size = 0;
    self->fd = socket (AF_INET, SOCK_STREAM, 0);
    if (self->fd != -1 && connect (self->fd, (struct sockaddr *) &address, sizeof address) == 0)
        return true;
    if (self->fd != -1)
        close (self->fd);
    return false;
}

//  Send a line, given without its line feed. false: the connection has ended, or the other side
//  does not read; there may still be lines to read.
static inline bool
tcp_write (tcp_t *self, const char *line)
{
    char data [TCP_LINE];
    size_t size = strlen (line);
    if (size + 1 > sizeof data)
        return false;
    memcpy (data, line, size);
    data [size++] = '\n';
    return send (self->fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t) size;
}

//  The next line, without its line feed.
//  Returns  1, a line; 0, none for now; -1, none will come any more: the connection has ended,
//           or what it sends is longer than a line can be. Lines before the end come first.
static inline int
tcp_read (tcp_t *self, char line [TCP_LINE])
{
    char *end;
    while (!(end = memchr (self->data, '\n', self->size))) {
        ssize_t size = recv (self->fd, self->data + self->size, TCP_LINE - self->size, MSG_DONTWAIT);
        if (size == -1 && errno == EINTR)
            continue;
        if (size <= 0)
            return size == -1 && errno == EAGAIN? 0: -1;
        self->size += (size_t) size;
    }
    size_t length = (size_t) (end - self->data);
    memcpy (line, self->data, length);
    line [length] = 0;
    self->size -= length + 1;
    memmove (self->data, end + 1, self->size);
    return 1;
}

static inline void
tcp_close (tcp_t *self)
{
    close (self->fd);
    self->fd = -1;
}

#endif
