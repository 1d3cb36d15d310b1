//  zc_net_zmq.h - inside the network over libzmq
//
//      zc_net_zmq.c            the net: what epoll watches, turns, start and end
//      zc_net_zmq_socket.c     libzmq's sockets and our options for them
//      zc_net_zmq_listen.c     to be reachable: the ROUTER, its port
//      zc_net_zmq_accept.c     accepted channels: one ROUTER for all of them
//      zc_net_zmq_dial.c       dialled channels: one DEALER each
//      zc_net_zmq_strangers.c  accepted connections before their first frame
//      zc_net_zmq_zap.c        keys: who may in
//
//  Sockets of a net, all in one context of its own:
//
//      ROUTER <── TCP ── peers that dialled us     monitor: ACCEPTED, DISCONNECTED
//      DEALER ── TCP ──> a peer we dialled         monitor: handshake, DISCONNECTED
//      REP    <── inproc ── the context's I/O thread asks who may in (ZAP);
//                           also in clear text: it then refuses ZMTP 1.0 and 2.0,
//                           as which it takes any garbage, and on which it can abort
//
//  A DEALER is one dial and one channel and never used again: libzmq would dial
//  again by itself, and carry old frames over to the new connection.
//
//  Each socket is a *source*. libzmq tells with a descriptor (ZMQ_FD) that
//  something may have come, and then only once, so a source that was told, or
//  that has just been made or sent on, is *ready*: it stays in a list until a
//  receive gave EAGAIN. That, and nothing else, lets us sleep:
//
//      epoll ──┐
//      new  ───┼──> ready list ──> drain () ── EAGAIN ──> out of the list
//      sent ───┘         ^____________│ not yet: next turn
//
//  The end of a channel: the monitor says DISCONNECTED. What the peer sent
//  before is then in our socket already (which has no limit: RCVHWM 0), so it
//  is received until EAGAIN, and the channel is closed after its last frame.
//
//  What a peer with the cookie can still do: fill our memory with a message of
//  endless parts, which libzmq collects unseen. Without CURVE a stranger can too.

#ifndef ZC_NET_ZMQ_H_INCLUDED
#define ZC_NET_ZMQ_H_INCLUDED

#include "zc_net.h"
#include "base/zc_hash.h"
#include "base/zc_limits.h"
#include "process/zc_hooks.h"

#include <sys/queue.h>
#include <zmq.h>

typedef struct zc_zmq_t zc_zmq_t;
typedef struct zc_zmq_source_t zc_zmq_source_t;
typedef struct zc_zmq_channel_t zc_zmq_channel_t;
typedef struct zc_zmq_stranger_t zc_zmq_stranger_t;

enum {
    ZC_ZMQ_TURN_FRAMES = 256,           //  taken from one source before others have their turn,
    ZC_ZMQ_TURN_BYTES = 256 * 1024,     //  and processes: big frames cost time
    ZC_ZMQ_FLUSH_MS = 1000,             //  for what was sent before a close
    ZC_ZMQ_SETUP_MS = 5000,             //  limit of a handshake, if listen sets none
    ZC_ZMQ_ID_MAX = 255,                //  bytes of a routing id
    ZC_ZMQ_FREED_KEPT = 3 * 1024 * 1024 //  bytes of freed memory that need not be given back
};

struct zc_zmq_source_t {
    zc_watch_t watch;                   //  the event of epoll's that says it is ready
    zc_zmq_t *net;
    TAILQ_ENTRY (zc_zmq_source_t) link;
    bool ready;                         //  is in the ready list
    void *socket;                       //  libzmq's; NULL: not open
    int fd;                             //  what epoll watches for it
    //  Take what is there, up to a limit. Returns whether there was anything.
    bool (*drain) (zc_zmq_t *net, zc_zmq_source_t *self);
};

typedef enum {
    ZC_ZMQ_DIALLING,                    //  ours; no verdict yet
    ZC_ZMQ_OPEN,
    ZC_ZMQ_DEAF,                        //  accepted, closed by us, connection still there
    ZC_ZMQ_GONE                         //  to be freed at the end of the turn
} zc_zmq_state_t;

struct zc_zmq_channel_t {
    zc_channel_t base;
    zc_zmq_t *net;
    TAILQ_ENTRY (zc_zmq_channel_t) link;    //  in `channels`, or in `gone`
    zc_zmq_state_t state;
    bool ended;                         //  disconnected; frames may be left to receive

    //  dialled
    zc_zmq_source_t dealer, monitor;
    zc_dial_error_t error;              //  of a dial that could not begin

