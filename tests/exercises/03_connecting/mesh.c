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

#ifdef SOLUTION
//  ---- what it says --------------------------------------------------------

//  Over the DEALER; or over the ROUTER, and then the first frame says to whom.
static void
s_send (mesh_t *self, peer_t *peer, zmsg_t *message)
{
    if (!peer->dealer) {
        zframe_t *id = zframe_dup (peer->id);
        zmsg_prepend (message, &id);
#ifdef MUTANT_7     //  loses 3.1.2 3.1.5
        if (zmsg_size (message) == 3) {
            id = zmsg_pop (message);
            zframe_destroy (&id);
        }
#endif
    }
    zmsg_send (&message, peer->dealer? peer->dealer: self->router);
}

//  Who we are, and whom we know: also those that we are still dialling. Our HELLO to them has left,
//  and does not tell them of the one that this HELLO is for.
static void
s_send_hello (mesh_t *self, peer_t *to)
{
    const char *words [] = {"HELLO", to->name, self->name, self->address};
    zmsg_t *hello = zmsg_new ();
    for (size_t i = 0; i < 4; i++)
        zmsg_addstr (hello, words [i]);
    for (peer_t *peer = zhashx_first (self->peers); peer; peer = zhashx_next (self->peers)) {
#ifdef MUTANT_4     //  loses 3.1.6
        if (!peer->up)
            continue;
#endif
        zmsg_addstr (hello, peer->name);
        zmsg_addstr (hello, peer->address);
    }
    s_send (self, to, hello);
}

void
mesh_connect (mesh_t *self, const char *name, const char *address)
{
    if (streq (name, self->name) || zhashx_lookup (self->peers, name))
        return;
    zsock_t *dealer = zsock_new (ZMQ_DEALER);
#ifdef MUTANT_11    //  loses 3.1.8
    if (zsock_connect (dealer, address, NULL) != 0) {
#else
    if (zsock_connect (dealer, "%s", address) != 0) {
#endif
        zsock_destroy (&dealer);
        return;
    }
    peer_t *peer = s_peer (self, name, address);
    peer->dealer = dealer;
    s_send_hello (self, peer);
}

bool
mesh_send (mesh_t *self, const char *name, const char *text)
{
    peer_t *peer = zhashx_lookup (self->peers, name);
    if (!peer || !peer->up)
        return false;
    zmsg_t *message = zmsg_new ();
    zmsg_addstr (message, "TEXT");
    zmsg_addstr (message, text);
    s_send (self, peer, message);
    return true;
}

//  ---- what it hears -------------------------------------------------------

//  The parts of a HELLO; whom its sender knows stays in the message.
typedef struct {
    char *to, *from, *address;
} hello_t;

//  false: it is no HELLO, and stays as it is.
static bool
s_open_hello (zmsg_t *message, hello_t *hello)
{
#ifdef MUTANT_5     //  loses 3.1.8
    if (!zframe_streq (zmsg_first (message), "HELLO"))
        return false;
#else
    size_t frames = zmsg_size (message);
    if (frames < 4 || frames % 2 == 1 || !zframe_streq (zmsg_first (message), "HELLO"))
        return false;
#endif
    free (zmsg_popstr (message));
    hello->to = zmsg_popstr (message);
    hello->from = zmsg_popstr (message);
    hello->address = zmsg_popstr (message);
    return true;
}

static void
s_close_hello (hello_t *hello)
{
    free (hello->to);
    free (hello->from);
#ifdef MUTANT_8     //  loses 3.1.9
#else
    free (hello->address);
#endif
}

//  Dial whom we do not know yet. What is left of a HELLO are pairs.
static void
s_learn (mesh_t *self, zmsg_t *rest)
{
    while (zmsg_size (rest) > 0) {
        char *name = zmsg_popstr (rest), *address = zmsg_popstr (rest);
        mesh_connect (self, name, address);
        free (name);
        free (address);
    }
}

//  Is a dial to become a session? Of two that cross, that of the greater name is.
static bool
s_accepts (mesh_t *self, const hello_t *hello)
{
    peer_t *peer = zhashx_lookup (self->peers, hello->from);
    if (streq (hello->from, self->name))
        return false;
#ifdef MUTANT_6     //  loses 3.1.8
#else
    if (!streq (hello->to, self->name))
        return false;
#endif
#ifdef MUTANT_1     //  loses 3.1.5 3.1.8
    return !peer || !peer->up;
#else
#ifdef MUTANT_9     //  loses 3.1.5 3.1.8
    return !peer || (!peer->up && strcmp (hello->from, self->name) < 0);
#else
    return !peer || (!peer->up && strcmp (hello->from, self->name) > 0);
#endif
#endif
}

//  Somebody dials us.
static void
s_take_dial (mesh_t *self, zframe_t *id, hello_t *hello, zmsg_t *rest)
{
    if (!s_accepts (self, hello)) {
        zframe_send (&id, self->router, ZFRAME_MORE | ZFRAME_REUSE);
        zstr_send (self->router, "NO");
        return;
    }
    peer_t *peer = s_peer (self, hello->from, hello->address);
#ifdef MUTANT_1
#else
    zsock_destroy (&peer->dealer);              //  a dial of ours gives way
#endif
    peer->id = zframe_dup (id);
    peer->up = true;
    s_send_hello (self, peer);
#ifdef MUTANT_3     //  loses 3.1.4 3.1.8
    (void) rest;
#else
    s_learn (self, rest);
#endif
}

//  Somebody whom we have dialled answers.
static void
s_take_answer (mesh_t *self, peer_t *peer, hello_t *hello, zmsg_t *rest)
{
    if (streq (hello->from, peer->name)) {
        peer->up = true;
#ifdef MUTANT_2     //  loses 3.1.3 3.1.6 3.1.7
        (void) rest;
#else
        s_learn (self, rest);
#endif
    }
    else
        zhashx_delete (self->peers, peer->name);
}

static char *
s_take_text (peer_t *peer, zmsg_t *message)
{
    if (!peer->up || zmsg_size (message) != 2 || !zframe_streq (zmsg_first (message), "TEXT"))
        return NULL;
    free (zmsg_popstr (message));
    char *text = zmsg_popstr (message), *line = zsys_sprintf ("%s: %s", peer->name, text);
    free (text);
    return line;
}

//  Take in a message: through the ROUTER, from who is known by this id; or, when id is NULL, from
//  this peer's DEALER. peer may be NULL: nobody that we know. The message stays the caller's.
//  Returns what mesh_turn returns
static char *
s_take (mesh_t *self, zframe_t *id, peer_t *peer, zmsg_t *message)
{
    hello_t hello;
    if (s_open_hello (message, &hello)) {
        if (id)
            s_take_dial (self, id, &hello, message);
        else
        if (!peer->up)
            s_take_answer (self, peer, &hello, message);
        s_close_hello (&hello);
        return NULL;
    }
    bool no = zmsg_size (message) == 1 && zframe_streq (zmsg_first (message), "NO");
#ifdef MUTANT_10    //  loses 3.1.5
#else
    if (no && !id && !peer->up)
        zhashx_delete (self->peers, peer->name);
#endif
    return no || !peer? NULL: s_take_text (peer, message);
}
#else
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
#endif

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
