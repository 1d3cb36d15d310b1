//  detector.c - exercise 6.1: what each function has to do stands in detector.h
//
//  Below the core: czmq (or plain sockets), nothing of zcluster.

#include "detector.h"

#include <czmq.h>

#ifdef SOLUTION
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
#ifdef MUTANT_4     //  loses 6.1.4 6.1.6 6.1.7
            if (peer->state == DOWN)
                return NULL;
#endif
            peer->heard = self->clock;
#ifdef MUTANT_8     //  loses 6.1.1 6.1.2 6.1.3 6.1.4 6.1.5 6.1.6 6.1.7
            return s_become (peer, UP);
#else
            return peer->state == UP? NULL: s_become (peer, UP);
#endif
        }
    return NULL;
}

//  Who has been silent for too long? The change to tell, or NULL.
static char *
s_silent (detector_t *self)
{
    for (peer_t *peer = zlistx_first (self->peers); peer; peer = zlistx_next (self->peers)) {
        int64_t silence = self->clock - peer->heard;
#ifdef MUTANT_2     //  loses 6.1.2
        bool long_silence = silence >= 3 * self->times.beat_ms;
#else
        bool long_silence = silence >= self->times.suspect_ms;
#endif
#ifdef MUTANT_5     //  loses 6.1.8
        if (peer->state == NEW)
            continue;
#endif
#ifdef MUTANT_6     //  loses 6.1.3 6.1.4 6.1.5 6.1.6 6.1.7 6.1.8
        if (peer->state < DOWN && long_silence)
            return s_become (peer, DOWN);
#else
        if (peer->state < SUSPECT && long_silence)
            return s_become (peer, SUSPECT);
        if (peer->state == SUSPECT && silence >= self->times.down_ms)
            return s_become (peer, DOWN);
#endif
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
#ifdef MUTANT_7     //  loses 6.1.10
#else
    zlistx_destroy (&self->peers);
#endif
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
#ifdef MUTANT_1     //  loses 6.1.6 6.1.7
    most = passed;
#endif
#ifdef MUTANT_9     //  loses 6.1.6 6.1.7
    most = passed;
#endif
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
#ifdef MUTANT_9
    if (now - self->seen > 2 * self->times.beat_ms)
        self->seen = now;
#endif
    while (true) {
        s_turn_clock (self, now);
        s_beat (self, now);
#ifdef MUTANT_3     //  loses 6.1.9
        int64_t wait = 0;
#else
        int64_t wait = self->beat_at < limit? self->beat_at - now: limit - now;
#endif
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
#else
struct detector {
    detector_times_t times;
    //  your code: what else does it need?
};

detector_t *
detector_new (const char *name, const detector_times_t *times)
{
    (void) name;
    (void) times;
    //  your code: a socket that sends beats, one that hears them
    return NULL;
}

void
detector_destroy (detector_t **self_p)
{
    (void) self_p;
    //  your code: give everything back
}

int
detector_port (detector_t *self)
{
    (void) self;
    //  your code
    return 0;
}

void
detector_watch (detector_t *self, const char *name, int port)
{
    (void) self;
    (void) name;
    (void) port;
    //  your code: remember it, and listen to its beats
}

char *
detector_next (detector_t *self, int timeout_ms)
{
    (void) self;
    (void) timeout_ms;
    //  your code: beat when it is time, hear the others, judge the silence
    return NULL;
}
#endif