    //  accepted
    zc_hash_item_t by_id;
    uint8_t id [ZC_ZMQ_ID_MAX];         //  what the ROUTER calls it
    size_t id_size;
    int fd;                             //  its TCP connection, as long as the slot says so
    bool known;                         //  dist has had a frame of it
    zc_timer_t flushed;                 //  when to cut it after a goodbye
    TAILQ_ENTRY (zc_zmq_channel_t) ended_link;
};

//  An accepted connection before its first frame.
struct zc_zmq_stranger_t {
    TAILQ_ENTRY (zc_zmq_stranger_t) link;
    int fd;
    bool cut;                           //  by us: its end has still to come
    int64_t deadline;
    char address [64];
};

TAILQ_HEAD (zc_zmq_sources_t, zc_zmq_source_t);
TAILQ_HEAD (zc_zmq_channels_t, zc_zmq_channel_t);
TAILQ_HEAD (zc_zmq_strangers_t, zc_zmq_stranger_t);

//  What is known of a descriptor that libzmq accepted a connection with.
typedef struct {
    uint64_t number;                    //  of the connection, in the order accepted; 0: none
    zc_zmq_channel_t *channel;          //  NULL: no frame read yet
    zc_zmq_stranger_t *stranger;        //  … and it may still come
} zc_zmq_slot_t;

struct zc_zmq_t {
    zc_net_t base;
    zc_net_events_t events;
    void *context;
    zc_core_t *core;                    //  whose poll watches the sources; NULL: …
    int epoll;                          //  … our own
    struct zc_zmq_sources_t ready;
    size_t ready_count;
    size_t taken;                       //  bytes of frames taken in this go of a source
    struct zc_zmq_channels_t channels, gone;
    unsigned long monitors;             //  made so far: their names
    int setup_ms;
    zc_secret_t acceptor;               //  the published key pair

    //  accepting
    zc_zmq_source_t router, router_monitor, zap;
    uint64_t accepted;                  //  connections so far, as the monitor told
    zc_hash_t by_id;
    zc_zmq_slot_t *slots;               //  by descriptor
    size_t slots_count;
    struct zc_zmq_channels_t ended;     //  wait for the ROUTER's next EAGAIN
    struct zc_zmq_strangers_t strangers;    //  the oldest first
    size_t strangers_count;
    zc_timer_t strangers_clock;
    size_t greeted;                     //  strangers whose handshake went well
    int failure, failure_code;          //  event and value of the handshake that failed last

    //  deadlines of goodbyes
    zc_timers_t timers;
    zc_zmq_source_t clock;              //  a timerfd
};

//  ---- sources (zc_net_zmq.c) ----------------------------------------------

//  Watch a source whose `fd` and `drain` are set. It is ready at once.
void zc_zmq_watch (zc_zmq_t *self, zc_zmq_source_t *source);
void zc_zmq_unwatch (zc_zmq_t *self, zc_zmq_source_t *source);
void zc_zmq_set_ready (zc_zmq_t *self, zc_zmq_source_t *source);
void zc_zmq_set_drained (zc_zmq_t *self, zc_zmq_source_t *source);
//  Has a source that gave `frames` had its go?
static inline bool
zc_zmq_had_enough (const zc_zmq_t *self, int frames)
{
    return frames == ZC_ZMQ_TURN_FRAMES || self->taken >= ZC_ZMQ_TURN_BYTES;
}

//  ---- channels (zc_net_zmq.c) ---------------------------------------------

zc_zmq_channel_t *zc_zmq_channel_new (zc_zmq_t *net, zc_zmq_state_t state);
//  Nothing is told of it any more; its memory stays until the turn is over.
void zc_zmq_channel_bury (zc_zmq_channel_t *self);
//  Wake the turn for the first of `timers`.
void zc_zmq_set_clock (zc_zmq_t *self);

int64_t zc_zmq_now (void);             //  nanoseconds

//  ---- sockets (zc_net_zmq_socket.c) ---------------------------------------

//  Open a socket as a source. false: no descriptors or sockets left.
bool zc_zmq_open (zc_zmq_t *self, zc_zmq_source_t *source, int type);
void zc_zmq_close (zc_zmq_t *self, zc_zmq_source_t *source);
//  Open a socket that has peers, with all its options but those of keys, and
//  the monitor that tells `events` of it.
bool zc_zmq_open_monitored (zc_zmq_t *self, zc_zmq_source_t *source, int type,
                            zc_zmq_source_t *monitor, int events);
