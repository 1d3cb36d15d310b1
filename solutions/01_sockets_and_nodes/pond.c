//  pond.c - exercise 1.2: what the pond has to do stands in pond.h
//
//  Below the core: czmq, nothing of zcluster.

#include "pond.h"

typedef struct {
    zframe_t *who;                  //  the duck's address, as the ROUTER gave it
    long number;
    zframe_t *text;
} kept_t;

typedef struct {
    zsock_t *router;
    zhashx_t *counts;               //  address in hex -> how many the duck has said
    zlistx_t *kept;                 //  of kept_t, in the order they came
} pond_t;

//  ---- ducks ---------------------------------------------------------------

//  An address is bytes, not a text: those that the ROUTER makes itself begin with a 0.
static char *
s_key (zframe_t *who)
{
    return zframe_strhex (who);
}

static long
s_count (pond_t *self, zframe_t *who)
{
    char *key = s_key (who);
    intptr_t count = (intptr_t) zhashx_lookup (self->counts, key) + 1;
    zhashx_update (self->counts, key, (void *) count);
    free (key);
    return count;
}

static void
s_forget (pond_t *self, zframe_t *who)
{
    char *key = s_key (who);
    zhashx_delete (self->counts, key);
    free (key);
}

//  Send frames to a duck, and wait for nobody. false: it is gone, or has no room.
static bool
s_send (pond_t *self, zframe_t *who, zmsg_t *message)
{
    zframe_t *address = zframe_dup (who);
    zmsg_prepend (message, &address);
    bool sent = zmsg_send (&message, self->router) == 0;
    if (!sent && errno == EHOSTUNREACH)
        s_forget (self, who);
    zmsg_destroy (&message);        //  what could not be sent is still ours
    return sent;
}

static bool
s_quack (pond_t *self, zframe_t *who, long number, zframe_t *text)
{
    zmsg_t *message = zmsg_new ();
    zmsg_addstr (message, "quack");
    zmsg_addstrf (message, "%ld", number);
    zmsg_addmem (message, zframe_data (text), zframe_size (text));
    return s_send (self, who, message);
}

//  ---- what is kept until sunset -------------------------------------------

static void
s_keep (pond_t *self, zframe_t *who, long number, zframe_t *text)
{
    kept_t *kept = malloc (sizeof *kept);
    *kept = (kept_t) {zframe_dup (who), number, zframe_dup (text)};
    zlistx_add_end (self->kept, kept);
}

//  As zlistx calls it.
static void
s_kept_destroy (void **item)
{
    kept_t *kept = *item;
    zframe_destroy (&kept->who);
    zframe_destroy (&kept->text);
    free (kept);
    *item = NULL;
}

static void
s_sunset (pond_t *self, zframe_t *who)
{
    size_t given = 0, all = zlistx_size (self->kept);
    for (kept_t *kept = zlistx_first (self->kept); kept; kept = zlistx_next (self->kept))
        given += s_quack (self, kept->who, kept->number, kept->text);
    zlistx_purge (self->kept);
    zmsg_t *answer = zmsg_new ();
    zmsg_addstr (answer, "sunset");
    zmsg_addstrf (answer, "%zu", given);
    zmsg_addstrf (answer, "%zu", all - given);
    s_send (self, who, answer);
}

//  ---- the server ----------------------------------------------------------

static void
s_serve (pond_t *self)
{
    zmsg_t *message = zmsg_recv (self->router);
    if (!message)
        return;
    zframe_t *who = zmsg_first (message), *word = zmsg_next (message), *text = zmsg_next (message);
    size_t size = zmsg_size (message);
    if (size == 3 && zframe_streq (word, "quack"))
        s_quack (self, who, s_count (self, who), text);
    else
    if (size == 3 && zframe_streq (word, "later"))
        s_keep (self, who, s_count (self, who), text);
    else
    if (size == 2 && zframe_streq (word, "sunset"))
        s_sunset (self, who);
    zmsg_destroy (&message);
}

//  MANDATORY: say so when the duck has gone, instead of dropping a message without a word. But
//  then a send waits for a duck that has no room, unless it is told not to: SNDTIMEO 0.
static int
s_listen (pond_t *self)
{
    self->router = zsock_new (ZMQ_ROUTER);
    zsock_set_maxmsgsize (self->router, POND_FRAME_MAX);
    zsock_set_router_mandatory (self->router, 1);
    zsock_set_sndtimeo (self->router, 0);
    return zsock_bind (self->router, "tcp://127.0.0.1:*");
}

void
pond (zsock_t *pipe, void *arg)
{
    (void) arg;
    pond_t self = {.counts = zhashx_new (), .kept = zlistx_new ()};
    zlistx_set_destructor (self.kept, s_kept_destroy);
    int port = s_listen (&self);
    zpoller_t *poller = zpoller_new (pipe, self.router, NULL);
    zsock_signal (pipe, 0);
    zstr_sendf (pipe, "%d", port);
    //  Nothing else is ever sent to this actor: what comes on its pipe is $TERM.
    while (zpoller_wait (poller, -1) == self.router)
        s_serve (&self);

    zpoller_destroy (&poller);
    zsock_destroy (&self.router);
    zlistx_destroy (&self.kept);
    zhashx_destroy (&self.counts);
}
