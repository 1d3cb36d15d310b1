//  handshake.c - exercise 4.1: what each function has to do stands in handshake.h

#include "handshake.h"

handshake_t
handshake_dial (zsock_t *wire, const char *me, const char *peer, const char *cookie, int timeout_ms)
{
    (void) wire;
    (void) me;
    (void) peer;
    (void) cookie;
    (void) timeout_ms;
    //  your code: hello, the challenge, the proof, the welcome
    return SILENCE;
}

handshake_t
handshake_accept (zsock_t *wire, const char *me, const char *cookie, int timeout_ms,
                  char peer [HANDSHAKE_NAME_MAX + 1])
{
    (void) wire;
    (void) me;
    (void) cookie;
    (void) timeout_ms;
    (void) peer;
    //  your code: the same from the other end
    return SILENCE;
}
