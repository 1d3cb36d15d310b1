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
//      {mesh, A, CA, N, [{Node, Creation}]}
//                                  a new neighbour, A (creation CA), tells whom it is
//                                  connected to, and the number of its last news
//      {lost, A, CA, N, B, CB}     A tells that it lost B; its news N
//      {remove, Node, A, CA, N}    Node asks to be disconnected from: A lost us
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
void zc_mesh_remove (zc_net_kernel_t *self, const char *name, const zc_news_t *news);

//  Is it up, and a member? And a message to its net_kernel.
bool zc_mesh_has (const zc_peer_t *peer);
void zc_mesh_post (zc_peer_t *peer, zc_format_t format);

//  ---- zc_net_kernel_news.c: new once, told once ---------------------------

//  Was news of this number not here before?
bool zc_news_is_new (zc_net_kernel_t *kernel, zc_peer_t *origin, uint32_t creation,
                     uint64_t number);

//  A session with it began, after its news of this number. Is this news from before our
//  latest session with it, or with its next incarnation?
void zc_news_begin (zc_net_kernel_t *kernel, zc_peer_t *origin, uint32_t creation,
                    uint64_t number);
bool zc_news_is_past (zc_net_kernel_t *kernel, zc_peer_t *origin, uint32_t creation,
                      uint64_t number);

//  Tell all neighbours, at once: our own news. Or what we heard, unless they were told.
void zc_news_tell (zc_net_kernel_t *kernel, zc_peer_t *lost, const zc_news_t *news);
void zc_news_pass_on (zc_net_kernel_t *kernel, zc_peer_t *origin, zc_peer_t *lost,
                      const zc_news_t *news);

//  It is connected to somebody: its next loss is another one.
void zc_news_met (zc_net_kernel_t *kernel, zc_peer_t *peer, uint32_t creation);

void zc_news_forget_all (zc_net_kernel_t *self);

//  ---- for the functions of zc_node.h --------------------------------------

//  Enter the core. Returns the node's dist; NULL: not alive. Leave afterwards.
zc_dist_t *zc_net_kernel_enter (void);

#endif
