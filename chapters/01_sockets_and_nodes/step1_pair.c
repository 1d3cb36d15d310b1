//  step1_pair.c - two threads, a pair of sockets, an echo

#include <czmq.h>

//  A thread of its own. What it shares with the one that started it is its end of a
//  PAIR of sockets, the pipe.
//> echo
static void
s_echo (zsock_t *pipe, void *arg)
{
    (void) arg;
    zsock_signal (pipe, 0);         //  ready
    while (true) {
        char *text = zstr_recv (pipe);
        if (!text || streq (text, "$TERM")) {
            zstr_free (&text);
            return;                 //  zactor_destroy asks for it so
        }
        zstr_sendf (pipe, "%s, %s", text, text);
        zstr_free (&text);
    }
}
//< echo

int
main (void)
{
    //> talk
    zactor_t *echo = zactor_new (s_echo, NULL);
    zstr_send (echo, "quack");
    char *answer = zstr_recv (echo);
    printf ("the echo says: %s\n", answer);
    //< talk
    zstr_free (&answer);
    zactor_destroy (&echo);
    return 0;
}
