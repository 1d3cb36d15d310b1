//  zc_peer.h - another node, as this one knows it: reached, being reached, or not
//
//                 zc_peer_dial            found, transport open
//      DOWN ───────────────> DIALLING ────────────────────────> HELLO
//       ^ ^                    │ ^                                │ │
//       │ └──── failed, late ──┘ └─ refused: the other's dial ────┘ │ welcome, or
//       │                           goes on (simultaneous)          │ the other's dial
//       │                                                           v
//       └──────────────── zc_peer_down (once a session) ─────────── UP
//
//  A peer hangs on its name (zc_node_name_t.peer) and lives as long as dist.
//  Signals queue in the outbox while it is dialled, and go out when it is up,
//  or are lost when the dial fails (zc_route_lost). A session is from up to
//  down; nothing outlives it. nodeup is told before the first signal of a
//  session is taken in, nodedown after the last.
//
//  Baton holder only. Read next: zc_line.c (channels), zc_session.c (frames).

#ifndef ZC_PEER_H_INCLUDED
#define ZC_PEER_H_INCLUDED

#include "zc_handshake.h"
#include "zc_inbox.h"
#include "zc_net.h"
#include "process/zc_hooks.h"

typedef struct zc_dist_t zc_dist_t;
typedef struct zc_peer_t zc_peer_t;
typedef struct zc_line_t zc_line_t;
typedef struct zc_session_t zc_session_t;
typedef struct zc_search_t zc_search_t;
typedef struct zc_held_t zc_held_t;
typedef struct zc_incarnation_t zc_incarnation_t;

enum {
    ZC_WINDOW = 1024 * 1024,        //  bytes sent and not yet consumed, at most
    ZC_WINDOW_BULK = 384 * 1024,    //  … of which fragments, beside small signals
    ZC_WINDOW_BULK_ALONE = 768 * 1024,  //  … when there were none for a while
    ZC_BULK_FRAMES_MAX = 64,        //  fragments under way
    ZC_TICK_MIN_MS = 10             //  more often nobody ticks for a peer
};

typedef enum { ZC_PEER_DOWN, ZC_PEER_DIALLING, ZC_PEER_HELLO, ZC_PEER_UP } zc_peer_state_t;

struct zc_session_t {
    zc_peer_t *peer;
    uint64_t number;                //  of all sessions of this node: the connection id
    uint32_t creation;              //  incarnation of the peer
    bool hidden, mesh;
    zc_wire_origin_t origin;
    zc_inbox_t inbox;
    //  credit, in bytes of SIGNALS and PONG frames since the session began
    uint64_t sent, acked;           //  ours; what the peer said it has consumed
    uint64_t received, reported;    //  its; what we have told it
    struct { uint64_t end; size_t size; } bulk [ZC_BULK_FRAMES_MAX];
    size_t bulk_first, bulk_count, bulk_bytes;      //  fragments not yet consumed
    uint64_t small_at;              //  `sent` after the last frame of small signals
    //  ticks
    zc_timer_t tick;
    bool heard, said;               //  since the last tick
    int64_t silent;                 //  nanoseconds of ticks without hearing
    int64_t wanted;                 //  so often the peer wants to hear us; 0: it has not said
    //  pings
    uint64_t pings, pongs;          //  numbers of the last ones: ours, and answered
    uint64_t asked, answered;       //  the peer's
};

