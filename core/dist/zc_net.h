//  zc_net.h - the network as dist sees it: channels that open, carry frames, end
//
//  One small interface, two implementations: ZeroMQ (zc_net_zmq.c) and the
//  simulator's. A channel is one transport connection between two nodes: frames
//  arrive whole and in order; it ends once, after its last frame; nothing is
//  re-sent, nothing outlives it.
//
//  All calls are made, and all events delivered, by the baton holder. Events
//  are delivered only inside turn; any other call may be made inside an event,
//  but for turn and destroy.
//
//      listen, dial, send, close …         what there is to do
//      while (turn ()) …                   until nothing is left to tell
//      poll (fd)                           only then sleep

#ifndef ZC_NET_H_INCLUDED
#define ZC_NET_H_INCLUDED

#include "zc_cookie.h"
#include "base/zc_buffer.h"

typedef struct zc_net_t zc_net_t;
typedef struct zc_core_t zc_core_t;

//  Implementations embed it as their first member.
typedef struct {
    void *owner;                    //  dist's own state; NULL at first
    bool dialled;                   //  we dialled it; else it was accepted
    bool keyed;                     //  accepted under CURVE: `key` was proven
    uint8_t key [ZC_KEY_SIZE];      //  public key the dialler used
    char address [64];              //  of the other end, for the log
} zc_channel_t;

typedef enum {
    ZC_DIAL_REFUSED,                //  nobody listens, or no route
    ZC_DIAL_DENIED,                 //  the other side refused our key
    ZC_DIAL_BROKEN                  //  lost, time-out, not a node of ours
} zc_dial_error_t;

typedef struct {
    void *self;
    //  May a client with this public key in? (CURVE, asked at each attempt.)
    bool (*admit) (void *self, const uint8_t key [ZC_KEY_SIZE], const char *address);
    //  Our dial is through: frames may be sent.
    void (*opened) (void *self, zc_channel_t *channel);
    //  Our dial failed. The channel is gone after the call.
    void (*failed) (void *self, zc_channel_t *channel, zc_dial_error_t error);
    //  A frame, borrowed. The first one of an accepted channel makes it known.
    //  close may be called inside.
    void (*frame) (void *self, zc_channel_t *channel, const uint8_t *data, size_t size);
    //  An open channel ended (peer died, closed, cut). Gone after the call. Not
    //  called for channels that we close. `why`, for the log: the net has ended
    //  it, since the peer did this; NULL: it ended by itself.
    void (*closed) (void *self, zc_channel_t *channel, const char *why);
    //  For the log: a connection from there ended before it said anything, and
    //  why in a few words. May be NULL; must not call the net.
    void (*rejected) (void *self, const char *address, const char *why);
} zc_net_events_t;

typedef struct {
    bool curve;                     //  else NULL mechanism
    const char *bind;               //  IP address; "*": all of IPv4, "::": of IPv6 too
    int port_min, port_max;         //  0: any
    int setup_ms;                   //  limit of a transport handshake
} zc_net_options_t;

struct zc_net_t {
    //  Listen; at most once. Returns the port, or -1 and *error (one line, the
    //  caller's to zc_release): a net that failed may try again.
    int (*listen) (zc_net_t *self, const zc_net_options_t *options, char **error);
    //  Dial an IP address. `secret`: our CURVE key pair; NULL: in clear text.
    //  Returns never NULL: errors come as `failed`. The limit is the setup_ms of
    //  listen.
    zc_channel_t *(*dial) (zc_net_t *self, const char *address, int port,
                           const zc_secret_t *secret);
    //  Send a frame; takes the buffer's memory (and leaves it empty). Never
    //  blocks, never refuses: whoever calls keeps count of what is under way.
    //  What is sent to a channel that has just ended is lost with it.
    void (*send) (zc_net_t *self, zc_channel_t *channel, zc_buffer_t *frame);
    //  End a channel without waiting for the peer. flush: what was sent goes
    //  out first (a goodbye), up to a second, in the background. The channel is
    //  gone after the call. Not flush: what was sent may be lost.
    void (*close) (zc_net_t *self, zc_channel_t *channel, bool flush);
    //  Deliver what happened. true if there was anything.
    bool (*turn) (zc_net_t *self);
    //  A descriptor that polls readable when a turn is due, provided that the
    //  last call was a turn that returned false. -1: none (simulator).
    int (*fd) (zc_net_t *self);
    //  Have a core's poll watch all there is instead, before listen: a poll within
    //  a poll costs a node two system calls for each message it waits for.
    void (*watch_in) (zc_net_t *self, zc_core_t *core);
    //  Where events go. Set before listen and dial.
    void (*set_events) (zc_net_t *self, const zc_net_events_t *events);
    //  Ends all channels, without events. Blocks for goodbyes, up to a second.
    void (*destroy) (zc_net_t **self_p);
};

//  Over libzmq, in a context of its own. NULL: no descriptors left.
zc_net_t *zc_net_zmq_new (void);

#endif
