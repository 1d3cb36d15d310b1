//  drive_cookies.c - nodes with cookies are the student's; the handshake between them is given
//
//  What to do is told line by line, and the answer to each line is one report:
//
//      new alex duck                   a node                        node; no node
//      cookie alex                                                   its cookie
//      cookie_for alex kate                                          the cookie for kate
//      set_cookie alex goose                                         true; false
//      set_cookie_for alex kate goose                                true; false
//      connect kate alex               kate dials alex               connected; refused
//      letter kate alex                kate seals, alex looks        genuine; false; not sealed
//      forged kate alex                … and the text is changed
//      passed_off kate bob alex        … and it is said to be bob's
//      many alex 300                   so many cookies for peers     how many are right
//
//  In a word, %20 is the byte 0x20, a last % is nothing, and @300 is so many letters.

#define _GNU_SOURCE
#include "cookies.h"
#include "driver.h"

#include <pthread.h>
#include <stdatomic.h>

enum { NODES_MAX = 8, NONCE_SIZE = 16 };

static int s_limit_ms;
static atomic_bool s_dial_done, s_accept_done;      //  of the handshake that goes on

//  ---- the handshake ---------------------------------------------------------

//  The next message; NULL: the other end is done, or the time is up.
static zmsg_t *
s_recv (zsock_t *wire, atomic_bool *other_done)
{
    zmsg_t *message = NULL;
    int64_t limit = zclock_mono () + s_limit_ms;
    zsock_set_rcvtimeo (wire, 10);
    for (int rest = 20; !message && rest > 0 && zclock_mono () < limit; rest -= atomic_load (other_done))
        message = zmsg_recv (wire);
    return message;
}

//  The next message is this many bytes.
static bool
s_recv_bytes (zsock_t *wire, atomic_bool *other_done, uint8_t *bytes, size_t size)
{
    zmsg_t *message = s_recv (wire, other_done);
    zframe_t *frame = message? zmsg_last (message): NULL;
    bool good = frame && zframe_size (frame) == size;
    if (good)
        memcpy (bytes, zframe_data (frame), size);
    zmsg_destroy (&message);
    return good;
}

typedef struct {
    const char *dials, *dialled;
    uint8_t nonces [2 * NONCE_SIZE];        //  of who dials, of who is dialled
    uint8_t key [KEY_SIZE];
} s_session_t;

static void
s_make_key (s_session_t *self, const char *cookie)
{
    crypto_generichash_state state;
    uint8_t secret [KEY_SIZE];
    crypto_generichash (secret, KEY_SIZE, (const uint8_t *) cookie, strlen (cookie), NULL, 0);
    crypto_generichash_init (&state, secret, KEY_SIZE, KEY_SIZE);
    crypto_generichash_update (&state, (const uint8_t *) self->dials, strlen (self->dials) + 1);
    crypto_generichash_update (&state, (const uint8_t *) self->dialled, strlen (self->dialled) + 1);
    crypto_generichash_update (&state, self->nonces, sizeof self->nonces);
    crypto_generichash_final (&state, self->key, KEY_SIZE);
}

static void
s_proof (const s_session_t *self, const char *role, uint8_t proof [KEY_SIZE])
{
    crypto_generichash (proof, KEY_SIZE, (const uint8_t *) role, strlen (role), self->key, KEY_SIZE);
}

static void
s_prove (const s_session_t *self, zsock_t *wire, const char *role)
{
    uint8_t proof [KEY_SIZE];
    s_proof (self, role, proof);
    zsock_send (wire, "b", proof, (size_t) KEY_SIZE);
}

static bool
s_proves (const s_session_t *self, zsock_t *wire, atomic_bool *other_done, const char *role)
{
    uint8_t proof [KEY_SIZE], expected [KEY_SIZE];
    s_proof (self, role, expected);
    return s_recv_bytes (wire, other_done, proof, KEY_SIZE) && sodium_memcmp (proof, expected, KEY_SIZE) == 0;
}

//  The key is handed out; or, where they failed, something else.
static bool
s_hand_out (const s_session_t *self, bool good, uint8_t key [KEY_SIZE])
{
    if (good)
        memcpy (key, self->key, KEY_SIZE);
    else
        randombytes_buf (key, KEY_SIZE);
    return good;
}