void zc_zmq_close_monitored (zc_zmq_t *self, zc_zmq_source_t *source, zc_zmq_source_t *monitor,
                             int linger_ms);
//  Only IP addresses get to libzmq: a name it would resolve in its I/O thread,
//  and one silent name server would stop all channels.
bool zc_zmq_is_address (const char *text);
//  As zmq_connect and zmq_bind, though signals come. false: see errno.
bool zc_zmq_connect (void *socket, const char *endpoint);
bool zc_zmq_bind (void *socket, const char *endpoint);
void zc_zmq_set (void *socket, int option, int value);

//  Receive one part. false: EAGAIN; the source is drained.
bool zc_zmq_receive (zc_zmq_t *self, zc_zmq_source_t *source, zmq_msg_t *part);
//  Why a channel is closed that brings messages of several parts.
#define ZC_ZMQ_PARTS "sends messages of several parts"

//  Receive what is left of a message. false: more than one part, which none of
//  us sends; `part` is then the last.
bool zc_zmq_receive_only (zc_zmq_t *self, zc_zmq_source_t *source, zmq_msg_t *part);
//  Receive from a monitor. false: EAGAIN.
bool zc_zmq_receive_event (zc_zmq_t *self, zc_zmq_source_t *monitor, int *event, int *value);
//  Send a frame's memory away. Lost if the peer is.
void zc_zmq_send_frame (zc_zmq_t *self, zc_zmq_source_t *source, zc_buffer_t *frame);

//  ---- accepted channels (zc_net_zmq_accept.c) -----------------------------

void zc_zmq_accepted_send (zc_zmq_channel_t *self, zc_buffer_t *frame);
void zc_zmq_accepted_close (zc_zmq_channel_t *self, bool flush);
void zc_zmq_accepted_forget (zc_zmq_channel_t *self);      //  before it is buried
//  Read the ROUTER's monitor to its end. Calls no event but `rejected`.
bool zc_zmq_hear_monitor (zc_zmq_t *self);
bool zc_zmq_router_drain (zc_zmq_t *self, zc_zmq_source_t *source);
bool zc_zmq_monitor_drain (zc_zmq_t *self, zc_zmq_source_t *source);

//  ---- strangers (zc_net_zmq_strangers.c) ----------------------------------

//  What the ROUTER's monitor tells of one; `left` takes NULL.
void zc_zmq_stranger_came (zc_zmq_t *net, int fd);
void zc_zmq_stranger_left (zc_zmq_t *net, zc_zmq_stranger_t *self);
//  Its first frame was read. NULL: that of an earlier one was.
void zc_zmq_stranger_spoke (zc_zmq_t *net, zc_zmq_stranger_t *self);
//  Cut those that are too many. The monitor was read to its end.
void zc_zmq_strangers_limit (zc_zmq_t *net);
void zc_zmq_strangers_clear (zc_zmq_t *net);

//  ---- listening (zc_net_zmq_listen.c) -------------------------------------

int zc_zmq_listen (zc_net_t *base, const zc_net_options_t *options, char **error);
void zc_zmq_listen_stop (zc_zmq_t *self);

//  ---- dialled channels (zc_net_zmq_dial.c) --------------------------------

zc_channel_t *zc_zmq_dial (zc_net_t *base, const char *address, int port,
                           const zc_secret_t *secret);
void zc_zmq_dialled_send (zc_zmq_channel_t *self, zc_buffer_t *frame);
void zc_zmq_dialled_close (zc_zmq_channel_t *self, bool flush);

//  ---- keys (zc_net_zmq_zap.c) ---------------------------------------------

//  The acceptor's key pair, the same for all nodes and known to everybody. It
//  hides what the dialler sends; that the acceptor knows the cookie is for the
//  handshake to prove.
void zc_zmq_acceptor_keys (zc_secret_t *keys);

//  Answer ZAP. Has to be there before other sockets are. false: no descriptors.
bool zc_zmq_zap_open (zc_zmq_t *self);
//  Have ZAP asked for each connection of a socket.
void zc_zmq_zap_guard (void *socket);
//  An address as libzmq tells it; "::ffff:10.0.0.1" is 10.0.0.1 to everybody else.
void zc_zmq_copy_address (char *to, size_t room, const char *text, size_t size);
//  What a frame's connection was admitted with: the number of connections that
//  had been accepted then, and under CURVE its key. false: not admitted.
bool zc_zmq_zap_read (zmq_msg_t *frame, uint64_t *accepted, zc_channel_t *channel);

#endif
