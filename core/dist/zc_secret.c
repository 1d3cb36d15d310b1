//  zc_secret.c - the keys and proofs made of a cookie; see zc_cookie.h

#include "zc_cookie.h"
#include "base/zc_buffer.h"

#include <sodium.h>

//  Parts of the protocol: a node with other values has other keys.
enum { S_STRETCH_PASSES = 3, S_STRETCH_BYTES = 8 * 1024 * 1024 };
static const uint8_t s_salt [crypto_pwhash_SALTBYTES] = "zcluster cookie1";

_Static_assert (ZC_KEY_SIZE == crypto_scalarmult_BYTES
                && ZC_KEY_SIZE == crypto_scalarmult_SCALARBYTES
                && ZC_KEY_SIZE == crypto_generichash_KEYBYTES, "one key serves all three");

//  Idempotent, and safe from any thread.
static void
s_ready (void)
{
    int rc = sodium_init ();
    zc_check (rc >= 0, "no source of randomness");
}

bool
zc_secret_make (zc_secret_t *self, const char *cookie)
{
    s_ready ();
    if (crypto_pwhash (self->secret, sizeof self->secret, cookie, strlen (cookie), s_salt,
                       S_STRETCH_PASSES, S_STRETCH_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return false;
    crypto_scalarmult_base (self->public, self->secret);
    return true;
}

static void
s_hash_field (crypto_generichash_state *state, const void *data, size_t size)
{
    uint8_t length [4];
    zc_put_u32 (length, (uint32_t) size);
    crypto_generichash_update (state, length, sizeof length);
    crypto_generichash_update (state, data, size);
}

void
zc_secret_proof (const zc_secret_t *self, const char *role, const zc_field_t *fields,
                 size_t count, uint8_t proof [ZC_KEY_SIZE])
{
    s_ready ();
    crypto_generichash_state state;
    crypto_generichash_init (&state, self->secret, sizeof self->secret, ZC_KEY_SIZE);
    s_hash_field (&state, role, strlen (role));
    for (size_t i = 0; i < count; i++)
        s_hash_field (&state, fields [i].data, fields [i].size);
    crypto_generichash_final (&state, proof, ZC_KEY_SIZE);
}

bool
zc_secret_equal (const uint8_t *a, const uint8_t *b, size_t size)
{
    return sodium_memcmp (a, b, size) == 0;
}

void
zc_secret_random (void *data, size_t size)
{
    s_ready ();
    randombytes_buf (data, size);
}
