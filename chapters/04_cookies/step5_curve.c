//  step5_curve.c - what somebody in the middle can read

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <czmq.h>

//> listener
//  A wire with somebody at it: passes on what comes between two ports, and looks for a word.
//  Its answer: whether the word was there.
typedef struct {
    int listen_fd, to_port;
} s_wire_t;

static bool
s_copy (int from, int to, bool *seen)
{
    char data [4096];
    ssize_t size = read (from, data, sizeof data);
    *seen = *seen || (size > 0 && memmem (data, (size_t) size, "quack", 5));
    return size > 0 && write (to, data, (size_t) size) == size;
}

static void
s_listen (zsock_t *pipe, void *arg)
{
    s_wire_t *wire = arg;
    zsock_signal (pipe, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons ((uint16_t) wire->to_port),
                             .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    int a = accept (wire->listen_fd, NULL, NULL), b = socket (AF_INET, SOCK_STREAM, 0);
    bool seen = false, open = connect (b, (struct sockaddr *) &to, sizeof to) == 0;
    zpoller_t *poller = zpoller_new (pipe, &a, &b, NULL);
    while (open) {
        void *ready = zpoller_wait (poller, -1);
        open = ready == &a? s_copy (a, b, &seen): ready == &b && s_copy (b, a, &seen);
    }
    zpoller_destroy (&poller);
    close (a);
    close (b);
    zstr_free (&(char *) {zstr_recv (pipe)});
    zstr_send (pipe, seen? "quack": "nothing that makes sense");
}
//< listener

//  A port on loopback that the wire is open at.
static int
s_open (s_wire_t *wire)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    wire->listen_fd = socket (AF_INET, SOCK_STREAM, 0);
    if (bind (wire->listen_fd, (struct sockaddr *) &at, size) != 0
    ||  listen (wire->listen_fd, 1) != 0
    ||  getsockname (wire->listen_fd, (struct sockaddr *) &at, &size) != 0)
        exit (1);
    return ntohs (at.sin_port);
}

//> talk
static void
s_talk (bool encrypted)
{
    zsock_t *server = zsock_new (ZMQ_PULL), *client = zsock_new (ZMQ_PUSH);
    zcert_t *server_keys = zcert_new (), *client_keys = zcert_new ();
    //> keys
    if (encrypted) {
        zcert_apply (server_keys, server);
        zsock_set_curve_server (server, 1);
        zcert_apply (client_keys, client);
        zsock_set_curve_serverkey (client, zcert_public_txt (server_keys));
    }
    //< keys
    s_wire_t wire = {.to_port = zsock_bind (server, "tcp://127.0.0.1:*")};
    int port = s_open (&wire);
    zactor_t *listener = zactor_new (s_listen, &wire);
    zsock_connect (client, "tcp://127.0.0.1:%d", port);
    zstr_send (client, "quack");
    char *text = zstr_recv (server);
    //< talk
    zsock_destroy (&client);
    zstr_send (listener, "what did you see?");
    char *seen = zstr_recv (listener);
    printf ("%-10s the server got %s, the listener saw: %s\n", encrypted? "encrypted:": "plain:",
            text, seen);
    zstr_free (&text);
    zstr_free (&seen);
    zactor_destroy (&listener);
    close (wire.listen_fd);
    zsock_destroy (&server);
    zcert_destroy (&server_keys);
    zcert_destroy (&client_keys);
}

int
main (void)
{
    s_talk (false);
    if (zsys_has_curve ())
        s_talk (true);
    return 0;
}
