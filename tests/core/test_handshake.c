//  test_handshake.c - two nodes find out who they are: bytes in, bytes out

#include "zc_test.h"

#include "dist/zc_handshake.h"
#include "dist/zc_keys.h"

//  ---- two nodes -----------------------------------------------------------

//  What a node says and decides, and what it was asked.
typedef struct {
    zc_handshake_host_t host;
    zc_keys_t keys;
    zc_refusal_t meet;              //  what it will answer
    char met [300];
} s_node_t;

static zc_secret_t s_duck, s_goose;
static s_node_t s_a, s_b;
static uint8_t s_nonce_a [ZC_NONCE_SIZE], s_nonce_b [ZC_NONCE_SIZE];

static const zc_secret_t *
s_secret (void *self, const char *peer)
{
    s_node_t *node = self;
    return zc_keys_for (&node->keys, peer);
}

static zc_refusal_t
s_meet (void *self, void *arg, const char *peer)
{
    s_node_t *node = self;
    ck_assert_ptr_eq (arg, node);
    snprintf (node->met, sizeof node->met, "%s", peer);
    return node->meet;
}

static void
s_node (s_node_t *self, const char *name, uint32_t creation, uint8_t flags)
{
    *self = (s_node_t) {.host = {name, false, creation, flags, self, s_secret, s_meet}};
    zc_keys_set (&self->keys, NULL, "duck", &s_duck);
}

static void
s_setup (void)
{
    if (!s_duck.public [0]) {
        ck_assert (zc_secret_make (&s_duck, "duck"));
        ck_assert (zc_secret_make (&s_goose, "goose"));
    }
    memset (s_nonce_a, 'a', sizeof s_nonce_a);
    memset (s_nonce_b, 'b', sizeof s_nonce_b);
    s_node (&s_a, "a@localhost", 7, ZC_FLAG_HIDDEN);
    s_node (&s_b, "b@localhost", 9, ZC_FLAG_MESH);
}

static void
s_teardown (void)
{
    zc_keys_clear (&s_a.keys);
    zc_keys_clear (&s_b.keys);
}

//  ---- a dial, message by message ------------------------------------------

typedef struct {
    zc_handshake_t initiator, acceptor;
    zc_buffer_t h, c, p, w;
    zc_handshake_step_t after_h, after_c, after_p, after_w;
} s_dial_t;

static void
s_clear (s_dial_t *self)
{
    zc_buffer_clear (&self->h);
    zc_buffer_clear (&self->c);
    zc_buffer_clear (&self->p);
    zc_buffer_clear (&self->w);
}

static void
s_begin (s_dial_t *self, const char *dialled, bool keyed)
{
    *self = (s_dial_t) {.after_h = ZC_HANDSHAKE_FAILED};
    const zc_secret_t *secret = zc_keys_for (&s_a.keys, dialled);
    zc_handshake_dial (&self->initiator, &s_a.host, dialled, secret, keyed, s_nonce_a, &self->h);
    zc_handshake_accept (&self->acceptor, &s_b.host, &s_b, keyed? secret->public: NULL, s_nonce_b);
}

static void
s_go_on (s_dial_t *self)
{
    self->after_h = zc_handshake_take (&self->acceptor, self->h.data, self->h.size, &self->c);
    self->after_c = zc_handshake_take (&self->initiator, self->c.data, self->c.size, &self->p);
    if (self->after_h != ZC_HANDSHAKE_MORE || self->after_c != ZC_HANDSHAKE_MORE)
        return;
    self->after_p = zc_handshake_take (&self->acceptor, self->p.data, self->p.size, &self->w);
    zc_buffer_t nothing = {0};
    self->after_w = zc_handshake_take (&self->initiator, self->w.data, self->w.size, &nothing);
    ck_assert_uint_eq (nothing.size, 0);
}

//  The dial is refused by the acceptor with this, at H or at P.
static void
s_check_refused (const char *dialled, bool keyed, zc_refusal_t refusal)
{
    s_dial_t dial;
    s_begin (&dial, dialled, keyed);
    s_go_on (&dial);
    bool at_h = dial.after_h == ZC_HANDSHAKE_REFUSED;
    bool at_p = dial.after_h == ZC_HANDSHAKE_MORE && dial.after_p == ZC_HANDSHAKE_REFUSED;
    ck_assert (at_h || at_p);
    ck_assert_int_eq (at_h? dial.after_c: dial.after_w, ZC_HANDSHAKE_FAILED);
    ck_assert_int_eq (dial.acceptor.refusal, refusal);
    ck_assert_int_eq (dial.initiator.refusal, refusal);
    s_clear (&dial);
}

