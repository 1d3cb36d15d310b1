//  cookies.c - exercise 4.2: what each function has to do stands in cookies.h

#include "cookies.h"

struct node {
    char *name;
    //  your code: what else does it need?
};

node_t *
node_new (const char *name, const char *cookie)
{
    (void) name;
    (void) cookie;
    //  your code
    return NULL;
}

void
node_destroy (node_t **self_p)
{
    (void) self_p;
    //  your code: give everything back
}

const char *
node_cookie (const node_t *self)
{
    (void) self;
    //  your code
    return "";
}

const char *
node_cookie_for (const node_t *self, const char *peer)
{
    (void) self;
    (void) peer;
    //  your code: the peer's own, or the node's
    return "";
}

bool
node_set_cookie (node_t *self, const char *cookie)
{
    (void) self;
    (void) cookie;
    //  your code
    return false;
}

bool
node_set_cookie_for (node_t *self, const char *peer, const char *cookie)
{
    (void) self;
    (void) peer;
    (void) cookie;
    //  your code
    return false;
}

bool
node_connect (node_t *self, const char *peer, zsock_t *wire)
{
    (void) self;
    (void) peer;
    (void) wire;
    //  your code: dial with the right cookie, and keep the key
    return false;
}

bool
node_accept (node_t *self, zsock_t *wire)
{
    (void) self;
    (void) wire;
    //  your code: who is it? then the right cookie, and keep the key
    return false;
}

bool
node_seal (const node_t *self, const char *peer, const char *text, uint8_t seal [SEAL_SIZE])
{
    (void) self;
    (void) peer;
    (void) text;
    (void) seal;
    //  your code
    return false;
}

bool
node_genuine (const node_t *self, const char *peer, const char *text, const uint8_t seal [SEAL_SIZE])
{
    (void) self;
    (void) peer;
    (void) text;
    (void) seal;
    //  your code
    return false;
}
