//  handshake.h - exercise 4.1: two prove to each other that they know the cookie
//
//      who dials                                                     who is dialled
//          hello, own name, name dialled, challenge  ─────────────>
//          <─────────────────────────────  challenge, challenge
//          proof, digest  ────────────────────────────────────────>  come in
//          <────────────────────────────────────  welcome, digest
//      come in
//
//  Each line is one message with these frames. The first frame is the word that stands there; a
//  name has 1 to HANDSHAKE_NAME_MAX bytes, a challenge CHALLENGE_SIZE, a digest DIGEST_SIZE.
//  Who refuses says   no, why   instead of what comes next: why is handshake_text.
//
//  Who dials proves first: a stranger gets no digest to try words on.
//
//  Between the two sits mallory. She reads what is said, keeps it, changes it, and says it again
//  in other places; she does not know the cookie. What the digests are made of is yours; but
//      - nobody can get from what is said to the cookie, or to something that stands for it
//      - a digest is good for one handshake, for who made it, and for the one it was made for
//
//  Below the core: czmq and libsodium, nothing of zcluster. sodium_init has been called.

#ifndef HANDSHAKE_H_INCLUDED
#define HANDSHAKE_H_INCLUDED

#include <czmq.h>
#include <sodium.h>

enum { CHALLENGE_SIZE = 16, DIGEST_SIZE = 32, HANDSHAKE_NAME_MAX = 255 };

typedef enum {
    COME_IN,                    //  the other one knows the cookie
    WRONG_COOKIE,               //  … does not
    WRONG_NAME,                 //  who dials wants somebody else, or has our own name
    GARBAGE,                    //  a message that is not the next one, or not of this shape
    SILENCE,                    //  the time was up
    REFUSED                     //  the other one says no
} handshake_t;

//  A few words for each, as they stand in the message `no`.
static inline const char *
handshake_text (handshake_t handshake)
{
    static const char *const texts [] = {"come in", "wrong cookie", "wrong name", "garbage", "silence", "refused"};
    return texts [handshake];
}

//  Dial: prove to `peer` that we know the cookie, and have it prove the same.
//  wire        there is one other at its end; neither opened nor closed here
//  me, peer    our name, and whom we want: 1 to HANDSHAKE_NAME_MAX bytes
//  cookie      1 to 64 bytes
//  timeout_ms  for the whole handshake, however slowly the other one speaks
//  Returns     how it went. With WRONG_COOKIE, WRONG_NAME and GARBAGE the other one was told
handshake_t handshake_dial (zsock_t *wire, const char *me, const char *peer, const char *cookie, int timeout_ms);

//  Be dialled: the same from the other end.
//  peer     with COME_IN: the name of who has come in
handshake_t handshake_accept (zsock_t *wire, const char *me, const char *cookie, int timeout_ms,
                              char peer [HANDSHAKE_NAME_MAX + 1]);

#endif