//  ---- tests ---------------------------------------------------------------

START_TEST (two_with_the_same_cookie_get_to_know_each_other)
{
    for (int keyed = 0; keyed < 2; keyed++) {
        s_dial_t dial;
        s_begin (&dial, "b@localhost", keyed);
        s_go_on (&dial);
        ck_assert_int_eq (dial.after_h, ZC_HANDSHAKE_MORE);
        ck_assert_int_eq (dial.after_c, ZC_HANDSHAKE_MORE);
        ck_assert_int_eq (dial.after_p, ZC_HANDSHAKE_UP);
        ck_assert_int_eq (dial.after_w, ZC_HANDSHAKE_UP);
        ck_assert_str_eq (dial.acceptor.peer, "a@localhost");
        ck_assert_uint_eq (dial.acceptor.peer_creation, 7);
        ck_assert_uint_eq (dial.acceptor.peer_flags, ZC_FLAG_HIDDEN);
        ck_assert_str_eq (dial.initiator.peer, "b@localhost");
        ck_assert_uint_eq (dial.initiator.peer_creation, 9);
        ck_assert_uint_eq (dial.initiator.peer_flags, ZC_FLAG_MESH);
        ck_assert_str_eq (s_b.met, "a@localhost");
        s_clear (&dial);
    }
}
END_TEST

START_TEST (another_cookie_is_refused_and_named)
{
    zc_keys_set (&s_a.keys, NULL, "goose", &s_goose);
    s_check_refused ("b@localhost", false, ZC_REFUSED_COOKIE);
    s_check_refused ("b@localhost", true, ZC_REFUSED_COOKIE);
    ck_assert_str_eq (s_b.met, "");
}
END_TEST

START_TEST (the_cookie_has_to_be_the_one_set_for_the_name)
{
    zc_keys_set (&s_b.keys, "a@localhost", "goose", &s_goose);
    ck_assert (zc_keys_admit (&s_b.keys, s_duck.public));       //  some cookie of b's …
    s_check_refused ("b@localhost", true, ZC_REFUSED_COOKIE);   //  … but not a's
    zc_keys_set (&s_a.keys, "b@localhost", "goose", &s_goose);
    s_dial_t dial;
    s_begin (&dial, "b@localhost", true);
    s_go_on (&dial);
    ck_assert_int_eq (dial.after_w, ZC_HANDSHAKE_UP);
    s_clear (&dial);
}
END_TEST

START_TEST (names_are_checked_on_both_sides)
{
    s_check_refused ("c@localhost", false, ZC_REFUSED_NOT_ME);
    s_b.host.name = "a@localhost";
    s_check_refused ("a@localhost", false, ZC_REFUSED_REFLECTION);
    s_b.host.name = "b@localhost";
    s_a.host.name = "a@some.where";
    s_check_refused ("b@localhost", false, ZC_REFUSED_NAME);
    s_a.host.name = "no node name";
    s_check_refused ("b@localhost", false, ZC_REFUSED_NAME);
    s_a.host.name = "a@localhost";
    zc_keys_allow (&s_b.keys, "c@localhost");
    s_check_refused ("b@localhost", false, ZC_REFUSED_NOT_ALLOWED);
    zc_keys_allow (&s_b.keys, "a@localhost");
    s_b.meet = ZC_REFUSED_SIMULTANEOUS;
    s_check_refused ("b@localhost", false, ZC_REFUSED_SIMULTANEOUS);
}
END_TEST

START_TEST (another_version_is_refused)
{
    s_dial_t dial;
    s_begin (&dial, "b@localhost", false);
    dial.h.data [1]++;
    s_go_on (&dial);
    ck_assert_int_eq (dial.after_h, ZC_HANDSHAKE_REFUSED);
    ck_assert_int_eq (dial.initiator.refusal, ZC_REFUSED_VERSION);
    s_clear (&dial);
}
END_TEST

