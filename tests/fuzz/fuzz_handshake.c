//  fuzz_handshake.c - the states of the handshake, both sides, in any order
//
//  An input: a byte of settings (security, cookies), then steps. Each step gives
//  one of the two sides a message:
//
//      0 side        the last one the other side made
//      1 side n x    the same with byte n changed by x
//      2 side n …    n bytes of the input
//      3 side k      the k-th message anybody has made: a replay
//
//  What has to hold: a side is up only after the other's proof over the same H
//  and C with the same cookie, and says nothing after its end.

#include "fuzz.h"
#include "dist/zc_handshake.h"

enum { INITIATOR, ACCEPTOR, MESSAGES_MAX = 32 };

typedef struct {
    zc_handshake_t machine;
    zc_handshake_step_t step;
    const zc_buffer_t *last;        //  the last message it made; NULL: none
} s_side_t;

static zc_secret_t s_duck, s_goose;
static const zc_secret_t *s_acceptors;
static zc_refusal_t s_meeting;
static s_side_t s_sides [2];
static zc_buffer_t s_messages [MESSAGES_MAX];
static size_t s_count;

static const zc_secret_t *
s_secret (void *self, const char *peer)
{
    (void) self;
    return strcmp (peer, "enemy@localhost")? s_acceptors: NULL;
}

static zc_refusal_t
s_meet (void *self, void *arg, const char *peer)
{
    (void) self, (void) arg;
    fuzz_check (strcmp (peer, "b@localhost") != 0);     //  the own name never gets here
    return s_meeting;
}

static const zc_handshake_host_t s_hosts [] = {
    {"a@localhost", false, 7, ZC_FLAG_HIDDEN, NULL, s_secret, s_meet},
    {"b@localhost", false, 9, ZC_FLAG_MESH, NULL, s_secret, s_meet}};

//  ---- the two sides -------------------------------------------------------

static void
s_begin (uint8_t settings)
{
    if (!s_duck.public [0]) {
        zc_secret_make (&s_duck, "duck");
        zc_secret_make (&s_goose, "goose");
    }
    bool keyed = settings & 1;
    s_acceptors = settings & 2? &s_goose: &s_duck;
    s_meeting = settings & 4? ZC_REFUSED_SIMULTANEOUS: ZC_REFUSED_NOT;
    uint8_t nonces [2][ZC_NONCE_SIZE];
    memset (nonces, settings >> 4, sizeof nonces);
    nonces [1][0] ^= 1;
    memset (s_sides, 0, sizeof s_sides);
    s_count = 1;
    zc_handshake_dial (&s_sides [INITIATOR].machine, &s_hosts [INITIATOR],
                       settings & 8? "c@localhost": "b@localhost", &s_duck, keyed, nonces [0],
                       &s_messages [0]);
    zc_handshake_accept (&s_sides [ACCEPTOR].machine, &s_hosts [ACCEPTOR], NULL,
                         keyed? s_duck.public: NULL, nonces [1]);
    s_sides [INITIATOR].last = &s_messages [0];
}

//  Whoever is up has seen what the other has said, and the cookies are one.
static void
s_check_up (const s_side_t *self, const s_side_t *other)
{
    const zc_handshake_t *a = &self->machine, *b = &other->machine;
    fuzz_check (s_acceptors == &s_duck && s_meeting == ZC_REFUSED_NOT);
    fuzz_check (a->hello_size == b->hello_size);
    fuzz_check (memcmp (a->hello, b->hello, a->hello_size) == 0);
    fuzz_check (memcmp (a->challenge, b->challenge, ZC_CHALLENGE_SIZE) == 0);
    fuzz_check (a->peer_creation == (a->initiator? 9: 7));
    fuzz_check (strcmp (a->peer, a->initiator? "b@localhost": "a@localhost") == 0);
    if (a->initiator)
        fuzz_check (other->step == ZC_HANDSHAKE_UP);
}

static void
s_give (s_side_t *self, const uint8_t *data, size_t size)
{
    zc_buffer_t *out = &s_messages [s_count];
    zc_handshake_step_t before = self->step;
    uint8_t *copy = fuzz_copy (data, size);
    zc_handshake_step_t step = zc_handshake_take (&self->machine, copy, size, out);
    free (copy);
    fuzz_check (out->size <= ZC_HELLO_MAX);
    if (before != ZC_HANDSHAKE_MORE)
        fuzz_check (step == ZC_HANDSHAKE_FAILED && out->size == 0);
    else
        self->step = step;
    if (before == ZC_HANDSHAKE_MORE && step == ZC_HANDSHAKE_UP)
        s_check_up (self, &s_sides [self == &s_sides [INITIATOR]]);
    if (step == ZC_HANDSHAKE_REFUSED)
        fuzz_check (out->size == 2 && self->machine.refusal != ZC_REFUSED_NOT);
    fuzz_check (*zc_refusal_text (self->machine.refusal));
    if (out->size) {
        self->last = out;
        s_count++;
    }
}

//  ---- a step of the input -------------------------------------------------

static void
s_give_changed (s_side_t *self, const zc_buffer_t *message, fuzz_input_t *input)
{
    uint8_t *copy = fuzz_copy (message->data, message->size);
    size_t at = fuzz_u8 (input) % message->size;
    copy [at] ^= fuzz_u8 (input);
    s_give (self, copy, message->size);
    free (copy);
}

static void
s_step (fuzz_input_t *input)
{
    uint8_t what = fuzz_u8 (input) % 4;
    bool acceptor = fuzz_u8 (input) & 1;
    s_side_t *self = &s_sides [acceptor];
    const zc_buffer_t *last = s_sides [!acceptor].last;
    if (what == 2) {
        size_t size = fuzz_u8 (input);
        const uint8_t *at = fuzz_take (input, &size);
        s_give (self, at, size);
    }
    else
    if (what == 3) {
        const zc_buffer_t *message = &s_messages [fuzz_u8 (input) % s_count];
        s_give (self, message->data, message->size);
    }
    else
    if (last && what == 1)
        s_give_changed (self, last, input);
    else
    if (last)
        s_give (self, last->data, last->size);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    long blocks = zc_blocks_in_use ();
    fuzz_input_t input = {data, size};
    s_begin (fuzz_u8 (&input));
    while (input.left && s_count < MESSAGES_MAX)
        s_step (&input);
    for (size_t i = 0; i < MESSAGES_MAX; i++)
        zc_buffer_clear (&s_messages [i]);
    fuzz_check (zc_blocks_in_use () == blocks);
    return 0;
}
