//  zc_keys.c - see zc_keys.h

#include "zc_keys.h"
#include "base/zc_check.h"

#include <string.h>

struct zc_key_t {
    zc_key_t *next;
    zc_secret_t secret;
    char peer [];
};

struct zc_allowed_t {
    zc_allowed_t *next;
    char peer [];
};

static zc_key_t *
s_find (const zc_keys_t *self, const char *peer)
{
    zc_key_t *key = self->peers;
    while (key && strcmp (key->peer, peer) != 0)
        key = key->next;
    return key;
}

static zc_key_t *
s_add (zc_keys_t *self, const char *peer)
{
    size_t size = strlen (peer) + 1;
    zc_key_t *key = zc_calloc (sizeof *key + size);
    memcpy (key->peer, peer, size);
    key->next = self->peers;
    self->peers = key;
    return key;
}

void
zc_keys_set (zc_keys_t *self, const char *peer, const char *cookie, const zc_secret_t *secret)
{
    if (!peer) {
        zc_check (strlen (cookie) <= ZC_COOKIE_MAX, "cookie too long");
        memcpy (self->cookie, cookie, strlen (cookie) + 1);
        self->secret = *secret;
        return;
    }
    zc_key_t *key = s_find (self, peer);
    if (!key)
        key = s_add (self, peer);
    key->secret = *secret;
}

static bool
s_allowed (const zc_keys_t *self, const char *peer)
{
    const zc_allowed_t *allowed = self->allowed;
    while (allowed && strcmp (allowed->peer, peer) != 0)
        allowed = allowed->next;
    return allowed || !self->allowed;
}

void
zc_keys_allow (zc_keys_t *self, const char *peer)
{
    if (self->allowed && s_allowed (self, peer))
        return;
    size_t size = strlen (peer) + 1;
    zc_allowed_t *allowed = zc_calloc (sizeof *allowed + size);
    memcpy (allowed->peer, peer, size);
    allowed->next = self->allowed;
    self->allowed = allowed;
}

const zc_secret_t *
zc_keys_for (const zc_keys_t *self, const char *peer)
{
    if (!s_allowed (self, peer))
        return NULL;
    const zc_key_t *key = s_find (self, peer);
    return key? &key->secret: &self->secret;
}

bool
zc_keys_admit (const zc_keys_t *self, const uint8_t key [ZC_KEY_SIZE])
{
    if (zc_secret_equal (self->secret.public, key, ZC_KEY_SIZE))
        return true;
    for (const zc_key_t *peer = self->peers; peer; peer = peer->next)
        if (zc_secret_equal (peer->secret.public, key, ZC_KEY_SIZE))
            return true;
    return false;
}

void
zc_keys_clear (zc_keys_t *self)
{
    while (self->peers) {
        zc_key_t *next = self->peers->next;
        zc_release (self->peers);
        self->peers = next;
    }
    while (self->allowed) {
        zc_allowed_t *next = self->allowed->next;
        zc_release (self->allowed);
        self->allowed = next;
    }
    memset (self, 0, sizeof *self);     //  no secrets left behind
}