struct zc_peer_t {
    //  set once
    zc_dist_t *dist;
    zc_peer_t *next;                //  all peers, in the order they came up
    const zc_node_name_t *name;
    //  the way there
    zc_peer_state_t state;
    zc_search_t *search;            //  look-up under way
    zc_line_t *line;                //  of the own dial, or the session's
    zc_timer_t setup;               //  limit of the dial
    uint64_t dials;                 //  that have begun
    uint64_t reached;               //  the last one that led to a session
    uint32_t met;                   //  incarnation that a session was with, the last time; 0: none
    uint64_t lost;                  //  number of the node's last session when one with it ended,
                                    //  the last time; 0: none has
    zc_pid_t *waiting;              //  processes to wake when something changes
    size_t waiting_count, waiting_size;
    //  the session
    zc_session_t *session;          //  NULL: not up
    zc_outbox_t outbox;
    bool choked, choked_bulk;       //  said to be busy, to senders of small signals
                                    //  and of big ones: some are suspended
    bool touched;                   //  in dist's list of peers to be flushed
    zc_peer_t *touched_next;
    //  faults on purpose
    bool cut;
    int64_t delay;                  //  nanoseconds
    zc_held_t *held, *held_last;    //  frames held back
    zc_timer_t release;
    //  for net_kernel's mesh
    bool parting;                   //  its loss is wanted: no news of it
    zc_timer_t removal;             //  it was asked to disconnect
    zc_timer_t meet;                //  the mesh dials it again …
    int meets;                      //  … so many times,
    uint32_t meets_whom;            //  … known to be there by this creation,
    uint64_t meets_ping;            //  … unless the session answers this ping; 0: none
    zc_incarnation_t *incarnations; //  its last few, and news of them
};

//  The peer of this name. NULL: too long a name, or too many.
zc_peer_t *zc_peer_get (zc_dist_t *dist, const char *name);
zc_peer_t *zc_peer_of (zc_dist_t *dist, const zc_node_name_t *name);

//  Begin to dial, unless it is up or under way. wanted: asked for by name
//  (connect), so the rules for automatic connections do not count.
//  Returns  false: it is not to be dialled, nothing was done
bool zc_peer_dial (zc_peer_t *self, bool wanted);

//  The dial failed (if one is under way). why: for the log, at its level debug;
//  NULL: nothing to tell.
void zc_peer_fail (zc_peer_t *self, const char *why);

//  A line has passed its handshake: the session begins. An older one must have
//  been ended.
void zc_peer_up (zc_peer_t *self, zc_line_t *line);

//  End the session, tell everybody once. bye: why we leave, -1: the line is cut
//  without a word.
void zc_peer_down (zc_peer_t *self, const char *reason, int bye);

//  Queue a signal; the peer is not DOWN.
void zc_peer_send (zc_peer_t *self, const zc_signal_t *signal);

//  A message from this node's core to a named process over there, if it is up.
void zc_peer_post (zc_peer_t *self, const char *name, const zc_buffer_t *message);

//  It has something to flush at the next turn.
void zc_peer_touch (zc_peer_t *self);

//  Wake the caller when the dial ends, the session ends or a ping comes back.
void zc_peer_wait (zc_peer_t *self, zc_pid_t pid);
void zc_peer_wake (zc_peer_t *self);

void zc_peer_destroy (zc_peer_t **self_p);

//  ---- zc_session.c: frames of a session -----------------------------------

zc_session_t *zc_session_new (zc_peer_t *peer, const zc_handshake_t *handshake);
void zc_session_destroy (zc_session_t **self_p);

//  Take in a frame. NULL, or why the session has to end.
const char *zc_session_take (zc_session_t *self, const uint8_t *data, size_t size);

//  The peer said BYE; the byte behind the frame's head tells why.
extern const char ZC_SESSION_BYE [];

//  Send what the credit allows.
void zc_session_flush (zc_session_t *self);
void zc_session_say (zc_session_t *self, zc_frame_kind_t kind, const void *data, size_t size);

//  Ask for a sign of life. Returns the ping's number: answered when `pongs` has come to it.
uint64_t zc_session_ping (zc_session_t *self);

//  Begin to tick at the node's pace, and tell the peer that.
void zc_session_set_tick (zc_session_t *self);

//  Hold frames back from now on by so many nanoseconds; 0: let all go.
void zc_session_delay (zc_peer_t *peer, int64_t delay);
void zc_session_drop_held (zc_peer_t *peer);

//  ---- zc_line.c: channels and their handshakes ----------------------------

void zc_line_dial (zc_peer_t *peer, const char *address, int port, const zc_secret_t *secret);
void zc_line_close (zc_line_t **self_p, bool flush);
void zc_line_send (zc_line_t *self, zc_buffer_t *frame);
const zc_handshake_t *zc_line_handshake (const zc_line_t *self);

//  ---- zc_search.c: the look-up, as a process ------------------------------

bool zc_search_start (zc_peer_t *peer);
void zc_search_free_all (zc_dist_t *dist);

#endif
