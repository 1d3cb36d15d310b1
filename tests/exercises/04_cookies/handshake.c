//  handshake.c - exercise 4.1: what each function has to do stands in handshake.h

#include "handshake.h"

#ifdef SOLUTION
//  One handshake, the same at both ends.
typedef struct {
    zsock_t *wire;
    const char *cookie;
    int64_t deadline;
    char dials [HANDSHAKE_NAME_MAX + 1], dialled [HANDSHAKE_NAME_MAX + 1];
    uint8_t asked [CHALLENGE_SIZE], asked_back [CHALLENGE_SIZE];
} s_handshake_t;

//  ---- digests -------------------------------------------------------------

static void
s_add_name (crypto_generichash_state *state, const char *name)
{
    //  With the zero at its end: else "al" and "exkate" were the same as "alex" and "kate".
    crypto_generichash_update (state, (const uint8_t *) name, strlen (name) + 1);
}

//  Of all that makes this handshake another one than any other, and of who gives the digest:
//  "proof" is what who dials says, "welcome" the other one.
static void
s_digest (const s_handshake_t *self, const char *word, uint8_t digest [DIGEST_SIZE])
{
#ifdef MUTANT_5     //  loses 4.1.3 4.1.4 4.1.5 4.1.6 4.1.7
    (void) word;
    crypto_generichash (digest, DIGEST_SIZE, (const uint8_t *) self->cookie, strlen (self->cookie), NULL, 0);
#else
    crypto_generichash_state state;
    crypto_generichash_init (&state, (const uint8_t *) self->cookie, strlen (self->cookie), DIGEST_SIZE);
#ifdef MUTANT_3     //  loses 4.1.6 4.1.7
    (void) word;
#else
    s_add_name (&state, word);
#ifdef MUTANT_4     //  loses 4.1.7
#else
#ifdef MUTANT_13    //  loses 4.1.7
    crypto_generichash_update (&state, (const uint8_t *) self->dials, strlen (self->dials));
    crypto_generichash_update (&state, (const uint8_t *) self->dialled, strlen (self->dialled));
#else
#ifdef MUTANT_12    //  loses 4.1.7
    s_add_name (&state, *word == 'p'? self->dials: self->dialled);
#else
    s_add_name (&state, self->dials);
    s_add_name (&state, self->dialled);
#endif
#endif
#endif
#endif
    crypto_generichash_update (&state, self->asked, CHALLENGE_SIZE);
    crypto_generichash_update (&state, self->asked_back, CHALLENGE_SIZE);
    crypto_generichash_final (&state, digest, DIGEST_SIZE);
#endif
}

static void
s_say_digest (const s_handshake_t *self, const char *word)
{
    uint8_t digest [DIGEST_SIZE];
    s_digest (self, word, digest);
    zsock_send (self->wire, "sb", word, digest, (size_t) DIGEST_SIZE);
}

//  ---- what comes in -------------------------------------------------------

//  The message that has to come next, whole: COME_IN, or why it is none.
static handshake_t
s_hear (const s_handshake_t *self, const char *word, size_t frames, zmsg_t **message)
{
#ifdef MUTANT_8     //  loses 4.1.9
    int64_t left = self->deadline;
#else
    int64_t left = self->deadline - zclock_mono ();
#endif
#ifdef MUTANT_11    //  loses 4.1.9 4.1.10
    if (strcmp (word, "hello") != 0)
        left = 1000000;
#endif
    zsock_set_rcvtimeo (self->wire, left > 0? (int) left: 0);
    *message = zmsg_recv (self->wire);
    if (!*message)
        return SILENCE;
    if (zframe_streq (zmsg_first (*message), "no"))
        return REFUSED;
    bool good = zmsg_size (*message) == frames && zframe_streq (zmsg_first (*message), word);
    return good? COME_IN: GARBAGE;
}

//  The next frame has to be a name …
static bool
s_take_name (zmsg_t *message, char name [HANDSHAKE_NAME_MAX + 1])
{
    zframe_t *frame = zmsg_next (message);
    size_t size = zframe_size (frame);
    if (size < 1 || size > HANDSHAKE_NAME_MAX)
        return false;
    memcpy (name, zframe_data (frame), size);
    name [size] = 0;
    return true;
}

//  … or just so many bytes.
static bool
s_take_bytes (zmsg_t *message, uint8_t *bytes, size_t size)
{
    zframe_t *frame = zmsg_next (message);
    if (zframe_size (frame) != size)
        return false;
    memcpy (bytes, zframe_data (frame), size);
    return true;
}