START_TEST (an_acceptor_without_the_cookie_is_found_out)
{
    s_dial_t dial;
    s_begin (&dial, "b@localhost", true);
    zc_handshake_take (&dial.acceptor, dial.h.data, dial.h.size, &dial.c);
    ck_assert_int_eq (zc_handshake_take (&dial.initiator, dial.c.data, dial.c.size, &dial.p),
                      ZC_HANDSHAKE_MORE);
    uint8_t forged [1 + ZC_KEY_SIZE] = {4, 1, 2, 3};
    ck_assert_int_eq (zc_handshake_take (&dial.initiator, forged, sizeof forged, &dial.w),
                      ZC_HANDSHAKE_FAILED);
    ck_assert_int_eq (dial.initiator.refusal, ZC_REFUSED_COOKIE);
    s_clear (&dial);
}
END_TEST

START_TEST (a_proof_sent_back_proves_nothing)
{
    s_dial_t dial;
    s_begin (&dial, "b@localhost", false);
    zc_handshake_take (&dial.acceptor, dial.h.data, dial.h.size, &dial.c);
    zc_handshake_take (&dial.initiator, dial.c.data, dial.c.size, &dial.p);
    dial.p.data [0] = 4;                        //  the initiator's own proof as W
    ck_assert_int_eq (zc_handshake_take (&dial.initiator, dial.p.data, dial.p.size, &dial.w),
                      ZC_HANDSHAKE_FAILED);
    s_clear (&dial);
}
END_TEST

START_TEST (a_recorded_dial_cannot_be_played_again)
{
    s_dial_t dial;
    s_begin (&dial, "b@localhost", false);
    s_go_on (&dial);
    ck_assert_int_eq (dial.after_p, ZC_HANDSHAKE_UP);
    uint8_t fresh [ZC_NONCE_SIZE] = "another nonce";
    zc_handshake_t acceptor;
    zc_buffer_t out = {0};
    zc_handshake_accept (&acceptor, &s_b.host, &s_b, NULL, fresh);
    ck_assert_int_eq (zc_handshake_take (&acceptor, dial.h.data, dial.h.size, &out),
                      ZC_HANDSHAKE_MORE);
    ck_assert_int_eq (zc_handshake_take (&acceptor, dial.p.data, dial.p.size, &out),
                      ZC_HANDSHAKE_REFUSED);
    ck_assert_int_eq (acceptor.refusal, ZC_REFUSED_COOKIE);
    zc_buffer_clear (&out);
    s_clear (&dial);
}
END_TEST

//  Who carries a dial of a's to b over a connection of his own (another key).
START_TEST (a_proof_is_bound_to_the_connection_s_key)
{
    s_dial_t dial;
    s_begin (&dial, "b@localhost", false);      //  a thinks the line is not keyed
    zc_handshake_accept (&dial.acceptor, &s_b.host, &s_b, s_duck.public, s_nonce_b);
    s_go_on (&dial);
    ck_assert_int_eq (dial.after_p, ZC_HANDSHAKE_REFUSED);
    s_clear (&dial);
}
END_TEST

START_TEST (any_changed_byte_is_found)
{
    for (size_t at = 0;; at++) {
        s_dial_t dial;
        s_begin (&dial, "b@localhost", false);
        bool end = at == dial.h.size;
        if (!end) {
            dial.h.data [at] ^= 0x20;
            s_go_on (&dial);
            ck_assert_msg (dial.after_p != ZC_HANDSHAKE_UP || dial.after_h != ZC_HANDSHAKE_MORE,
                           "byte %zu of H", at);
        }
        s_clear (&dial);
        if (end)
            break;
    }
    for (size_t at = 0; at < ZC_CHALLENGE_SIZE; at++) {
        s_dial_t dial;
        s_begin (&dial, "b@localhost", false);
        zc_handshake_take (&dial.acceptor, dial.h.data, dial.h.size, &dial.c);
        dial.c.data [at] ^= 0x20;
        if (zc_handshake_take (&dial.initiator, dial.c.data, dial.c.size, &dial.p)
            == ZC_HANDSHAKE_MORE)
            ck_assert_int_eq (zc_handshake_take (&dial.acceptor, dial.p.data, dial.p.size, &dial.w),
                              ZC_HANDSHAKE_REFUSED);
        s_clear (&dial);
    }
}
END_TEST

