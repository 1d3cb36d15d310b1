//  drive_nodes.c - a node of exercise 3.2 in a process of its own, told what to do; and a stranger
//
//      visible NAME, hidden NAME
//          a node of the student's. It is told: connect PORT, disconnect NAME, send NAME TEXT,
//          flood NAME COUNT, busy NAME, list KINDS, greet, quiet, end. It reports its port and,
//          until it is to be quiet, what its listener hears, with the list as it is at that moment.
//      stranger NAME
//          dials and says what it is told: line PORT TEXT, half PORT TEXT, long PORT, end. It
//          reports whether its connection was closed.

#define _GNU_SOURCE
#include "nodes.h"
#include "driver.h"

#include <poll.h>

enum { TURN_MS = 10, SEND_TRIES = 300, BUSY_SENDS = 4, PATIENCE_MS = 3000 };

static const char *s_name;
static nodes_t *s_nodes;
static bool s_greets, s_quiet;

//  A line that we are told, if there is one now.
static bool
s_told (char *line, size_t size)
{
    struct pollfd polled = {.fd = dr_in, .events = POLLIN};
    return poll (&polled, 1, 0) == 1 && dr_told (line, size);
}

//  ---- a node --------------------------------------------------------------

//  "[alex kate]", by name.
static const char *
s_list (int kinds)
{
    static char text [600];
    zlist_t *names = nodes_list (s_nodes, kinds);
    if (names)
        zlist_sort (names, NULL);
    strcpy (text, "[");
    for (char *name = names? zlist_first (names): NULL; name; name = zlist_next (names)) {
        size_t used = strlen (text);
        snprintf (text + used, sizeof text - used, "%s%s", used > 1? " ": "", name);
    }
    zlist_destroy (&names);
    return strcat (text, "]");
}

static void
s_hear (void *arg, const char *event, const char *name, const char *text)
{
    (void) arg;
    if (s_quiet)
        return;
    if (text)
        dr_say ("%s heard %s %s %s", s_name, event, name, text);
    else
        dr_say ("%s heard %s %s, list %s", s_name, event, name, s_list (NODES_VISIBLE));
    if (s_greets && streq (event, "nodeup"))
        nodes_send (s_nodes, name, "hi");
}

//  As soon as there is a connection.
static void
s_send (const char *name, const char *text)
{
    bool sent = false;
    for (int i = 0; i < SEND_TRIES && !(sent = nodes_send (s_nodes, name, text)); i++)
        nodes_turn (s_nodes, TURN_MS);
    if (!sent)
        dr_say ("%s cannot send to %s", s_name, name);
}

static void
s_flood (const char *name, int count)
{
    char text [60];
    int sent = 0;
    do
        snprintf (text, sizeof text, "quack %d", sent + 1);
    while (nodes_send (s_nodes, name, text) && ++sent < count);
    dr_say ("%s has sent %d", s_name, sent);
}

//  Until the next line comes: then it sends several texts, the last of which must fail when that
//  node has ended meanwhile, and takes one turn.
static void
s_busy (const char *name)
{
    char line [500];
    dr_say ("%s is busy", s_name);
    if (dr_told (line, sizeof line))
        for (int i = 0; i < BUSY_SENDS; i++)
            nodes_send (s_nodes, name, "are you there?");
    nodes_turn (s_nodes, TURN_MS);
    dr_say ("%s has taken one turn", s_name);
}

//  false: it is to end.
static bool
s_obey (char *line)
{
    char *rest = line, *word = strsep (&rest, " "), *name = strsep (&rest, " ");
    if (streq (word, "connect") && !nodes_connect (s_nodes, atoi (name)))
        dr_say ("%s cannot connect", s_name);
    else
    if (streq (word, "disconnect") && !nodes_disconnect (s_nodes, name))
        dr_say ("%s is not connected to %s", s_name, name);
    else
    if (streq (word, "send"))
        s_send (name, rest);
    else
    if (streq (word, "flood"))
        s_flood (name, atoi (rest));
    else
    if (streq (word, "busy"))
        s_busy (name);
    else
    if (streq (word, "list"))
        dr_say ("%s lists %s", s_name, s_list (atoi (name)));
    else
    if (streq (word, "greet") || streq (word, "quiet")) {
        *(*word == 'g'? &s_greets: &s_quiet) = true;
        dr_say ("%s does", s_name);
    }
    return !streq (word, "end");
}

static void
s_node (bool hidden)
{
    char line [500];
    s_nodes = nodes_new (s_name, hidden, s_hear, NULL);
    if (!s_nodes) {
        dr_say ("nodes_new returned NULL");
        return;
    }
    dr_say ("at %d", nodes_port (s_nodes));
    for (bool on = true; on;) {
        if (s_told (line, sizeof line))
            on = s_obey (line);
        nodes_turn (s_nodes, TURN_MS);
    }
    nodes_destroy (&s_nodes);
    nodes_destroy (&s_nodes);
}

//  ---- a stranger ----------------------------------------------------------

//  Does the other side close it? What it says meanwhile is not looked at.
static bool
s_is_closed (tcp_t *tcp)
{
    char line [TCP_LINE];
    struct pollfd polled = {.fd = tcp->fd, .events = POLLIN};
    int got = 0;
    while ((got = tcp_read (tcp, line)) >= 0)
        if (got == 0 && poll (&polled, 1, PATIENCE_MS) != 1)
            return false;
    return true;
}

static bool
s_disturb (char *line)
{
    static char longer [3 * TCP_LINE];
    char *text = line, *word = strsep (&text, " "), *port = strsep (&text, " ");
    if (streq (word, "end"))
        return false;
    tcp_t tcp;
    if (!tcp_dial (atoi (port), &tcp)) {
        dr_say ("%s cannot connect", s_name);
        return true;
    }
    if (streq (word, "line")) {
        tcp_write (&tcp, text);
        dr_say ("%s: %s", s_name, s_is_closed (&tcp)? "closed": "still open");
    }
    else
    if (streq (word, "long")) {
        memset (longer, 'x', sizeof longer);
        if (send (tcp.fd, longer, sizeof longer, MSG_NOSIGNAL) > 0)
            dr_say ("%s: %s", s_name, s_is_closed (&tcp)? "closed": "still open");
    }
    else
    if (send (tcp.fd, text, strlen (text), MSG_NOSIGNAL) >= 0)
        dr_say ("%s: has left", s_name);
    tcp_close (&tcp);
    return true;
}

static void
s_stranger (void)
{
    char line [500];
    while (dr_told (line, sizeof line) && s_disturb (line))
        ;
}

int
main (int argc, char **argv)
{
    const char *what = dr_begin (argc, argv);
    s_name = argc > 2? argv [2]: "";
    if (streq (what, "stranger"))
        s_stranger ();
    else
        s_node (streq (what, "hidden"));
    return dr_end ();
}
