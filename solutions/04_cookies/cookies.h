//  cookies.h - exercise 4.2: a cookie for all, and a cookie for one
//
//  A node keeps its cookie, the cookies of single peers, and a key for each peer that it is
//  connected with. Below the core: czmq and libsodium, nothing of zcluster.

#ifndef COOKIES_H_INCLUDED
#define COOKIES_H_INCLUDED

#include <czmq.h>
#include <sodium.h>

enum { PEER_MAX = 255, COOKIE_MAX = 255, KEY_SIZE = 32, SEAL_SIZE = 32 };

//  ---- given: the handshake --------------------------------------------------
//
//  Both ends prove that they know the cookie, and agree on a key for what comes after: it is
//  another one each time, and only the two have it. Where they fail, `key` holds no key.
//  You need no more of it than this; what it does is exercise 4.1.

//  Dial: me is our name, peer whom we want.
bool wire_dial (zsock_t *wire, const char *me, const char *peer, const char *cookie, uint8_t key [KEY_SIZE]);

//  Be dialled, in two steps: who is it? …
bool wire_hello (zsock_t *wire, char peer [PEER_MAX + 1]);

//  … and does it know this cookie?
bool wire_accept (zsock_t *wire, const char *me, const char *peer, const char *cookie, uint8_t key [KEY_SIZE]);

//  ---- yours: cookies --------------------------------------------------------

typedef struct node node_t;

//  A node with this name and this cookie. All texts are copied.
//  Returns  NULL: the cookie is none (see node_set_cookie)
node_t *node_new (const char *name, const char *cookie);

//  *self_p becomes NULL; NULL in it is no harm.
void node_destroy (node_t **self_p);

//  Its cookie, and the one it uses with a peer, whichever of the two dials: the peer's own if
//  one was set, else the node's. Good until the next change.
//  Elixir  Node.get_cookie/0, :erlang.get_cookie/1
const char *node_cookie (const node_t *self);
const char *node_cookie_for (const node_t *self, const char *peer);

//  Set the node's cookie; or the one for a peer, which from then on has one of its own,
//  whatever the node's is. For the node's own name that is the same as node_set_cookie.
//  Connections that are there go on: a cookie counts for the next handshake.
//  Returns  false: it is no cookie, nothing has changed. A cookie has 1 to COOKIE_MAX
//           characters, each printable ASCII and no space
//  Elixir   Node.set_cookie/1, Node.set_cookie/2
bool node_set_cookie (node_t *self, const char *cookie);
bool node_set_cookie_for (node_t *self, const char *peer, const char *cookie);

//  ---- yours: connections ----------------------------------------------------

//  Dial a peer; be dialled by some peer. After a handshake that fails all is as before; one that
//  succeeds takes the place of an earlier connection with that peer.
//  Returns  true: connected
bool node_connect (node_t *self, const char *peer, zsock_t *wire);
bool node_accept (node_t *self, zsock_t *wire);

//  Seal a letter for a peer: a digest (crypto_generichash) of its text without the zero at the
//  end, with the key of the connection as its key. And look at the seal of a letter: does it
//  come from this peer, over this connection?
//  Returns  false: not connected with it; the seal is a false one
bool node_seal (const node_t *self, const char *peer, const char *text, uint8_t seal [SEAL_SIZE]);
bool node_genuine (const node_t *self, const char *peer, const char *text, const uint8_t seal [SEAL_SIZE]);

#endif
