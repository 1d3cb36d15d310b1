//  zc_cookie.h - the cookie: where it comes from, and the keys made of it
//
//  The cookie never goes over the wire. It is stretched (Argon2id, fixed
//  parameters) into a secret; the secret is the dialler's CURVE key and the key
//  of the proofs in the handshake. See PROTOCOL.md.

#ifndef ZC_COOKIE_H_INCLUDED
#define ZC_COOKIE_H_INCLUDED

#include "zc_node.h"

enum { ZC_KEY_SIZE = 32, ZC_NONCE_SIZE = 24, ZC_COOKIE_MAX = 255 };

//  The cookie of the file ~/.zcluster.cookie (path NULL) or another file; made
//  with 20 random capital letters and mode 0400 if it is not there (whole and
//  at once: two nodes that start together get the same one).
//  Returns  a new text; NULL and *error (both for zc_release): unreadable,
//           empty, not a cookie, or readable by others
//  Erlang   auth.erl read_cookie, create_cookie
char *zc_cookie_read (const char *path, char **error);

//  Is it fit to be one: 1..255 printable ASCII characters without space?
bool zc_cookie_valid (const char *cookie);

//  Is the cookie good enough for the address? What listens beyond this machine is as
//  strong as its cookie (the one of the file, where none is given): a short one gets a
//  warning on a private network, and is refused on a public address. For programs.
//  Returns  false: refused. *text (for zc_release): why, or a warning; NULL: it is good
bool zc_cookie_check (const zc_node_options_t *options, char **text);

//  What a cookie is turned into.
typedef struct {
    uint8_t secret [ZC_KEY_SIZE];       //  Argon2id of the cookie
    uint8_t public [ZC_KEY_SIZE];       //  its CURVE public key
} zc_secret_t;

//  Stretch: Argon2id13, 3 passes over 8 MiB, the salt "zcluster cookie1". Some
//  milliseconds, so that guessing is dear: call it outside the core. false: no
//  memory.
bool zc_secret_make (zc_secret_t *self, const char *cookie);

//  The proof that one knows the secret, bound to a role, names, nonces and
//  transcript: BLAKE2b-256 keyed with the secret over the role and the fields,
//  each preceded by its length (32 bits, big-endian): {"ab", "c"} and {"a", "bc"}
//  differ. `fields` points to `count` {data, size}.
typedef struct { const void *data; size_t size; } zc_field_t;
void zc_secret_proof (const zc_secret_t *self, const char *role, const zc_field_t *fields,
                      size_t count, uint8_t proof [ZC_KEY_SIZE]);

//  Constant-time comparison; random bytes.
bool zc_secret_equal (const uint8_t *a, const uint8_t *b, size_t size);
void zc_secret_random (void *data, size_t size);

#endif
