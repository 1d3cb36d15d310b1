//  drive_mesh.c - a node of exercise 3.1 in a process of its own, told what to do; and a liar
//
//      node NAME     a node of the student's. It is told: address ADDRESS, connect NAME ADDRESS,
//                    send NAME TEXT, list, end. It reports its address, each change of its list,
//                    and what it gets.
//      liar NAME     sockets that say what they are told to: dial ADDRESS, say FRAME|FRAME…,
//                    reply FRAME|FRAME…, noise PORT, end. It reports what it hears, and that it
//                    has replied.

#define _GNU_SOURCE
#include "mesh.h"
#include "driver.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

enum { TURN_MS = 10, DIALS_MAX = 8 };

static const char *s_name;

//  A line that we are told, if there is one now.
static bool
s_told (char *line, size_t size)
{
    struct pollfd polled = {.fd = dr_in, .events = POLLIN};
    return poll (&polled, 1, 0) == 1 && dr_told (line, size);
}

//  ---- a node --------------------------------------------------------------

//  "bob knows alex kate", by name.
static void
s_list (mesh_t *mesh, char *text, size_t size)
{
    snprintf (text, size, "%s knows", s_name);
    zlist_t *names = mesh_list (mesh);
    if (names)
        zlist_sort (names, NULL);
    for (char *name = names? zlist_first (names): NULL; name; name = zlist_next (names)) {
        size_t used = strlen (text);
        snprintf (text + used, size - used, " %s", name);
    }
    zlist_destroy (&names);
}

//  false: it is to end.
static bool
s_obey (mesh_t *mesh, char *line)
{
    char *rest = line, *word = strsep (&rest, " "), *name = strsep (&rest, " "), list [500];
    if (streq (word, "address"))
        mesh_set_address (mesh, name);
    else
    if (streq (word, "connect"))
        mesh_connect (mesh, name, rest);
    else
    if (streq (word, "send") && !mesh_send (mesh, name, rest))
        dr_say ("%s has no session with %s", s_name, name);
    else
    if (streq (word, "list")) {
        s_list (mesh, list, sizeof list);
        dr_say ("%s", list);
    }
    return !streq (word, "end");
}

static void
s_node (void)
{
    char line [500], list [500], told [500];
    mesh_t *mesh = mesh_new (s_name);
    if (!mesh) {
        dr_say ("mesh_new returned NULL");
        return;
    }
    dr_say ("at %s", mesh_address (mesh));
    snprintf (told, sizeof told, "%s knows", s_name);
    for (bool on = true; on && !zsys_interrupted;) {
        if (s_told (line, sizeof line))
            on = s_obey (mesh, line);
        char *text = mesh_turn (mesh, TURN_MS);
        s_list (mesh, list, sizeof list);
        if (!streq (list, told))
            dr_say ("%s", strcpy (told, list));
        if (text)
            dr_say ("%s got %s", s_name, text);
        free (text);
    }
    mesh_destroy (&mesh);
    mesh_destroy (&mesh);
}

//  ---- a liar --------------------------------------------------------------

typedef struct {
    zsock_t *router, *dials [DIALS_MAX];
    size_t count;                   //  of the dials; the last one is used
    zframe_t *caller;               //  who has dialled us last
} s_liar_t;

static void
s_say (s_liar_t *liar, bool reply, char *frames)
{
    char *frame;
    zmsg_t *message = zmsg_new ();
    if (reply && liar->caller)
        zmsg_append (message, &(zframe_t *) {zframe_dup (liar->caller)});
    while ((frame = strsep (&frames, "|")))
        zmsg_addstr (message, frame);
    zmsg_send (&message, reply? liar->router: liar->dials [liar->count - 1]);
    if (reply)
        dr_say ("%s has replied", s_name);
}

static void
s_hear (s_liar_t *liar, zsock_t *socket)
{
    char line [800];
    snprintf (line, sizeof line, "%s heard", s_name);
    zmsg_t *message = zmsg_recv (socket);
    if (socket == liar->router) {
        zframe_destroy (&liar->caller);
        liar->caller = zmsg_pop (message);
    }
    for (char *frame, *sign = " "; (frame = zmsg_popstr (message)); sign = "|") {
        size_t used = strlen (line);
        snprintf (line + used, sizeof line - used, "%s%s", sign, frame);
        free (frame);
    }
    zmsg_destroy (&message);
    dr_say ("%s", line);
}

//  Bytes that mean nothing.
static void
s_noise (int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons ((uint16_t) port),
                                  .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    char bytes [2000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes [i] = (char) (i * 7 % 251);
    if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0
        || send (fd, bytes, sizeof bytes, MSG_NOSIGNAL) < 0)
        dr_say ("noise: %s", strerror (errno));
    close (fd);
}

static bool
s_lie (s_liar_t *liar, char *line)
{
    char *rest = line, *word = strsep (&rest, " ");
    if (streq (word, "dial") && liar->count < DIALS_MAX) {
        liar->dials [liar->count] = zsock_new (ZMQ_DEALER);
        zsock_connect (liar->dials [liar->count++], "%s", rest);
    }
    else
    if (streq (word, "say") || streq (word, "reply"))
        s_say (liar, *word == 'r', rest);
    else
    if (streq (word, "noise"))
        s_noise (atoi (rest));
    return !streq (word, "end");
}

static void
s_liar (void)
{
    char line [800];
    s_liar_t liar = {.router = zsock_new (ZMQ_ROUTER)};
    dr_say ("at tcp://127.0.0.1:%d", zsock_bind (liar.router, "tcp://127.0.0.1:*"));
    for (bool on = true; on && !zsys_interrupted;) {
        zpoller_t *poller = zpoller_new (liar.router, NULL);
        for (size_t i = 0; i < liar.count; i++)
            zpoller_add (poller, liar.dials [i]);
        zsock_t *ready = zpoller_wait (poller, TURN_MS);
        zpoller_destroy (&poller);
        if (ready)
            s_hear (&liar, ready);
        if (s_told (line, sizeof line))
            on = s_lie (&liar, line);
    }
    zframe_destroy (&liar.caller);
    for (size_t i = 0; i < liar.count; i++)
        zsock_destroy (&liar.dials [i]);
    zsock_destroy (&liar.router);
}

int
main (int argc, char **argv)
{
    const char *what = dr_begin (argc, argv);
    s_name = argc > 2? argv [2]: "";
    if (streq (what, "node"))
        s_node ();
    else
        s_liar ();
    return dr_end ();
}
