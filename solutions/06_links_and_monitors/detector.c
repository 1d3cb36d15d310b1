//  detector.c - exercise 6.1: what each function has to do stands in detector.h
//
//  Below the core: czmq (or plain sockets), nothing of zcluster.

#include "detector.h"

#include <czmq.h>

typedef enum { NEW, UP, SUSPECT, DOWN } state_t;

//  One that we watch.
typedef struct {
    char *name;
    state_t state;
    int64_t heard;                  //  when, on our clock
} peer_t;

struct detector {
    char *name;
    detector_times_t times;
    zsock_t *out;                   //  PUB: a beat goes to all who watch us
    int port;
    zsock_t *in;                    //  SUB: beats of all whom we watch; each is a name
    zlistx_t *peers;
    int64_t beat_at;                //  when the next beat is due
    int64_t seen;                   //  the time of the last turn …
    int64_t clock;                  //  … and ours, which stands still when we do
};

//  ---- peers ---------------------------------------------------------------

static void
s_peer_destroy (void **item)
{
    peer_t *peer = *item;
    free (peer->name);
    free (peer);
    *item = NULL;
}

static char *
s_become (peer_t *peer, state_t state)
{
    static const char *const words [] = {"new", "up", "suspect", "down"};
    peer->state = state;
    return zsys_sprintf ("%s %s", peer->name, words [state]);
}

//  A beat of this name. The change to tell, or NULL.
static char *
s_heard (detector_t *self, const char *name)
{
    for (peer_t *peer = zlistx_first (self->peers); peer; peer = zlistx_next (self->peers))
        if (streq (peer->name, name)) {
            peer->heard = self->clock;
            return peer->state == UP? NULL: s_become (peer, UP);
        }
    return NULL;
}

//  Who has been silent for too long? The change to tell, or NULL.
static char *
s_silent (detector_t *self)
{
    for (peer_t *peer = zlistx_first (self->peers); peer; peer = zlistx_next (self->peers)) {
        int64_t silence = self->clock - peer->heard;
        bool long_silence = silence >= self->times.suspect_ms;
        if (peer->state < SUSPECT && long_silence)
            return s_become (peer, SUSPECT);
        if (peer->state == SUSPECT && silence >= self->times.down_ms)
            return s_become (peer, DOWN);
    }
    return NULL;
}

//  ---- the detector --------------------------------------------------------

detector_t *
detector_new (const char *name, const detector_times_t *times)
{
    detector_t *self = calloc (1, sizeof *self);
    self->name = strdup (name);
    self->times = *times;
    self->out = zsock_new (ZMQ_PUB);
    self->port = zsock_bind (self->out, "tcp://127.0.0.1:!");
    self->in = zsock_new (ZMQ_SUB);
    zsock_set_subscribe (self->in, "");
    self->peers = zlistx_new ();
    zlistx_set_destructor (self->peers, s_peer_destroy);
    self->seen = zclock_mono ();
    return self;
}

void
detector_destroy (detector_t **self_p)
{
    detector_t *self = *self_p;
    if (!self)
        return;
    zlistx_destroy (&self->peers);
    zsock_destroy (&self->in);
    zsock_destroy (&self->out);
    free (self->name);
    free (self);
    *self_p = NULL;
}

int
detector_port (detector_t *self)
{
    return self->port;
}

void
detector_watch (detector_t *self, const char *name, int port)
{
    peer_t *peer = calloc (1, sizeof *peer);
    peer->name = strdup (name);
    peer->heard = self->clock;
    zlistx_add_end (self->peers, peer);
    zsock_connect (self->in, "tcp://127.0.0.1:%d", port);
}

//  Our clock goes on by the time since the last turn. Turns are at most a beat apart: when
//  more has passed, it was we who stood still, and it is not counted.
static void
s_turn_clock (detector_t *self, int64_t now)
{
    int64_t passed = now - self->seen, most = 2 * self->times.beat_ms;
    self->seen = now;
    self->clock += passed < most? passed: most;
}

static void
s_beat (detector_t *self, int64_t now)
{
    if (now >= self->beat_at) {
        zstr_send (self->out, self->name);
        self->beat_at = now + self->times.beat_ms;
    }
}

char *
detector_next (detector_t *self, int timeout_ms)
{
    int64_t now = zclock_mono (), limit = now + timeout_ms;
    while (true) {
        s_turn_clock (self, now);
        s_beat (self, now);
        int64_t wait = self->beat_at < limit? self->beat_at - now: limit - now;
        zsock_set_rcvtimeo (self->in, (int) wait);
        char *name = zstr_recv (self->in);      //  NULL: nobody, in that time
        char *change = name? s_heard (self, name): NULL;
        zstr_free (&name);
        if (!change)
            change = s_silent (self);
        now = zclock_mono ();
        if (change || now >= limit)
            return change;
    }
}
