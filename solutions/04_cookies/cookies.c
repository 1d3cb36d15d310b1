//  cookies.c - exercise 4.2: what each function has to do stands in cookies.h

#include "cookies.h"

//  What a node knows of a peer. It begins with whichever of the two comes first.
typedef struct peer {
    struct peer *next;
    char *name;
    char *cookie;                   //  NULL: the node's
    bool connected;
    uint8_t key [KEY_SIZE];         //  of the connection
} peer_t;

struct node {
    char *name;
    char *cookie;
    peer_t *peers;
};

static bool
s_is_cookie (const char *text)
{
    size_t size = 0;
    while (text [size] > ' ' && text [size] < 127)
        size++;
    return text [size] == 0 && size >= 1 && size <= COOKIE_MAX;
}

//  Put a copy of a text in the place of another one.
static void
s_replace (char **place, const char *text)
{
    char *copy = strdup (text);
    free (*place);
    *place = copy;
}

//  ---- peers ---------------------------------------------------------------

static peer_t *
s_find (const node_t *self, const char *name)
{
    peer_t *peer = self->peers;
    while (peer && strcmp (peer->name, name) != 0)
        peer = peer->next;
    return peer;
}

static peer_t *
s_find_or_add (node_t *self, const char *name)
{
    peer_t *peer = s_find (self, name);
    if (!peer) {
        peer = calloc (1, sizeof *peer);
        s_replace (&peer->name, name);
        peer->next = self->peers;
        self->peers = peer;
    }
    return peer;
}

static void
s_remove_all (node_t *self)
{
    while (self->peers) {
        peer_t *peer = self->peers;
        self->peers = peer->next;
        free (peer->name);
        free (peer->cookie);
        free (peer);
    }
}

//  ---- the node ------------------------------------------------------------

node_t *
node_new (const char *name, const char *cookie)
{
    if (!s_is_cookie (cookie))
        return NULL;
    node_t *self = calloc (1, sizeof *self);
    s_replace (&self->name, name);
    s_replace (&self->cookie, cookie);
    return self;
}

void
node_destroy (node_t **self_p)
{
    node_t *self = *self_p;
    if (!self)
        return;
    s_remove_all (self);
    free (self->name);
    free (self->cookie);
    free (self);
    *self_p = NULL;
}

const char *
node_cookie (const node_t *self)
{
    return self->cookie;
}

const char *
node_cookie_for (const node_t *self, const char *peer_name)
{
    const peer_t *peer = s_find (self, peer_name);
    return peer && peer->cookie? peer->cookie: self->cookie;
}

bool
node_set_cookie (node_t *self, const char *cookie)
{
    if (!s_is_cookie (cookie))
        return false;
    s_replace (&self->cookie, cookie);
    return true;
}

bool
node_set_cookie_for (node_t *self, const char *peer, const char *cookie)
{
    if (strcmp (peer, self->name) == 0)
        return node_set_cookie (self, cookie);
    if (!s_is_cookie (cookie))
        return false;
    s_replace (&s_find_or_add (self, peer)->cookie, cookie);
    return true;
}

//  ---- connections ---------------------------------------------------------

//  The key has a place of its own until the handshake is through: an attempt that fails must
//  not touch the connection that is there.
static bool
s_connected (node_t *self, const char *peer_name, const uint8_t key [KEY_SIZE])
{
    peer_t *peer = s_find_or_add (self, peer_name);
    memcpy (peer->key, key, KEY_SIZE);
    peer->connected = true;
    return true;
}

bool
node_connect (node_t *self, const char *peer, zsock_t *wire)
{
    uint8_t key [KEY_SIZE];
    return wire_dial (wire, self->name, peer, node_cookie_for (self, peer), key)
        && s_connected (self, peer, key);
}

bool
node_accept (node_t *self, zsock_t *wire)
{
    uint8_t key [KEY_SIZE];
    char peer [PEER_MAX + 1];
    return wire_hello (wire, peer)
        && wire_accept (wire, self->name, peer, node_cookie_for (self, peer), key)
        && s_connected (self, peer, key);
}

bool
node_seal (const node_t *self, const char *peer_name, const char *text, uint8_t seal [SEAL_SIZE])
{
    const peer_t *peer = s_find (self, peer_name);
    return peer && peer->connected
        && crypto_generichash (seal, SEAL_SIZE, (const uint8_t *) text, strlen (text), peer->key, KEY_SIZE) == 0;
}

bool
node_genuine (const node_t *self, const char *peer, const char *text, const uint8_t seal [SEAL_SIZE])
{
    uint8_t expected [SEAL_SIZE];
    return node_seal (self, peer, text, expected) && sodium_memcmp (seal, expected, SEAL_SIZE) == 0;
}