bool
wire_dial (zsock_t *wire, const char *me, const char *peer, const char *cookie, uint8_t key [KEY_SIZE])
{
    s_session_t self = {.dials = me, .dialled = peer};
    randombytes_buf (self.nonces, NONCE_SIZE);
    zsock_send (wire, "sb", me, self.nonces, (size_t) NONCE_SIZE);
    if (!s_recv_bytes (wire, &s_accept_done, self.nonces + NONCE_SIZE, NONCE_SIZE))
        return s_hand_out (&self, false, key);
    s_make_key (&self, cookie);
    s_prove (&self, wire, "dials");
    return s_hand_out (&self, s_proves (&self, wire, &s_accept_done, "dialled"), key);
}

static _Thread_local uint8_t s_asked [NONCE_SIZE];      //  between the two steps

bool
wire_hello (zsock_t *wire, char peer [PEER_MAX + 1])
{
    zmsg_t *message = s_recv (wire, &s_dial_done);
    bool good = message && zmsg_size (message) == 2 && zframe_size (zmsg_first (message)) <= PEER_MAX
             && zframe_size (zmsg_last (message)) == NONCE_SIZE;
    if (good) {
        size_t size = zframe_size (zmsg_first (message));
        memcpy (peer, zframe_data (zmsg_first (message)), size);
        peer [size] = 0;
        memcpy (s_asked, zframe_data (zmsg_last (message)), NONCE_SIZE);
    }
    zmsg_destroy (&message);
    return good;
}

bool
wire_accept (zsock_t *wire, const char *me, const char *peer, const char *cookie, uint8_t key [KEY_SIZE])
{
    s_session_t self = {.dials = peer, .dialled = me};
    memcpy (self.nonces, s_asked, NONCE_SIZE);
    randombytes_buf (self.nonces + NONCE_SIZE, NONCE_SIZE);
    zsock_send (wire, "b", self.nonces + NONCE_SIZE, (size_t) NONCE_SIZE);
    s_make_key (&self, cookie);
    bool good = s_proves (&self, wire, &s_dial_done, "dials");
    if (good)
        s_prove (&self, wire, "dialled");
    return s_hand_out (&self, good, key);
}

//  ---- nodes, and words --------------------------------------------------------

static struct {
    char name [PEER_MAX + 1];
    node_t *node;
} s_nodes [NODES_MAX];
static size_t s_count;

static node_t *
s_node (const char *name)
{
    for (size_t i = 0; i < s_count; i++)
        if (strcmp (s_nodes [i].name, name) == 0)
            return s_nodes [i].node;
    dr_say ("no node %s", name);
    exit (1);
}

//  A word as it is meant; kept until the end, so that each text has a place of its own.
static zlist_t *s_words;

static const char *
s_word (char **rest)
{
    char text [1000];
    size_t size = 0;
    const char *word = strsep (rest, " ");
    if (word && *word == '@')
        for (; size < (size_t) atoi (word + 1); size++)
            text [size] = (char) ('a' + size % 26);
    else
        for (; word && *word && size + 1 < sizeof text; word++)
            if (*word != '%')
                text [size++] = *word;
            else
            if (word [1] && word [2]) {
                text [size++] = (char) strtol ((char []) {word [1], word [2], 0}, NULL, 16);
                word += 2;
            }
    text [size] = 0;
    char *copy = strdup (text);
    zlist_append (s_words, copy);
    zlist_freefn (s_words, copy, free, true);
    return copy;
}

static const char *
s_truth (bool value)
{
    return value? "true": "false";
}

//  ---- what is told ------------------------------------------------------------

static void
s_new (char **rest)
{
    const char *name = s_word (rest);
    node_t *node = node_new (name, s_word (rest));
    if (node && s_count < NODES_MAX) {
        snprintf (s_nodes [s_count].name, sizeof s_nodes [0].name, "%s", name);
        s_nodes [s_count++].node = node;
    }
    dr_say ("%s", node? "node": "no node");
}

static void
s_cookie (char **rest)
{
    dr_say ("%s", node_cookie (s_node (s_word (rest))));
}

static void
s_cookie_for (char **rest)
{
    node_t *node = s_node (s_word (rest));
    dr_say ("%s", node_cookie_for (node, s_word (rest)));
}

static void
s_set_cookie (char **rest)
{
    node_t *node = s_node (s_word (rest));
    dr_say ("%s", s_truth (node_set_cookie (node, s_word (rest))));
}

static void
s_set_cookie_for (char **rest)
{
    node_t *node = s_node (s_word (rest));
    const char *peer = s_word (rest);
    dr_say ("%s", s_truth (node_set_cookie_for (node, peer, s_word (rest))));
}

