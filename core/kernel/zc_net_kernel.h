//  zc_net_kernel.h - who watches the network, and what watches over it
//
//      dist ── up, down, failed ──> net_kernel ──> nodeup, nodedown to subscribers
//                                        └─ mesh ─> news to the net_kernels of others
//
//  The state is the baton holder's: dist calls in (zc_dist_watcher_t), so that
//  nodeup and nodedown stand at the right place between the signals. What can
//  be late is done by a process named net_kernel: messages of other nodes'
//  net_kernels, and the end of subscribers.
//
//      {watch, Pid}                a new subscriber, to be forgotten at its end
//      {mesh, [{Node, Creation}]}  a new neighbour tells whom it is connected to
//      {lost, A, CA, N, B, CB}     A (creation CA) tells that it lost B; its news N
//      {remove, Node, A, CA}       Node asks to be disconnected from: A lost us
//
//  Erlang  net_kernel.erl, and the parts of global.erl that build the mesh

#ifndef ZC_NET_KERNEL_H_INCLUDED
#define ZC_NET_KERNEL_H_INCLUDED

#include "dist/zc_dist.h"

typedef struct {
    zc_dist_t *dist;
    zc_pid_t pid;
    zc_hash_t subscribers;
    bool no_overlap;                //  prevent overlapping partitions
    uint64_t news;                  //  number of our last news
} zc_net_kernel_t;

//  Start it on a node that has a distribution. It ends with dist.
//  Caller   no process; the core does not run yet
void zc_net_kernel_start (zc_dist_t *dist);

//  ---- zc_net_kernel_watch.c: nodeup and nodedown --------------------------

//  What a subscriber wants to know, as bits: how the message looks …
enum {
    ZC_WATCH_LIST = 1, ZC_WATCH_MAP = 2,        //  with information, as list or map
    ZC_WATCH_VISIBLE = 4, ZC_WATCH_HIDDEN = 8,  //  of which nodes
    ZC_WATCH_TYPE = 16, ZC_WATCH_REASON = 32, ZC_WATCH_ID = 64
};

//  … from the options of monitor_nodes. Returns NULL, or the error as a term.
zc_term_t *zc_net_kernel_options (const zc_term_t *options, int *wants);

void zc_net_kernel_subscribe (zc_net_kernel_t *self, zc_pid_t pid, int wants, bool on);
void zc_net_kernel_monitor (zc_net_kernel_t *self, zc_pid_t pid, zc_peer_t *peer, bool on);
void zc_net_kernel_forget (zc_net_kernel_t *self, zc_pid_t pid);
void zc_net_kernel_forget_all (zc_net_kernel_t *self);
void zc_net_kernel_tell_up (zc_net_kernel_t *self, zc_peer_t *peer);
void zc_net_kernel_tell_down (zc_net_kernel_t *self, zc_peer_t *peer,
                              const zc_session_t *session, const char *reason);
void zc_net_kernel_tell_gone (zc_net_kernel_t *self, zc_peer_t *peer);

//  ---- zc_net_kernel_mesh.c: all with all, or apart ------------------------

void zc_mesh_up (zc_net_kernel_t *self, zc_peer_t *peer);
void zc_mesh_down (zc_net_kernel_t *self, zc_peer_t *peer, const zc_session_t *session);
void zc_mesh_failed (zc_peer_t *peer);

typedef struct {
    const char *from;               //  who lost …
    uint32_t from_creation;
    uint64_t number;
    const char *lost;               //  … whom
    uint32_t lost_creation;
} zc_news_t;

void zc_mesh_meet (zc_net_kernel_t *self, const char *name, uint32_t creation);
void zc_mesh_news (zc_net_kernel_t *self, const zc_news_t *news);
void zc_mesh_remove (zc_net_kernel_t *self, const char *name, const char *by,
                     uint32_t by_creation);

//  ---- for the functions of zc_node.h --------------------------------------

//  Enter the core. Returns the node's dist; NULL: not alive. Leave afterwards.
zc_dist_t *zc_net_kernel_enter (void);

#endif
