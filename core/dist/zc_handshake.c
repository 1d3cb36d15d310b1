//  zc_handshake.c - see zc_handshake.h

#include "zc_handshake.h"

enum { HELLO = 1, CHALLENGE, PROOF, WELCOME, NO, NOTHING };

const char *
zc_refusal_text (zc_refusal_t refusal)
{
    static const char *const texts [] = {
        [ZC_REFUSED_NOT] = "not refused",
        [ZC_REFUSED_VERSION] = "other version of the protocol",
        [ZC_REFUSED_NAME] = "bad node name, or short and long names mixed",
        [ZC_REFUSED_NOT_ME] = "looks for a node of another name",
        [ZC_REFUSED_REFLECTION] = "has our own name",
        [ZC_REFUSED_NOT_ALLOWED] = "not allowed",
        [ZC_REFUSED_COOKIE] = "wrong cookie",
        [ZC_REFUSED_SIMULTANEOUS] = "simultaneous connection",
        [ZC_REFUSED_STOPPING] = "stopping"};
    return refusal < sizeof texts / sizeof *texts? texts [refusal]: "unknown reason";
}

//  ---- proofs --------------------------------------------------------------

static void
s_prove (const zc_handshake_t *self, const char *role, uint8_t proof [ZC_KEY_SIZE])
{
    zc_field_t fields [] = {{self->hello, self->hello_size},
                            {self->challenge, ZC_CHALLENGE_SIZE},
                            {self->key, ZC_KEY_SIZE}};
    zc_secret_proof (&self->secret, role, fields, 3, proof);
}

static void
s_put_proof (const zc_handshake_t *self, uint8_t kind, const char *role, zc_buffer_t *out)
{
    uint8_t proof [ZC_KEY_SIZE];
    s_prove (self, role, proof);
    zc_buffer_u8 (out, kind);
    zc_buffer_put (out, proof, sizeof proof);
}

static bool
s_good_proof (const zc_handshake_t *self, const char *role, const uint8_t *data)
{
    uint8_t proof [ZC_KEY_SIZE];
    s_prove (self, role, proof);
    return zc_secret_equal (proof, data + 1, sizeof proof);
}

static zc_handshake_step_t
s_refuse (zc_handshake_t *self, zc_refusal_t refusal, zc_buffer_t *out)
{
    self->expect = NOTHING;
    self->refusal = refusal;
    zc_buffer_u8 (out, NO);
    zc_buffer_u8 (out, (uint8_t) refusal);
    return ZC_HANDSHAKE_REFUSED;
}

static zc_handshake_step_t
s_fail (zc_handshake_t *self)
{
    self->expect = NOTHING;
    return ZC_HANDSHAKE_FAILED;
}

//  ---- H -------------------------------------------------------------------

static void
s_put_name (zc_buffer_t *out, const char *name)
{
    size_t size = strlen (name);
    zc_buffer_u8 (out, (uint8_t) size);
    zc_buffer_put (out, name, size);
}

//  A length and a text; returns where it ends, NULL where it does not fit.
static const uint8_t *
s_get_name (const uint8_t *at, const uint8_t *end, char name [ZC_NODE_NAME_MAX + 1])
{
    if (at >= end || *at == 0 || end - at - 1 < *at || memchr (at + 1, 0, *at))
        return NULL;
    memcpy (name, at + 1, *at);
    name [*at] = 0;
    return at + 1 + *at;
}

void
zc_handshake_dial (zc_handshake_t *self, const zc_handshake_host_t *host, const char *peer,
                   const zc_secret_t *secret, bool keyed, const uint8_t nonce [ZC_NONCE_SIZE],
                   zc_buffer_t *out)
{
    *self = (zc_handshake_t) {.host = host, .initiator = true, .keyed = keyed, .secret = *secret,
                              .expect = CHALLENGE};
    if (keyed)
        memcpy (self->key, secret->public, ZC_KEY_SIZE);
    memcpy (self->nonce, nonce, ZC_NONCE_SIZE);
    memcpy (self->peer, peer, strlen (peer) + 1);
    size_t start = out->size;
    zc_buffer_u8 (out, HELLO);
    zc_buffer_u8 (out, ZC_HANDSHAKE_VERSION);
    zc_buffer_u8 (out, host->flags);
    zc_buffer_u32 (out, host->creation);
    zc_buffer_put (out, nonce, ZC_NONCE_SIZE);
    s_put_name (out, host->name);
    s_put_name (out, peer);
    self->hello_size = out->size - start;
    memcpy (self->hello, out->data + start, self->hello_size);
}

void
zc_handshake_accept (zc_handshake_t *self, const zc_handshake_host_t *host, void *arg,
                     const uint8_t *key, const uint8_t nonce [ZC_NONCE_SIZE])
{
    *self = (zc_handshake_t) {.host = host, .arg = arg, .keyed = key != NULL, .expect = HELLO};
    if (key)
        memcpy (self->key, key, ZC_KEY_SIZE);
    memcpy (self->nonce, nonce, ZC_NONCE_SIZE);
}

