//  nodes.c - exercise 3.2: what each function has to do stands in nodes.h
//
//  Below the core: tcp.h, lists of czmq where they help, nothing of zcluster. How connections are
//  made and waited for is here already; what they mean, and who hears of it, is yours.

#include "nodes.h"

#include <poll.h>

enum { CONNECTIONS_MAX = 100 };

typedef struct {
    tcp_t tcp;
    char *name;                     //  NULL: it has not said hello yet
    bool hidden;
    bool lost;                      //  closed; it is not there any more, but for its memory
} connection_t;

struct nodes {
    char *name;
    bool hidden;
    nodes_listener_t *listener;
    void *arg;
    int socket, port;
    zlist_t *connections;           //  of connection_t
    zlist_t *known;                 //  names; of each it has a copy (zlist_autofree)
};

nodes_t *
nodes_new (const char *name, bool hidden, nodes_listener_t *listener, void *arg)
{
    nodes_t *self = zmalloc (sizeof *self);
    self->name = strdup (name);
    self->hidden = hidden;
    self->listener = listener;
    self->arg = arg;
    self->socket = tcp_listen (&self->port);
    self->connections = zlist_new ();
    self->known = zlist_new ();
    zlist_autofree (self->known);
    return self;
}

int
nodes_port (nodes_t *self)
{
    return self->port;
}

//  ---- connections ---------------------------------------------------------

//  The connection to a name; NULL: there is none.
static connection_t *
s_find (nodes_t *self, const char *name)
{
    for (connection_t *at = zlist_first (self->connections); at; at = zlist_next (self->connections))
        if (!at->lost && at->name && streq (at->name, name))
            return at;
    return NULL;
}

//  A new connection: both sides say hello.
static void
s_begin (nodes_t *self, const tcp_t *tcp)
{
    char line [TCP_LINE];
    connection_t *connection = zmalloc (sizeof *connection);
    connection->tcp = *tcp;
    zlist_append (self->connections, connection);
    snprintf (line, sizeof line, "hello %s %s", self->name, self->hidden? "hidden": "visible");
    tcp_write (&connection->tcp, line);
}

bool
nodes_connect (nodes_t *self, int port)
{
    tcp_t tcp;
    if (!tcp_dial (port, &tcp))
        return false;
    s_begin (self, &tcp);
    return true;
}

//  Give back those that are lost, or all.
static void
s_free (nodes_t *self, bool all)
{
    for (size_t count = zlist_size (self->connections); count > 0; count--) {
        connection_t *connection = zlist_pop (self->connections);
        if (!connection->lost && !all) {
            zlist_append (self->connections, connection);
            continue;
        }
        if (!connection->lost)
            tcp_close (&connection->tcp);
        free (connection->name);
        free (connection);
    }
}

void
nodes_destroy (nodes_t **self_p)
{
    nodes_t *self = *self_p;
    if (!self)
        return;
    s_free (self, true);
    zlist_destroy (&self->connections);
    zlist_destroy (&self->known);
    close (self->socket);
    free (self->name);
    free (self);
    *self_p = NULL;
}

//  ---- who hears of it -----------------------------------------------------

static void
s_tell (nodes_t *self, const char *event, const connection_t *connection, const char *text)
{
    if (text || !connection->hidden)
        self->listener (self->arg, event, connection->name, text);
}

//  The lists lose it first. Its memory stays for now: a turn may be at work with it.
static void
s_lose (nodes_t *self, connection_t *connection)
{
    tcp_close (&connection->tcp);
    connection->lost = true;
    if (connection->name)
        s_tell (self, "nodedown", connection, NULL);
}

bool
nodes_disconnect (nodes_t *self, const char *name)
{
    connection_t *connection = s_find (self, name);
    if (!connection)
        return false;
    s_lose (self, connection);
    return true;
}

bool
nodes_send (nodes_t *self, const char *name, const char *text)
{
    connection_t *connection = s_find (self, name);
    return connection && tcp_write (&connection->tcp, text);
}

//  ---- lists ---------------------------------------------------------------

static void
s_add (zlist_t *names, const char *name)
{
    for (const char *at = zlist_first (names); at; at = zlist_next (names))
        if (streq (at, name))
            return;
    zlist_append (names, (void *) (uintptr_t) name);
}

zlist_t *
nodes_list (nodes_t *self, int kinds)
{
    zlist_t *names = zlist_new ();
    zlist_autofree (names);
    for (connection_t *at = zlist_first (self->connections); at; at = zlist_next (self->connections))
        if (!at->lost && at->name && kinds & (at->hidden? NODES_HIDDEN: NODES_VISIBLE))
            s_add (names, at->name);
    if (kinds & (NODES_THIS | NODES_KNOWN))
        s_add (names, self->name);
    if (kinds & NODES_KNOWN)
        for (const char *at = zlist_first (self->known); at; at = zlist_next (self->known))
            s_add (names, at);
    return names;
}

//  ---- what arrives --------------------------------------------------------

//  The first line: who is it? An older connection of that name is lost before this one counts.
static void
s_take_hello (nodes_t *self, connection_t *connection, const char *line)
{
    char name [TCP_LINE], kind [TCP_LINE], more;
    int words = sscanf (line, "hello %s %s%c", name, kind, &more);
    bool hidden = words == 2 && streq (kind, "hidden");
    if (words != 2 || (!hidden && !streq (kind, "visible")) || streq (name, self->name)) {
        s_lose (self, connection);
        return;
    }
    connection_t *older = s_find (self, name);
    if (older)
        s_lose (self, older);
    connection->name = strdup (name);
    connection->hidden = hidden || self->hidden;
    s_add (self->known, name);
    s_tell (self, "nodeup", connection, NULL);
}

//  Take in all lines that a connection has; and its end, which comes behind them.
static void
s_take (nodes_t *self, connection_t *connection)
{
    char line [TCP_LINE];
    int got = 0;
    while (!connection->lost && (got = tcp_read (&connection->tcp, line)) == 1) {
        if (connection->name)
            s_tell (self, "text", connection, line);
        else
            s_take_hello (self, connection, line);
    }
    if (!connection->lost && got == -1)
        s_lose (self, connection);
}

//  ---- turns ---------------------------------------------------------------

//  Until something has come, or the time is up.
static void
s_wait (nodes_t *self, int timeout_ms)
{
    struct pollfd polled [CONNECTIONS_MAX + 1] = {{.fd = self->socket, .events = POLLIN}};
    nfds_t count = 1;
    for (connection_t *at = zlist_first (self->connections); at; at = zlist_next (self->connections))
        if (count <= CONNECTIONS_MAX)
            polled [count++] = (struct pollfd) {.fd = at->tcp.fd, .events = POLLIN};
    poll (polled, count, timeout_ms);
}

void
nodes_turn (nodes_t *self, int timeout_ms)
{
    tcp_t tcp;
    s_free (self, false);
    s_wait (self, timeout_ms);
    while (tcp_accept (self->socket, &tcp))
        s_begin (self, &tcp);
    for (size_t count = zlist_size (self->connections); count > 0; count--) {
        connection_t *connection = zlist_pop (self->connections);
        zlist_append (self->connections, connection);
        s_take (self, connection);
    }
}
