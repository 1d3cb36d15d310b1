//  zt_stranger.h - those who are no nodes: raw sockets at the ports of one
//
//      int fd = zt_raw (port);                     bytes over TCP
//      zt_peer_t peer;
//      zt_peer_open (&peer, port, "duck", true);   frames over libzmq
//      zt_peer_login (&peer, "evil@localhost", "b@localhost");
//
//  A peer of the latter kind can do all that a node can, and what none would.

#ifndef ZT_STRANGER_H_INCLUDED
#define ZT_STRANGER_H_INCLUDED

#include "zt_cluster.h"
#include "dist/zc_handshake.h"
#include "dist/zc_net_zmq.h"
#include "dist/zc_wire.h"

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>

//  ---- TCP -----------------------------------------------------------------

//  Where a node of this program's directory listens.
static inline int
zt_port_of (const zt_node_t *node)
{
    char path [200], name [64];
    int port = 0;
    snprintf (name, sizeof name, "%s", node->name);
    name [strcspn (name, "@")] = 0;
    snprintf (path, sizeof path, "%s/%s", zt_dir, name);
    FILE *file = fopen (path, "r");
    ck_assert (file && fscanf (file, "zcluster 1 %d", &port) == 1);
    fclose (file);
    return port;
}

//  The port map's.
static inline int
zt_map_port (void)
{
    const char *address = getenv ("ZCLUSTER_PORT_MAP");
    const char *port = address? strrchr (address, ':'): NULL;
    ck_assert_ptr_nonnull (port);
    return atoi (port + 1);
}

//  -1: there is no room any more.
static inline int
zt_raw (int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons ((uint16_t) port),
                                  .sin_addr = {htonl (INADDR_LOOPBACK)}};
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect (fd, (struct sockaddr *) &address, sizeof address) != 0) {
        close (fd);
        fd = -1;
    }
    return fd;
}

static inline void
zt_raw_send (int fd, const void *data, size_t size)
{
    //  It may have hung up already: that is what is tested.
    ssize_t sent = send (fd, data, size, MSG_NOSIGNAL);
    (void) sent;
}

//  Read until the other side hangs up. false: it has not done so in time.
static inline bool
zt_raw_ends (int fd, int ms)
{
    char bytes [4096];
    int64_t over = zt_now_ms () + ms;
    for (;;) {
        int left = (int) (over - zt_now_ms ());
        struct pollfd wait = {fd, POLLIN, 0};
        if (left <= 0 || poll (&wait, 1, left) == 0)
            return false;
        if (recv (fd, bytes, sizeof bytes, 0) <= 0)
            return true;
    }
}

//  ---- libzmq --------------------------------------------------------------

typedef struct {
    void *context, *socket;
    zc_secret_t secret;
    bool curve;
    zc_handshake_t handshake;
} zt_peer_t;

static inline void
zt_peer_set (zt_peer_t *self, int option, int value)
{
    ck_assert_int_eq (zmq_setsockopt (self->socket, option, &value, sizeof value), 0);
}