//  Cut short, too long, or of another kind: at each step of each side.
START_TEST (messages_of_a_wrong_size_or_kind_end_it)
{
    for (int step = 0; step < 3; step++)
        for (size_t size = 0; size < 700; size++) {
            s_dial_t dial;
            s_begin (&dial, "b@localhost", false);
            zc_buffer_t *right = &dial.h, out = {0};
            zc_handshake_t *who = &dial.acceptor;
            if (step > 0) {
                zc_handshake_take (who, right->data, right->size, &dial.c);
                who = &dial.initiator;
                right = &dial.c;
            }
            if (step > 1) {
                zc_handshake_take (who, right->data, right->size, &dial.p);
                who = &dial.acceptor;
                right = &dial.p;
            }
            uint8_t *data = zc_malloc (size);
            memset (data, 0, size);
            memcpy (data, right->data, size < right->size? size: right->size);
            zc_handshake_step_t result = zc_handshake_take (who, data, size, &out);
            if (size == right->size)
                ck_assert (result == ZC_HANDSHAKE_MORE || result == ZC_HANDSHAKE_UP);
            else {
                ck_assert_msg (result == ZC_HANDSHAKE_FAILED, "step %d, %zu bytes", step, size);
                //  and the right one comes too late
                ck_assert_int_eq (zc_handshake_take (who, right->data, right->size, &out),
                                  ZC_HANDSHAKE_FAILED);
            }
            zc_release (data);
            zc_buffer_clear (&out);
            s_clear (&dial);
        }
    for (int kind = 0; kind < 256; kind++) {
        zc_handshake_t acceptor;
        zc_buffer_t out = {0};
        uint8_t data [40] = {(uint8_t) kind, ZC_HANDSHAKE_VERSION};
        zc_handshake_accept (&acceptor, &s_b.host, &s_b, NULL, s_nonce_b);
        ck_assert_int_eq (zc_handshake_take (&acceptor, data, sizeof data, &out),
                          ZC_HANDSHAKE_FAILED);
        zc_buffer_clear (&out);
    }
}
END_TEST

START_TEST (a_refusal_counts_only_for_who_dialled_and_before_the_end)
{
    s_dial_t dial;
    zc_buffer_t out = {0};
    uint8_t no [] = {5, ZC_REFUSED_COOKIE};
    s_begin (&dial, "b@localhost", false);
    ck_assert_int_eq (zc_handshake_take (&dial.acceptor, no, 2, &out), ZC_HANDSHAKE_FAILED);
    ck_assert_int_eq (dial.acceptor.refusal, ZC_REFUSED_NOT);
    ck_assert_int_eq (zc_handshake_take (&dial.initiator, no, 2, &out), ZC_HANDSHAKE_FAILED);
    ck_assert_int_eq (dial.initiator.refusal, ZC_REFUSED_COOKIE);
    no [1] = 200;
    ck_assert_str_eq (zc_refusal_text ((zc_refusal_t) no [1]), "unknown reason");
    zc_buffer_clear (&out);
    s_clear (&dial);
}
END_TEST

START_TEST (keys_are_kept_per_peer)
{
    zc_keys_t keys = {.peers = NULL};
    zc_keys_set (&keys, NULL, "duck", &s_duck);
    ck_assert (zc_keys_admit (&keys, s_duck.public));
    ck_assert (!zc_keys_admit (&keys, s_goose.public));
    zc_keys_set (&keys, "x@host", "goose", &s_goose);
    ck_assert (zc_keys_admit (&keys, s_goose.public));
    ck_assert_mem_eq (zc_keys_for (&keys, "x@host"), &s_goose, sizeof s_goose);
    ck_assert_mem_eq (zc_keys_for (&keys, "y@host"), &s_duck, sizeof s_duck);
    zc_keys_set (&keys, "x@host", "duck", &s_duck);
    ck_assert (!zc_keys_admit (&keys, s_goose.public));
    zc_keys_allow (&keys, "x@host");
    zc_keys_allow (&keys, "x@host");
    ck_assert_ptr_null (zc_keys_for (&keys, "y@host"));
    ck_assert_ptr_nonnull (zc_keys_for (&keys, "x@host"));
    zc_keys_clear (&keys);
}
END_TEST

ZT_MAIN_WITH ("handshake", s_setup, s_teardown,
    two_with_the_same_cookie_get_to_know_each_other,
    another_cookie_is_refused_and_named,
    the_cookie_has_to_be_the_one_set_for_the_name,
    names_are_checked_on_both_sides,
    another_version_is_refused,
    an_acceptor_without_the_cookie_is_found_out,
    a_proof_sent_back_proves_nothing,
    a_recorded_dial_cannot_be_played_again,
    a_proof_is_bound_to_the_connection_s_key,
    any_changed_byte_is_found,
    messages_of_a_wrong_size_or_kind_end_it,
    a_refusal_counts_only_for_who_dialled_and_before_the_end,
    keys_are_kept_per_peer)
