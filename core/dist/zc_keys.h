//  zc_keys.h - the cookies of a node: its own, those set for single peers
//
//  A peer without a cookie of its own is dealt with under the node's. Each
//  cookie is kept with its stretched form, made by who sets it, outside the
//  core. Also the list of allowed peers. Baton holder only.
//  Erlang  auth.erl, net_kernel:allow/1

#ifndef ZC_KEYS_H_INCLUDED
#define ZC_KEYS_H_INCLUDED

#include "zc_cookie.h"
#include "zc_nodename.h"

typedef struct zc_key_t zc_key_t;
typedef struct zc_allowed_t zc_allowed_t;

typedef struct {
    char cookie [ZC_COOKIE_MAX + 1];
    zc_secret_t secret;
    zc_key_t *peers;
    zc_allowed_t *allowed;          //  NULL: all
} zc_keys_t;

//  Set the cookie of the node (peer NULL) or for one peer.
void zc_keys_set (zc_keys_t *self, const char *peer, const char *cookie,
                  const zc_secret_t *secret);

//  From the first call on only the allowed ones have a secret.
void zc_keys_allow (zc_keys_t *self, const char *peer);

//  The secret for a peer; NULL: no dealings with it.
const zc_secret_t *zc_keys_for (const zc_keys_t *self, const char *peer);

//  Is this the public key of any of the cookies?
bool zc_keys_admit (const zc_keys_t *self, const uint8_t key [ZC_KEY_SIZE]);

void zc_keys_clear (zc_keys_t *self);

#endif