//  `id`: the routing id it asks for, NULL: none.
static inline void
zt_peer_open_as (zt_peer_t *self, int port, const char *cookie, bool curve, const void *id,
                 size_t id_size)
{
    char endpoint [64];
    self->context = zmq_ctx_new ();
    self->socket = zmq_socket (self->context, ZMQ_DEALER);
    self->curve = curve;
    ck_assert (zc_secret_make (&self->secret, cookie));
    zt_peer_set (self, ZMQ_LINGER, 0);
    zt_peer_set (self, ZMQ_SNDHWM, 0);
    zt_peer_set (self, ZMQ_RECONNECT_IVL, -1);
    if (id_size)
        ck_assert_int_eq (zmq_setsockopt (self->socket, ZMQ_ROUTING_ID, id, id_size), 0);
    if (curve) {
        zc_secret_t acceptor;
        zc_zmq_acceptor_keys (&acceptor);
        zmq_setsockopt (self->socket, ZMQ_CURVE_SERVERKEY, acceptor.public, ZC_KEY_SIZE);
        zmq_setsockopt (self->socket, ZMQ_CURVE_PUBLICKEY, self->secret.public, ZC_KEY_SIZE);
        zmq_setsockopt (self->socket, ZMQ_CURVE_SECRETKEY, self->secret.secret, ZC_KEY_SIZE);
    }
    snprintf (endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", port);
    ck_assert_int_eq (zmq_connect (self->socket, endpoint), 0);
}

static inline void
zt_peer_open (zt_peer_t *self, int port, const char *cookie, bool curve)
{
    zt_peer_open_as (self, port, cookie, curve, NULL, 0);
}

static inline void
zt_peer_close (zt_peer_t *self)
{
    zmq_close (self->socket);
    zmq_ctx_term (self->context);
}

static inline void
zt_peer_send (zt_peer_t *self, const void *data, size_t size)
{
    ck_assert_int_ne (zmq_send (self->socket, data, size, ZMQ_DONTWAIT), -1);
}

//  The next frame's size; -1: none came.
static inline int
zt_peer_hear (zt_peer_t *self, void *data, size_t room, int ms)
{
    zmq_pollitem_t wait = {self->socket, 0, ZMQ_POLLIN, 0};
    return zmq_poll (&wait, 1, ms) == 1? zmq_recv (self->socket, data, room, 0): -1;
}

//  ---- a node's handshake --------------------------------------------------

//  The initiator's side of it, with H and P as they were sent.
typedef struct {
    zc_buffer_t hello, proof;
} zt_login_t;

//  Begin: H, and wait for C. false: no answer.
static inline bool
zt_peer_greet (zt_peer_t *self, const char *name, const char *node, zt_login_t *login)
{
    static zc_handshake_host_t host;
    uint8_t nonce [ZC_NONCE_SIZE], answer [512];
    host = (zc_handshake_host_t) {.name = name, .creation = 77};
    zc_secret_random (nonce, sizeof nonce);
    zc_handshake_dial (&self->handshake, &host, node, &self->secret, self->curve, nonce,
                       &login->hello);
    zt_peer_send (self, login->hello.data, login->hello.size);
    int size = zt_peer_hear (self, answer, sizeof answer, ZT_LONG);
    return size >= 0
        && zc_handshake_take (&self->handshake, answer, (size_t) size, &login->proof)
               == ZC_HANDSHAKE_MORE;
}

static inline void
zt_login_clear (zt_login_t *login)
{
    zc_buffer_clear (&login->hello);
    zc_buffer_clear (&login->proof);
}

//  Become a node that is connected.
static inline bool
zt_peer_login (zt_peer_t *self, const char *name, const char *node)
{
    zt_login_t login = {0};
    uint8_t answer [512];
    int size = -1;
    zc_buffer_t nothing = {0};
    if (zt_peer_greet (self, name, node, &login)) {
        zt_peer_send (self, login.proof.data, login.proof.size);
        size = zt_peer_hear (self, answer, sizeof answer, ZT_LONG);
    }
    bool up = size > 0
           && zc_handshake_take (&self->handshake, answer, (size_t) size, &nothing)
                  == ZC_HANDSHAKE_UP;
    zt_login_clear (&login);
    return up;
}

//  A frame of the session that says how much was consumed.
static inline void
zt_peer_frame_as (zt_peer_t *self, uint8_t kind, uint64_t consumed, const void *data, size_t size)
{
    zc_buffer_t frame = {0};
    zc_buffer_u8 (&frame, kind);
    zc_buffer_u64 (&frame, consumed);
    zc_buffer_put (&frame, data, size);
    zt_peer_send (self, frame.data, frame.size);
    zc_buffer_clear (&frame);
}

//  `consumed` as it should be as long as nothing was read.
static inline void
zt_peer_frame (zt_peer_t *self, uint8_t kind, const void *data, size_t size)
{
    zt_peer_frame_as (self, kind, 0, data, size);
}

#endif
