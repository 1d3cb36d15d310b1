//  zc_dist.h - the distribution of a node: its network, peers and cookies
//
//      process layer ── route ──> dist ──> peer ──> session ──> line ──> net
//                   <── zc_signal_apply ───────────────────────────────┘
//
//  Plugs itself into the process layer (zc_core_plug_route), which calls it
//  once a round (turn): so there is no thread between a process and the socket.
//  The kernel's net_kernel watches it. No global state; clock and randomness
//  come from the core, network and names from a zc_world_t.
//
//  Baton holder only, unless noted. Read next: zc_peer.h.

#ifndef ZC_DIST_H_INCLUDED
#define ZC_DIST_H_INCLUDED

#include "zc_complaints.h"
#include "zc_keys.h"
#include "zc_peer.h"
#include "zc_world.h"

//  Who is told what happens to peers.
typedef struct {
    void *self;
    void (*up) (void *self, zc_peer_t *peer);
    //  A session has ended; it is the peer's no more.
    void (*down) (void *self, zc_peer_t *peer, const zc_session_t *session, const char *reason);
    void (*failed) (void *self, zc_peer_t *peer);       //  a dial led to nothing
    void (*destroy) (void *self);
} zc_dist_watcher_t;

//  Net ticks: each session is looked at `every` nanoseconds; `misses` times
//  without a sign of life end it.
typedef struct {
    int64_t every;
    int misses;
    int ms, next_ms;                //  tick time; the one a change leads to, or 0
    int intensity;
    zc_timer_t change;
} zc_ticks_t;

struct zc_dist_t {
    //  set once
    zc_core_t *core;
    zc_world_t world;
    zc_net_t *net;
    zc_nodename_t own;
    zc_handshake_host_t host;
    bool curve, hidden, fault_hook;
    zc_dial_t auto_connect;
    int setup_ms;
    size_t busy_limit;
    zc_dist_watcher_t watcher;
    //  moves
    zc_keys_t keys;
    zc_ticks_t ticks;
    zc_peer_t *peers, **peers_tail;
    zc_peer_t *touched;             //  peers to be flushed …
    bool hurries;                   //  … and one of them before processes run
    zc_line_t *lines;               //  all channels
    size_t guests;                  //  … accepted, handshake not through
    zc_search_t *searches;
    uint64_t sessions;              //  number of the last one
    bool stopping;
    int64_t stop_deadline;
    zc_complaints_t complaints;
    zc_timer_t untold;              //  tells of those that were not written,
    zc_log_level_t untold_level;    //  at the last one's level
};

//  Start: listen, enter the name in the port map, plug the route in.
//  Returns  NULL and *error (for zc_release): bad or taken name, cookie, port …
//  Caller   no process; the core does not run yet
zc_dist_t *zc_dist_new (zc_core_t *core, const zc_node_options_t *options, char **error);

//  The same in another world (the simulator's), which it takes over.
zc_dist_t *zc_dist_new_in (zc_core_t *core, const zc_node_options_t *options,
                           const zc_world_t *world, char **error);

//  Orderly stop: no new connections; what was sent is drained for up to a
//  second, then each peer gets a BYE. Ask zc_dist_stopped after each round
//  until it is true.
void zc_dist_stop (zc_dist_t *self);
bool zc_dist_stopped (zc_dist_t *self);
void zc_dist_destroy (zc_dist_t **self_p);

void zc_dist_set_watcher (zc_dist_t *self, const zc_dist_watcher_t *watcher);

//  A line for the log about a stranger or a peer; a flood of them is cut down.
void zc_dist_complain (zc_dist_t *self, zc_log_level_t level, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

//  Change the tick time over a transition.
void zc_dist_set_ticks (zc_dist_t *self, int ms, int transition_ms);

//  Bytes queued for each connected node.
void zc_dist_each_queue (zc_dist_t *self,
                         void (*each) (void *arg, const char *node, size_t queued), void *arg);

//  zc_line.c: where the net's events go
void zc_line_listen_to (zc_dist_t *dist);
void zc_line_close_all (zc_dist_t *dist);

#endif