static handshake_t
s_hear_hello (s_handshake_t *self, const char *me)
{
    zmsg_t *message;
    handshake_t how = s_hear (self, "hello", 4, &message);
    if (how == COME_IN
    && !(s_take_name (message, self->dials) && s_take_name (message, self->dialled)
         && s_take_bytes (message, self->asked, CHALLENGE_SIZE)))
        how = GARBAGE;
#ifdef MUTANT_9     //  loses 4.1.7
    (void) me;
#else
    if (how == COME_IN && (strcmp (self->dialled, me) != 0 || strcmp (self->dials, me) == 0))
        how = WRONG_NAME;
#endif
#ifdef MUTANT_10    //  loses 4.1.11
    if (how == GARBAGE)
        return how;
#endif
    zmsg_destroy (&message);
    return how;
}

static handshake_t
s_hear_challenge (s_handshake_t *self)
{
    zmsg_t *message;
    handshake_t how = s_hear (self, "challenge", 2, &message);
    if (how == COME_IN && !s_take_bytes (message, self->asked_back, CHALLENGE_SIZE))
        how = GARBAGE;
    zmsg_destroy (&message);
    return how;
}

static handshake_t
s_hear_digest (const s_handshake_t *self, const char *word)
{
    uint8_t digest [DIGEST_SIZE], expected [DIGEST_SIZE];
    zmsg_t *message;
    handshake_t how = s_hear (self, word, 2, &message);
    s_digest (self, word, expected);
#ifdef MUTANT_7     //  loses 4.1.8
    (void) digest;
    zframe_t *frame = how == COME_IN? zmsg_next (message): NULL;
    if (frame && (zframe_size (frame) > DIGEST_SIZE || memcmp (zframe_data (frame), expected, zframe_size (frame))))
        how = WRONG_COOKIE;
#else
    if (how == COME_IN && !s_take_bytes (message, digest, DIGEST_SIZE))
        how = GARBAGE;
    if (how == COME_IN && sodium_memcmp (digest, expected, DIGEST_SIZE) != 0)
        how = WRONG_COOKIE;
#endif
    zmsg_destroy (&message);
    return how;
}

//  ---- the two ends --------------------------------------------------------

//  How it went, and a `no` where the other one should know.
static handshake_t
s_end (const s_handshake_t *self, handshake_t how)
{
    if (how == WRONG_COOKIE || how == WRONG_NAME || how == GARBAGE)
        zsock_send (self->wire, "ss", "no", handshake_text (how));
    return how;
}

handshake_t
handshake_dial (zsock_t *wire, const char *me, const char *peer, const char *cookie, int timeout_ms)
{
    s_handshake_t self = {.wire = wire, .cookie = cookie, .deadline = zclock_mono () + timeout_ms};
#ifdef MUTANT_8
    self.deadline = timeout_ms;
#endif
    snprintf (self.dials, sizeof self.dials, "%s", me);
    snprintf (self.dialled, sizeof self.dialled, "%s", peer);
#ifdef MUTANT_2     //  loses 4.1.5
    memset (self.asked, 7, CHALLENGE_SIZE);
#else
    randombytes_buf (self.asked, CHALLENGE_SIZE);
#endif
    zsock_send (wire, "sssb", "hello", me, peer, self.asked, (size_t) CHALLENGE_SIZE);
    handshake_t how = s_hear_challenge (&self);
    if (how == COME_IN) {
        s_say_digest (&self, "proof");
#ifdef MUTANT_6     //  loses 4.1.2 4.1.5 4.1.6 4.1.8
        zmsg_t *message;
        how = s_hear (&self, "welcome", 2, &message);
        zmsg_destroy (&message);
#else
        how = s_hear_digest (&self, "welcome");
#endif
    }
    return s_end (&self, how);
}

handshake_t
handshake_accept (zsock_t *wire, const char *me, const char *cookie, int timeout_ms,
                  char peer [HANDSHAKE_NAME_MAX + 1])
{
    s_handshake_t self = {.wire = wire, .cookie = cookie, .deadline = zclock_mono () + timeout_ms};
#ifdef MUTANT_8
    self.deadline = timeout_ms;
#endif
    handshake_t how = s_hear_hello (&self, me);
    if (how == COME_IN) {
#ifdef MUTANT_1     //  loses 4.1.4
        static int calls;
        memset (self.asked_back, calls++, CHALLENGE_SIZE);
#else
        randombytes_buf (self.asked_back, CHALLENGE_SIZE);
#endif
        zsock_send (wire, "sb", "challenge", self.asked_back, (size_t) CHALLENGE_SIZE);
        how = s_hear_digest (&self, "proof");
    }
    if (how == COME_IN) {
        s_say_digest (&self, "welcome");
        strcpy (peer, self.dials);
    }
    return s_end (&self, how);
}
#else
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
#endif
