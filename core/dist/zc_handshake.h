//  zc_handshake.h - two nodes find out who they are and that both know the cookie
//
//      initiator                                       acceptor
//          H (who I am, who you should be, nonce) ───────>
//          <─────── C (what I am, nonce)  or  N (why not)
//          P (proof) ────────────────────────────────────>      initiator first
//          <─────── W (proof)             or  N (why not)       session up here
//      session up here
//
//  A pure machine: bytes in, bytes out; no sockets, no clock, no randomness. It
//  runs in both security modes. Under CURVE the acceptor's transport has
//  checked that the initiator has some cookie of ours; the machine adds that it
//  is the one for the name, and the acceptor's proof. In plain mode it is all
//  there is. The initiator proves first: else any stranger could collect proofs
//  to guess cookies on.
//
//  Each message is one frame:
//
//      H   1  version (1)  flags (1)  creation (4)  nonce (24)
//             length (1) own name     length (1) name dialled
//      C   2  flags (1)  creation (4)  nonce (24)
//      P   3  proof (32)
//      W   4  proof (32)
//      N   5  why (1): zc_refusal_t
//
//      proof = BLAKE2b-256, keyed with the stretched cookie, over the role
//              ("zc-initiator", "zc-acceptor"), all of H, all of C, and the
//              initiator's CURVE public key (zeros in plain mode)
//
//  So a proof is worth nothing in another direction, with other names, other
//  nonces (replay) or through another's connection. The acceptor's own name as
//  the initiator's is refused: nobody talks to his reflection.

#ifndef ZC_HANDSHAKE_H_INCLUDED
#define ZC_HANDSHAKE_H_INCLUDED

#include "zc_cookie.h"
#include "zc_nodename.h"
#include "base/zc_buffer.h"

enum {
    ZC_HANDSHAKE_VERSION = 1,
    ZC_FLAG_HIDDEN = 1,
    ZC_FLAG_MESH = 2,               //  takes part in the mesh
    ZC_HELLO_MAX = 33 + 2 * ZC_NODE_NAME_MAX,
    ZC_CHALLENGE_SIZE = 30
};

typedef enum {
    ZC_REFUSED_NOT = 0,
    ZC_REFUSED_VERSION,
    ZC_REFUSED_NAME,                //  not a node name, or the other kind of host part
    ZC_REFUSED_NOT_ME,              //  the name dialled is not the acceptor's
    ZC_REFUSED_REFLECTION,          //  the initiator has the acceptor's name
    ZC_REFUSED_NOT_ALLOWED,
    ZC_REFUSED_COOKIE,
    ZC_REFUSED_SIMULTANEOUS,        //  the acceptor's own dial goes on, or is through
    ZC_REFUSED_STOPPING
} zc_refusal_t;

//  What the node says and decides.
typedef struct {
    const char *name;
    bool long_names;
    uint32_t creation;
    uint8_t flags;
    void *self;
    //  The secret of the cookie set for a peer; NULL: no dealings with it.
    const zc_secret_t *(*secret) (void *self, const char *peer);
    //  The initiator has proven itself: may it come in now? `arg` as given to
    //  zc_handshake_accept.
    zc_refusal_t (*meet) (void *self, void *arg, const char *peer);
} zc_handshake_host_t;

typedef struct {
    //  set once
    const zc_handshake_host_t *host;
    void *arg;
    bool initiator;
    uint8_t key [ZC_KEY_SIZE];      //  the initiator's public key
    bool keyed;                     //  … which the transport has checked
    zc_secret_t secret;             //  initiator: from the start; acceptor: after H
    //  moves
    int expect;                     //  kind of the next message
    uint8_t hello [ZC_HELLO_MAX], challenge [ZC_CHALLENGE_SIZE];
    size_t hello_size;
    uint8_t nonce [ZC_NONCE_SIZE];  //  ours
    //  learned
    char peer [ZC_NODE_NAME_MAX + 1];       //  acceptor: proven only at the end
    uint32_t peer_creation;
    uint8_t peer_flags;
    zc_refusal_t refusal;           //  theirs or ours
} zc_handshake_t;

typedef enum {
    ZC_HANDSHAKE_MORE,              //  send what is in `out`, wait for the next
    ZC_HANDSHAKE_UP,                //  send what is in `out`; the session is up
    ZC_HANDSHAKE_REFUSED,           //  send what is in `out` and close: we refuse
    ZC_HANDSHAKE_FAILED             //  close: they refused, or do not make sense
} zc_handshake_step_t;

//  Begin as the one who dialled: appends H to `out`. secret: of the cookie for
//  this peer; keyed: CURVE, with that secret's key pair.
void zc_handshake_dial (zc_handshake_t *self, const zc_handshake_host_t *host, const char *peer,
                        const zc_secret_t *secret, bool keyed, const uint8_t nonce [ZC_NONCE_SIZE],
                        zc_buffer_t *out);

//  Begin as the one who was dialled. key: what the transport has checked, NULL
//  in plain mode.
void zc_handshake_accept (zc_handshake_t *self, const zc_handshake_host_t *host, void *arg,
                          const uint8_t *key, const uint8_t nonce [ZC_NONCE_SIZE]);

//  Take in a message of the peer, whatever its bytes are.
zc_handshake_step_t zc_handshake_take (zc_handshake_t *self, const uint8_t *data, size_t size,
                                       zc_buffer_t *out);

//  Why, in a few words for a log line.
const char *zc_refusal_text (zc_refusal_t refusal);

#endif
