//  drive_line.c - one end of a connection
//
//      listen        reports its port, and waits for who dials
//      dial PORT     reports whether somebody is there
//
//  Then it says each line that it is told, and reports each that it hears, and how the
//  connection ends. It is told: close, end.

#define _GNU_SOURCE
#include "line.h"
#include "driver.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

static struct sockaddr_in
s_address (int port)
{
    return (struct sockaddr_in) {.sin_family = AF_INET, .sin_port = htons ((uint16_t) port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
}

static int
s_listen (void)
{
    struct sockaddr_in address = s_address (0);
    socklen_t size = sizeof address;
    int listener = socket (AF_INET, SOCK_STREAM, 0);
    if (bind (listener, (struct sockaddr *) &address, size) || listen (listener, 8)
        || getsockname (listener, (struct sockaddr *) &address, &size))
        dr_say ("cannot listen");
    dr_say ("at %d", ntohs (address.sin_port));
    return listener;
}

static int
s_dial (int port)
{
    struct sockaddr_in address = s_address (port);
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    dr_say (connect (fd, (struct sockaddr *) &address, sizeof address) == 0? "connected": "refused");
    return fd;
}

//  One byte after the other. false: it has ended, and how.
static bool
s_hear (int fd)
{
    static char line [200];
    static size_t size;
    char byte;
    ssize_t got = recv (fd, &byte, 1, 0);
    if (got <= 0) {
        dr_say (got == 0? "ended": errno == ECONNRESET? "reset": strerror (errno));
        return false;
    }
    if (byte != '\n' && size + 1 < sizeof line)
        line [size++] = byte;
    else {
        line [size] = 0;
        size = 0;
        dr_say ("heard %s", line);
    }
    return true;
}

static void
s_say (int fd, char *line)
{
    strcat (line, "\n");
    if (send (fd, line, strlen (line), MSG_NOSIGNAL) < 0)
        dr_say ("cannot send");
}

int
main (int argc, char **argv)
{
    char line [200];
    bool dials = strcmp (dr_begin (argc, argv), "dial") == 0, on = true;
    int fd = dials? s_dial (atoi (argv [2])): -1, listener = dials? -1: s_listen ();
    while (on) {
        struct pollfd polled [] = {{.fd = dr_in, .events = POLLIN}, {.fd = listener, .events = POLLIN},
                                   {.fd = fd, .events = POLLIN}};
        poll (polled, 3, -1);
        if (polled [1].revents)
            fd = accept (listener, NULL, NULL);
        if (polled [2].revents && !s_hear (fd))
            fd = -1;
        if (!polled [0].revents)
            continue;
        on = dr_told (line, sizeof line) && !line_wants_end (line);
        if (on && strcmp (line, "close") == 0) {
            close (fd);
            fd = -1;
        }
        else
        if (on)
            s_say (fd, line);
    }
    return dr_end ();
}
