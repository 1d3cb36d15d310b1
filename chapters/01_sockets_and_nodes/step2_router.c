//  step2_router.c - one ROUTER that many DEALERs talk to

#include <czmq.h>

enum { CLIENTS = 3 };

int
main (void)
{
    //> connect
    zsock_t *server = zsock_new (ZMQ_ROUTER);
    int port = zsock_bind (server, "tcp://127.0.0.1:*");
    zsock_t *clients [CLIENTS];
    static const char *const names [CLIENTS] = {"alex", "kate", "moebi"};
    for (int i = 0; i < CLIENTS; i++) {
        clients [i] = zsock_new (ZMQ_DEALER);
        zsock_set_identity (clients [i], names [i]);
        zsock_connect (clients [i], "tcp://127.0.0.1:%d", port);
        zstr_sendf (clients [i], "hello from %s", names [i]);
    }
    //< connect

    //> serve
    for (int i = 0; i < CLIENTS; i++) {
        zmsg_t *message = zmsg_recv (server);
        zframe_t *who = zmsg_pop (message);         //  the ROUTER has put it in front
        char *text = zmsg_popstr (message);
        zframe_send (&who, server, ZFRAME_MORE);    //  … and takes it off again
        zstr_sendf (server, "you said: %s", text);
        zstr_free (&text);
        zmsg_destroy (&message);
    }
    //< serve

    for (int i = 0; i < CLIENTS; i++) {
        char *answer = zstr_recv (clients [i]);
        printf ("%-5s got: %s\n", names [i], answer);
        zstr_free (&answer);
        zsock_destroy (&clients [i]);
    }
    zsock_destroy (&server);
    return 0;
}