//  Take H apart. Only its form is judged here.
static bool
s_read_hello (zc_handshake_t *self, const uint8_t *data, size_t size, char *dialled)
{
    if (size < 35 || size > ZC_HELLO_MAX)
        return false;
    const uint8_t *end = data + size;
    const uint8_t *at = s_get_name (data + 31, end, self->peer);
    if (!at || !(at = s_get_name (at, end, dialled)) || at != end)
        return false;
    memcpy (self->hello, data, size);
    self->hello_size = size;
    self->peer_flags = data [2];
    self->peer_creation = zc_get_u32 (data + 3);
    return self->peer_creation != 0;
}

//  May this initiator go on? Sets the secret it has to know.
static zc_refusal_t
s_judge_hello (zc_handshake_t *self, const char *dialled)
{
    const zc_handshake_host_t *host = self->host;
    zc_nodename_t name;
    if (zc_nodename_peer (&name, self->peer, host->long_names))
        return ZC_REFUSED_NAME;
    if (strcmp (dialled, host->name) != 0)
        return ZC_REFUSED_NOT_ME;
    if (strcmp (self->peer, host->name) == 0)
        return ZC_REFUSED_REFLECTION;
    const zc_secret_t *secret = host->secret (host->self, self->peer);
    if (!secret)
        return ZC_REFUSED_NOT_ALLOWED;
    if (self->keyed && !zc_secret_equal (self->key, secret->public, ZC_KEY_SIZE))
        return ZC_REFUSED_COOKIE;
    self->secret = *secret;
    return ZC_REFUSED_NOT;
}

static zc_handshake_step_t
s_take_hello (zc_handshake_t *self, const uint8_t *data, size_t size, zc_buffer_t *out)
{
    if (size > 1 && data [1] != ZC_HANDSHAKE_VERSION)
        return s_refuse (self, ZC_REFUSED_VERSION, out);
    char dialled [ZC_NODE_NAME_MAX + 1];
    if (!s_read_hello (self, data, size, dialled))
        return s_fail (self);
    zc_refusal_t refusal = s_judge_hello (self, dialled);
    if (refusal)
        return s_refuse (self, refusal, out);
    size_t start = out->size;
    zc_buffer_u8 (out, CHALLENGE);
    zc_buffer_u8 (out, self->host->flags);
    zc_buffer_u32 (out, self->host->creation);
    zc_buffer_put (out, self->nonce, ZC_NONCE_SIZE);
    memcpy (self->challenge, out->data + start, ZC_CHALLENGE_SIZE);
    self->expect = PROOF;
    return ZC_HANDSHAKE_MORE;
}

//  ---- C, P, W, N ----------------------------------------------------------

static zc_handshake_step_t
s_take_challenge (zc_handshake_t *self, const uint8_t *data, size_t size, zc_buffer_t *out)
{
    if (size != ZC_CHALLENGE_SIZE)
        return s_fail (self);
    self->peer_flags = data [1];
    self->peer_creation = zc_get_u32 (data + 2);
    if (!self->peer_creation)
        return s_fail (self);
    memcpy (self->challenge, data, size);
    s_put_proof (self, PROOF, "zc-initiator", out);
    self->expect = WELCOME;
    return ZC_HANDSHAKE_MORE;
}

static zc_handshake_step_t
s_take_proof (zc_handshake_t *self, const uint8_t *data, size_t size, zc_buffer_t *out)
{
    if (size != 1 + ZC_KEY_SIZE)
        return s_fail (self);
    if (!s_good_proof (self, "zc-initiator", data))
        return s_refuse (self, ZC_REFUSED_COOKIE, out);
    zc_refusal_t refusal = self->host->meet (self->host->self, self->arg, self->peer);
    if (refusal)
        return s_refuse (self, refusal, out);
    s_put_proof (self, WELCOME, "zc-acceptor", out);
    self->expect = NOTHING;
    return ZC_HANDSHAKE_UP;
}

static zc_handshake_step_t
s_take_welcome (zc_handshake_t *self, const uint8_t *data, size_t size)
{
    if (size != 1 + ZC_KEY_SIZE)
        return s_fail (self);
    if (!s_good_proof (self, "zc-acceptor", data)) {
        self->refusal = ZC_REFUSED_COOKIE;
        return s_fail (self);
    }
    self->expect = NOTHING;
    return ZC_HANDSHAKE_UP;
}

zc_handshake_step_t
zc_handshake_take (zc_handshake_t *self, const uint8_t *data, size_t size, zc_buffer_t *out)
{
    if (self->initiator && size == 2 && data [0] == NO && self->expect != NOTHING) {
        self->refusal = (zc_refusal_t) data [1];
        return s_fail (self);
    }
    if (!size || data [0] != self->expect)
        return s_fail (self);
    switch (self->expect) {
        case HELLO:
            return s_take_hello (self, data, size, out);
        case CHALLENGE:
            return s_take_challenge (self, data, size, out);
        case PROOF:
            return s_take_proof (self, data, size, out);
        case WELCOME:
            return s_take_welcome (self, data, size);
        default:
            return s_fail (self);
    }
}