typedef struct {
    node_t *node;
    zsock_t *wire;
    bool connected;
} s_accept_t;

static void *
s_run_accept (void *arg)
{
    s_accept_t *accept = arg;
    accept->connected = node_accept (accept->node, accept->wire);
    atomic_store (&s_accept_done, true);
    return NULL;
}

static void
s_connect (char **rest)
{
    const char *from = s_word (rest), *to = s_word (rest);
    s_accept_t accept = {.node = s_node (to), .wire = zsock_new (ZMQ_PAIR)};
    zsock_t *wire = zsock_new (ZMQ_PAIR);
    pthread_t thread;
    int port = zsock_bind (accept.wire, "tcp://127.0.0.1:*");
    zsock_connect (wire, "tcp://127.0.0.1:%d", port);
    atomic_store (&s_dial_done, false);
    atomic_store (&s_accept_done, false);
    pthread_create (&thread, NULL, s_run_accept, &accept);
    bool connected = node_connect (s_node (from), to, wire);
    atomic_store (&s_dial_done, true);
    pthread_join (thread, NULL);
    if (connected == accept.connected)
        dr_say ("%s", connected? "connected": "refused");
    else
        dr_say ("%s: %s, %s: %s", from, s_truth (connected), to, s_truth (accept.connected));
    zsock_destroy (&wire);
    zsock_destroy (&accept.wire);
}

//  A letter from one to another; with another text, or said to be from somebody else.
static void
s_send (const char *from, const char *said_from, const char *to, bool changed)
{
    static int number;
    char text [100];
    uint8_t seal [SEAL_SIZE];
    snprintf (text, sizeof text, "letter %d", ++number);
    if (!node_seal (s_node (from), to, text, seal)) {
        dr_say ("not sealed");
        return;
    }
    if (changed)
        text [0] ^= 1;
    dr_say ("%s", node_genuine (s_node (to), said_from, text, seal)? "genuine": "false");
}

static void
s_letter (char **rest)
{
    const char *from = s_word (rest);
    s_send (from, from, s_word (rest), false);
}

static void
s_forged (char **rest)
{
    const char *from = s_word (rest);
    s_send (from, from, s_word (rest), true);
}

static void
s_passed_off (char **rest)
{
    const char *from = s_word (rest), *said_from = s_word (rest);
    s_send (from, said_from, s_word (rest), false);
}

//  All through the same two places, as a loop over a file would do it.
static void
s_many (char **rest)
{
    node_t *node = s_node (s_word (rest));
    int count = atoi (s_word (rest)), right = 0;
    char peer [40], cookie [40];
    for (int i = 0; i < count; i++) {
        snprintf (peer, sizeof peer, "duck%d", i);
        snprintf (cookie, sizeof cookie, "cookie%d", 7 * i);
        node_set_cookie_for (node, peer, cookie);
    }
    for (int i = 0; i < count; i++) {
        char expected [40];
        snprintf (peer, sizeof peer, "duck%d", i);
        snprintf (expected, sizeof expected, "cookie%d", 7 * i);
        right += strcmp (node_cookie_for (node, peer), expected) == 0;
    }
    dr_say ("%d", right);
}

static const struct {
    const char *name;
    void (*run) (char **rest);
} s_all [] = {{"new", s_new}, {"cookie", s_cookie}, {"cookie_for", s_cookie_for}, {"set_cookie", s_set_cookie},
              {"set_cookie_for", s_set_cookie_for}, {"connect", s_connect}, {"letter", s_letter},
              {"forged", s_forged}, {"passed_off", s_passed_off}, {"many", s_many}};

int
main (int argc, char **argv)
{
    dr_begin (argc, argv);
    s_limit_ms = atoi (argv [2]);
    if (sodium_init () < 0)
        return 1;
    s_words = zlist_new ();
    char line [1000], *rest;
    while (dr_told (line, sizeof line)) {
        rest = line;
        const char *what = s_word (&rest);
        for (size_t i = 0; i < sizeof s_all / sizeof *s_all; i++)
            if (strcmp (what, s_all [i].name) == 0)
                s_all [i].run (&rest);
    }
    for (size_t i = 0; i < s_count; i++) {
        node_destroy (&s_nodes [i].node);
        node_destroy (&s_nodes [i].node);
    }
    zlist_destroy (&s_words);
    return dr_end ();
}
