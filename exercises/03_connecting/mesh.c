//  mesh.c - exercise 3.1: what each function has to do stands in mesh.h
//
//  Below the core: czmq, nothing of zcluster. Whom it knows, and how messages are taken in, is
//  here already; what they say and what follows from it is yours.

#include "mesh.h"

//  Another node that it knows: there is a dial to it or, when it is up, a session. It is
//  reached by the DEALER that has dialled it; or, when it has dialled us, through our
//  ROUTER, which knows it by its id.
typedef struct {
    char *name, *address;
    zsock_t *dealer;
    zframe_t *id;
    bool up;
} peer_t;

struct mesh {
    char *name, *address;
    zsock_t *router;
    zhashx_t *peers;                //  by name
};

//  ---- whom it knows -------------------------------------------------------

//  What the table calls for a peer that is taken out.
static void
s_peer_destroy (void **item)
{
    peer_t *peer = *item;
    zsock_destroy (&peer->dealer);
    zframe_destroy (&peer->id);
    free (peer->name);
    free (peer->address);
    free (peer);
    *item = NULL;
}

//  The peer of this name, a new one if need be, with this address.
static peer_t *
s_peer (mesh_t *self, const char *name, const char *address)
{
    peer_t *peer = zhashx_lookup (self->peers, name);
    if (!peer) {
        peer = zmalloc (sizeof *peer);
        peer->name = strdup (name);
        zhashx_insert (self->peers, name, peer);
    }
    free (peer->address);
    peer->address = strdup (address);
    return peer;
}

mesh_t *
mesh_new (const char *name)
{
    mesh_t *self = zmalloc (sizeof *self);
    self->name = strdup (name);
    self->router = zsock_new (ZMQ_ROUTER);
    int port = zsock_bind (self->router, "tcp://127.0.0.1:*");
    self->address = zsys_sprintf ("tcp://127.0.0.1:%d", port);
    self->peers = zhashx_new ();
    zhashx_set_destructor (self->peers, s_peer_destroy);
    return self;
}

void
mesh_destroy (mesh_t **self_p)
{
    mesh_t *self = *self_p;
    if (!self)
        return;
    zhashx_destroy (&self->peers);
    zsock_destroy (&self->router);
    free (self->name);
    free (self->address);
    free (self);
    *self_p = NULL;
}

const char *
mesh_address (mesh_t *self)
{
    return self->address;
}

void
mesh_set_address (mesh_t *self, const char *address)
{
    free (self->address);
    self->address = strdup (address);
}

zlist_t *
mesh_list (mesh_t *self)
{
    zlist_t *names = zlist_new ();
    zlist_autofree (names);
    for (peer_t *peer = zhashx_first (self->peers); peer; peer = zhashx_next (self->peers))
        if (peer->up)
            zlist_append (names, peer->name);
    return names;
}

//  The peer that has this id, or this DEALER.
static peer_t *
s_find (mesh_t *self, zframe_t *id, zsock_t *dealer)
{
    for (peer_t *peer = zhashx_first (self->peers); peer; peer = zhashx_next (self->peers))
        if (id? peer->id && zframe_eq (peer->id, id): peer->dealer == dealer)
            return peer;
    return NULL;
}

//  Wait at the ROUTER and at all DEALERs.
static zsock_t *
s_wait (mesh_t *self, int timeout_ms)
{
    zpoller_t *poller = zpoller_new (self->router, NULL);
    for (peer_t *peer = zhashx_first (self->peers); peer; peer = zhashx_next (self->peers))
        if (peer->dealer)
            zpoller_add (poller, peer->dealer);
    zsock_t *ready = zpoller_wait (poller, timeout_ms);
    zpoller_destroy (&poller);
    return ready;
}

void
mesh_connect (mesh_t *self, const char *name, const char *address)
{
    if (streq (name, self->name) || zhashx_lookup (self->peers, name))
        return;
    s_peer (self, name, address);
    //  your code: a DEALER that dials, and says HELLO
}

bool
mesh_send (mesh_t *self, const char *name, const char *text)
{
    (void) self;
    (void) name;
    (void) text;
    //  your code: over the DEALER, or over the ROUTER
    return false;
}

//  Take in a message: through the ROUTER, from who is known by this id; or, when id is NULL, from
//  this peer's DEALER. peer may be NULL: nobody that we know. The message stays the caller's.
//  Returns what mesh_turn returns
static char *
s_take (mesh_t *self, zframe_t *id, peer_t *peer, zmsg_t *message)
{
    (void) self;
    (void) id;
    (void) peer;
    (void) message;
    //  your code: is it a dial, an answer to one, a text, or to be thrown away?
    return NULL;
}

char *
mesh_turn (mesh_t *self, int timeout_ms)
{
    zsock_t *ready = s_wait (self, timeout_ms);
    zmsg_t *message = ready? zmsg_recv (ready): NULL;
    if (!message)
        return NULL;
    zframe_t *id = ready == self->router? zmsg_pop (message): NULL;
    char *text = s_take (self, id, s_find (self, id, ready), message);
    zframe_destroy (&id);
    zmsg_destroy (&message);
    return text;
}
